import type { Diagnostic, Path, Range, Value } from "@ingot/hcl";

/** What a schema asks a body for: JSON cannot tell a block from an attribute without being told. */
export interface BodySpec {
  readonly attributes: readonly string[];
  readonly blocks: readonly string[];
}

/** One setting of a component, already evaluated. Ranges stay out of values: values travel through functions, so the place is asked for. */
export interface ConfigAttribute {
  readonly name: string;
  readonly nameRange: Range;
  readonly value: Value;
  readonly rangeOf: (path: Path) => Range;
  /** Decoded weakly, or not, whatever the body says: an `override` of an HCL template is decoded as JSON templates are. */
  readonly weak?: boolean;
}

export interface ConfigBlock {
  readonly type: string;
  readonly range: Range;
  readonly body: ConfigBody;
}

export interface ConfigContent {
  readonly attributes: ReadonlyMap<string, ConfigAttribute>;
  /** In source order. */
  readonly blocks: readonly ConfigBlock[];
  /** Names that the spec does not have; the decoder turns them into messages with suggestions. */
  readonly extra: readonly { readonly name: string; readonly range: Range; readonly isBlock: boolean }[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A component's config, whichever dialect it was written in: evaluated HCL, HCL JSON, or an object of a legacy JSON template.
 * `weak` asks for the decoding of JSON templates: strings for numbers and bools, one value for a list of one, a string split at commas.
 */
export interface ConfigBody {
  readonly weak: boolean;
  /** The component's header: where to point when something is missing. */
  readonly range: Range;
  /** A syntax error hides a part of it: a setting that is not there may be there, and is unknown. */
  readonly isIncomplete: boolean;
  readonly content: (want: BodySpec) => ConfigContent;
  /** Whether a name that the schema does not have is one that `ingot fix` replaces: it was right once. */
  readonly isOutdated?: ((name: string) => boolean) | undefined;
  /** Of a legacy JSON template: all settings as they are written, nothing rendered. For components that read them by themselves. */
  readonly raw?: Value | undefined;
  /** Where `content` has some settings replaced by the `override` of a provisioner: the two parts of it. */
  readonly overlaid?: { readonly below: ConfigBody; readonly override: Value } | undefined;
}
