/** The name of the lock file; it lies beside the template and is committed with it. */
export const lockFileName = "ingot.lock.hcl";

/** What a lock file holds of one plugin. */
export interface LockedPlugin {
  /** "github.com/hashicorp/amazon", "npm/ingot-plugin-tfvars": as the template writes it. */
  readonly source: string;
  /** "1.3.2" */
  readonly version: string;
  /** What the template asked for when the version was chosen. For people: what counts is whether the version meets today's constraint. */
  readonly constraints: string;
  /** SHA-256 of the archive of every platform, in lower-case hexadecimal, by platform ("linux_amd64"). */
  readonly archives: ReadonlyMap<string, string>;
  /** SHA-256 of the program, for the platforms on which it was installed. */
  readonly binaries: ReadonlyMap<string, string>;
  /** Fingerprint of the OpenPGP key by which the checksums were found signed; undefined where nobody looked. */
  readonly signedBy: string | undefined;
  /** Of npm packages: "sha512-..." as the registry gives it; archives and binaries are empty then. */
  readonly integrity: string | undefined;
  /** Of npm packages: SHA-256 over the package's files, in lower-case hexadecimal (`hashPackage`). */
  readonly contents: string | undefined;
}

/** A lock file that could be read. */
export interface PluginLock {
  /** The file as messages name it. */
  readonly shownPath: string;
  /** By source in lower case. */
  readonly plugins: ReadonlyMap<string, LockedPlugin>;
}

/** What the lock holds of the plugin of a source, whose letter case does not count. */
export function lockedPlugin(lock: PluginLock | undefined, source: string): LockedPlugin | undefined {
  return lock?.plugins.get(source.toLowerCase());
}
