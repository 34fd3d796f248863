// The public face of @ingot/plugin-manager: which plugins are installed, whether they may run, and how they get there.
export { checkDescription } from "./describe/check-description.ts";
export { type DescribeOptions, describeProgram } from "./describe/describe-program.ts";
export { currentPlatform, type GoPlatform, programSuffix } from "./find/go-platform.ts";
export {
  type Inventory,
  listInstalled,
  type SingleComponent,
  type VersionedPlugin,
} from "./find/list-installed.ts";
export { type PluginDirectories, packerConfigDir, pluginDirectories } from "./find/plugin-directories.ts";
export { type FileName, isPluginName, pluginPrefix, readFileName, sumSuffix } from "./find/read-file-name.ts";
export { checkInstalled, isOf, meetsByNumbers } from "./install/find-installed.ts";
export { InstallError } from "./install/install-error.ts";
export { installLocal } from "./install/install-local.ts";
export { openOrigins } from "./install/open-origins.ts";
export type { PluginSource } from "./install/parse-source.ts";
export { parseSource } from "./install/parse-source.ts";
export { satisfyRequirement } from "./install/satisfy-requirement.ts";
export type { InstalledPlugin, PluginDescription } from "./installed-plugin.ts";
export type { UsedPlugin } from "./lock/check-locked.ts";
export { checkLocked } from "./lock/check-locked.ts";
export type { UsedPackage } from "./lock/check-locked-package.ts";
export { checkLockedPackage } from "./lock/check-locked-package.ts";
export type { LockedPlugin, PluginLock } from "./lock/lock.ts";
export { lockedPlugin, lockFileName } from "./lock/lock.ts";
export type { LockReading } from "./lock/read-lock.ts";
export { readLock } from "./lock/read-lock.ts";
export { isSameLock } from "./lock/same-lock.ts";
export { writeLock } from "./lock/write-lock.ts";
export { hashPackage } from "./npm/hash-package.ts";
export type { InstalledNpmPackage, NpmInstallOptions } from "./npm/install-npm-plugin.ts";
export { installNpmPlugin } from "./npm/install-npm-plugin.ts";
export { type JsPackage, readJsPackage } from "./npm/js-package.ts";
export type { InstalledNpmPlugin } from "./npm/list-npm-plugins.ts";
export { listNpmPlugins } from "./npm/list-npm-plugins.ts";
export { loadJsPlugin } from "./npm/load-js-plugin.ts";
export type { JsFinderOptions } from "./npm/open-js-finder.ts";
export { openJsFinder } from "./npm/open-js-finder.ts";
export { type FinderOptions, type OpenFinder, openFinder } from "./open-finder.ts";
export { PluginError } from "./plugin-error.ts";
export { nameTemplate } from "./select/name-template.ts";
export { type Inspector, type InspectorOptions, openInspector } from "./verify/inspector.ts";
