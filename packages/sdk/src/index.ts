// The public face of @ingot/sdk: what a plugin, and the engine, build on.
export type { Diagnostic, Path, Range, Type, Value } from "@ingot/hcl";
export { fromJs, T, toJs, V } from "@ingot/hcl";
export type { Envelope, EnvelopeSignature } from "./attestation/envelope.ts";
export { inTotoPayloadType, isSignedWith, readEnvelope, signEnvelope } from "./attestation/envelope.ts";
export { isKmsKey, readSigningKey, readVerifyingKey } from "./attestation/signing-key.ts";
export type { BootItem, KeyAction, KeyItem, SpecialKey, WaitItem } from "./boot-command/boot-item.ts";
export type { PcXtStep } from "./boot-command/encode-pc-xt.ts";
export { encodePcXt, pcXtSteps } from "./boot-command/encode-pc-xt.ts";
export type { UsbKeyEvent } from "./boot-command/encode-usb.ts";
export { encodeUsb } from "./boot-command/encode-usb.ts";
export type { VncKeyEvent } from "./boot-command/encode-vnc.ts";
export { encodeVnc } from "./boot-command/encode-vnc.ts";
export type { BootCommand } from "./boot-command/parse-boot-command.ts";
export { parseBootCommand } from "./boot-command/parse-boot-command.ts";
export { cleanUpEarly } from "./chroot/clean-up-early.ts";
export type { ChrootOptions } from "./chroot/communicator.ts";
export { chrootCommunicator } from "./chroot/communicator.ts";
export type { ChrootConfig, DeviceVariables, MountVariables } from "./chroot/config.ts";
export { chrootFields } from "./chroot/config.ts";
export { copyFiles } from "./chroot/copy-files.ts";
export type { Wrapper } from "./chroot/host-commands.ts";
export { checkOnHost, HostCommandError, restoreWrapper, storedWrapper, wrapperOf } from "./chroot/host-commands.ts";
export { mountDevice } from "./chroot/mount-device.ts";
export { mountExtra } from "./chroot/mount-extra.ts";
export { openChroot } from "./chroot/open-chroot.ts";
export { runPostMountCommands, runPreMountCommands, runPreUnmountCommands } from "./chroot/run-host-commands.ts";
export type { AttachedDevice, MountedRoot } from "./chroot/state.ts";
export { checkCommunicator } from "./communicator/check-communicator.ts";
export { cleanTemporaryKeys } from "./communicator/clean-temporary-keys.ts";
export type {
  Communicator,
  ExecOptions,
  Exit,
  FileMeta,
  KeepKey,
  Sink,
  Source,
  Transfer,
} from "./communicator/communicator.ts";
export {
  disconnectedStatus,
  exitStatus,
  isUnsupportedOperation,
  UnsupportedOperationError,
} from "./communicator/communicator.ts";
export type { CommunicatorConfig, CommunicatorFields } from "./communicator/config.ts";
export {
  bastionKey,
  communicatorConfig,
  communicatorSchema,
  parseTunnel,
  sshPatience,
  winrmPort,
} from "./communicator/config.ts";
export type { ConnectOptions, ConnectState, FoundLogin } from "./communicator/connect.ts";
export { connect } from "./communicator/connect.ts";
export { expandHome } from "./communicator/expand-home.ts";
export type { KeyPair, KeyPairOptions, KeyPairType } from "./communicator/generate-key-pair.ts";
export { complainOfKeyPair, generateKeyPair, keyPairOptions } from "./communicator/generate-key-pair.ts";
export type { GuestCommands, GuestFamily } from "./communicator/guest-commands.ts";
export { guestCommands } from "./communicator/guest-commands.ts";
export { matchExcluded } from "./communicator/match-excluded.ts";
export { noneCommunicator } from "./communicator/none.ts";
export type { Artifact } from "./component/artifact.ts";
export type { PreparedBuilder } from "./component/builder.ts";
export { complainOfExit } from "./component/complain-of-exit.ts";
export { defaultComponentName, registeredName, templateName } from "./component/component-names.ts";
export type { OnError, RunContext, TempFiles } from "./component/context.ts";
export type { DataContext, OutputType, PreparedDataSource } from "./component/data-source.ts";
export { decodeContextOf, type ReadableBuild } from "./component/decode-context-of.ts";
export type {
  BuilderComponent,
  BuilderState,
  Check,
  CheckContext,
  Component,
  DataSourceComponent,
  PostProcessorComponent,
  Prepared,
  ProvisionerComponent,
} from "./component/define.ts";
export {
  defineBuilder,
  defineDataSource,
  definePostProcessor,
  defineProvisioner,
  defineStepBuilder,
} from "./component/define.ts";
export type { Plugin } from "./component/plugin.ts";
export { definePlugin, resourceKind } from "./component/plugin.ts";
export { PluginFailure } from "./component/plugin-failure.ts";
export { pluginVersion } from "./component/plugin-version.ts";
export type { PostProcessContext, PostProcessed, PreparedPostProcessor } from "./component/post-processor.ts";
export type { Holding, PrepareContext } from "./component/prepare-context.ts";
export type { PreparedProvisioner, ProvisionContext } from "./component/provisioner.ts";
export { sdkMismatch, sdkVersion } from "./component/sdk-version.ts";
export { checkAddress } from "./download/check-address.ts";
export { digestFile } from "./download/digest-file.ts";
export type { Downloaded, DownloadRequest } from "./download/download.ts";
export { download } from "./download/download.ts";
export { downloadStep } from "./download/download-step.ts";
export { holdFileLock } from "./download/hold-file-lock.ts";
export { abortAfter } from "./duration/abort-after.ts";
export { formatGoDuration } from "./duration/format-go-duration.ts";
export { humanDuration } from "./duration/human-duration.ts";
export type { GoDuration } from "./duration/parse-go-duration.ts";
export { durationOf, parseGoDuration } from "./duration/parse-go-duration.ts";
export { untilAborted } from "./duration/until-aborted.ts";
export type {
  ArtifactFacts,
  EndFacts,
  Event,
  EventBody,
  NamedValue,
  PostProcessorFacts,
  ProvisionerFacts,
  StepOutcome,
  TemplateFacts,
  TemplateOutline,
  VersionFacts,
} from "./event/event.ts";
export type { LineSplitter } from "./event/split-lines.ts";
export { createLineSplitter } from "./event/split-lines.ts";
export type { Ask, OutputStream, ProgressTracker, Ui } from "./event/ui.ts";
export { writeWholeFile } from "./file/write-whole-file.ts";
export type { Glob, GlobError } from "./glob/compile-glob.ts";
export { compileGlob } from "./glob/compile-glob.ts";
export { buildPlaceholder, isBuildPlaceholder } from "./interpolate/build-placeholder.ts";
export type {
  Interpolated,
  InterpolatedText,
  InterpolationContext,
  InterpolationFailure,
  VariableContext,
} from "./interpolate/context.ts";
export { checkInterpolation, functionsCalled, interpolate, userVariablesRead } from "./interpolate/interpolate.ts";
export type { InterpolatedTree, TreeFailure, TreeOptions } from "./interpolate/interpolate-tree.ts";
export { interpolateTree } from "./interpolate/interpolate-tree.ts";
export type { TextPiece } from "./interpolate/read-pieces.ts";
export { readPieces } from "./interpolate/read-pieces.ts";
export { commonBuildNames, completeGenerated } from "./machine/build-names.ts";
export type { Checkpoint, Generated, Machine } from "./machine/machine.ts";
export { type HiddenCommand, hideCommand } from "./process/hide-command.ts";
export { killTree, type ProcessStat, parseProcessStat, processStat } from "./process/kill-tree.ts";
export { quoteShell } from "./process/quote-shell.ts";
export { findProgram, requireProgram } from "./process/require-program.ts";
export type { ProcessOptions } from "./process/run-process.ts";
export { captureProcess, ProcessStartError, runProcess } from "./process/run-process.ts";
export {
  markedProcess,
  ourselvesAndAbove,
  processesWith,
  processId,
  processMark,
} from "./resource/kinds/marked-process.ts";
export type { MountRequest } from "./resource/kinds/mount.ts";
export { mount, ownMount } from "./resource/kinds/mount.ts";
export type { Mount } from "./resource/kinds/mount-table.ts";
export { canonicalPath, isWithin, mountsWithin, readMounts } from "./resource/kinds/mount-table.ts";
export type { OutputDirectoryOptions } from "./resource/kinds/output-directory.ts";
export { outputDirectory, ownOutputDirectory } from "./resource/kinds/output-directory.ts";
export type { OutputFile } from "./resource/kinds/output-file.ts";
export { outputFile, ownNewFile, ownOutputFile } from "./resource/kinds/output-file.ts";
export { removeTree } from "./resource/kinds/remove-tree.ts";
export { runFolder } from "./resource/kinds/run-folder.ts";
export { sdkKinds } from "./resource/kinds/sdk-kinds.ts";
export { refusalOf, writeFailure } from "./resource/kinds/write-failure.ts";
export type {
  AnyResourceKind,
  Holder,
  Json,
  KindContext,
  Owned,
  OwnOptions,
  ResourceKind,
  Resources,
} from "./resource/resource.ts";
export { bodyFromHcl } from "./schema/body-from-hcl.ts";
export { bodyFromJsonNode, placesInJson, valueFromJsonNode } from "./schema/body-from-json-node.ts";
export type { ValuePlaces } from "./schema/body-from-value.ts";
export { bodyFromValue } from "./schema/body-from-value.ts";
export type { ConfigAttribute, ConfigBlock, ConfigBody, ConfigContent } from "./schema/config-body.ts";
export type { DecodeContext, Decoded } from "./schema/decode.ts";
export { decode } from "./schema/decode.ts";
export type { FieldDescription } from "./schema/describe-schema.ts";
export { describeSchema } from "./schema/describe-schema.ts";
export type { Field, FieldSpec, Presence, Template, TypeSpec } from "./schema/field.ts";
export { s } from "./schema/field.ts";
export { overlayBody } from "./schema/overlay-body.ts";
export { packerAttributes } from "./schema/packer-attributes.ts";
export { isScalar, readBool, readNumber, readText } from "./schema/read-scalar.ts";
export { renderReferencePage } from "./schema/render-reference-page.ts";
export type { AnySchema, Complaint, Fields, Infer, Rule, Schema } from "./schema/schema.ts";
export { isSet, schema } from "./schema/schema.ts";
export { TemplateError } from "./schema/template-error.ts";
export type { JsonDialect, JsonSchema, JsonSchemaOptions } from "./schema/to-json-schema.ts";
export { toJsonSchema } from "./schema/to-json-schema.ts";
export type { SecretStream } from "./secrets/mask-stream.ts";
export type { SecretFilter } from "./secrets/secret-filter.ts";
export { createSecretFilter } from "./secrets/secret-filter.ts";
export type { Either, Pipeline } from "./step/pipeline.ts";
export { pipeline } from "./step/pipeline.ts";
export { provision } from "./step/provision.ts";
export type { BuildContext, Gave, Node, Outcome, Step, StepContext } from "./step/step.ts";
export { step } from "./step/step.ts";
export type { Constraint, ConstraintOperator } from "./version/constraint.ts";
export { compareConstraints, parseConstraints, satisfies } from "./version/constraint.ts";
export type { Version } from "./version/version.ts";
export { compareVersions, coreVersion, formatVersion, parseSemver, parseVersion } from "./version/version.ts";
