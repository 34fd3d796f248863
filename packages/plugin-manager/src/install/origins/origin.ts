import type { Version } from "@ingot/sdk";
import type { PluginSource } from "../parse-source.ts";

/** A place that plugins come from. Its functions throw InstallError, and the signal's reason. */
export interface Origin {
  /** As messages name it: "https://releases.hashicorp.com". */
  readonly name: string;
  /** The versions that it has of a plugin, in any order. */
  readonly versions: (source: PluginSource) => Promise<readonly Version[]>;
  /** What it has of one version. */
  readonly release: (source: PluginSource, version: Version) => Promise<Release>;
}

/** A version of a plugin as a place has it. */
export interface Release {
  /** One for each platform. */
  readonly files: readonly ReleaseFile[];
  /** The fingerprint of the OpenPGP key by which the list of checksums is signed; undefined where it is not, or nobody looked. */
  readonly signedBy: string | undefined;
  /** Puts a file at a path of this machine; its checksum is verified by the caller. */
  readonly fetch: (file: ReleaseFile, path: string, progress: Progress) => Promise<void>;
}

export interface ReleaseFile {
  readonly fileName: string;
  /** SHA-256 in lower-case hexadecimal. */
  readonly sha256: string;
  /** "linux_amd64" */
  readonly platform: string;
  /** "x5.0" */
  readonly apiVersion: string;
  /** A zip archive with the program in it, or the program itself. */
  readonly form: "archive" | "program";
}

export type Progress = (doneBytes: number, totalBytes: number | undefined) => void;

/** More of a list than a person or a plugin needs. */
export const limits = {
  /** Lists of versions, in bytes. */
  index: 16 * 1024 * 1024,
  /** Lists of checksums, manifests and signatures, in bytes. */
  sums: 1024 * 1024,
  /** An archive, or the program in it, in bytes. */
  program: 1024 * 1024 * 1024,
} as const;
