import type { Encoding } from "../spec/hcl-spec.ts";

/** The kinds of component that a plugin may have. */
export type GoComponentKind = "builder" | "provisioner" | "post-processor" | "data source";

/** A program that has components, and how it is started for one of them. */
export interface PluginProgram {
  /** Absolute path. */
  readonly path: string;
  /** What follows the program's name; `component` is the name that the plugin registered. */
  readonly args: (kind: GoComponentKind, component: string) => readonly string[];
  /** The best that the program understands. */
  readonly encoding: Encoding;
}

/** Whether the environment forces gob upon every plugin (plugin-protocol 8.1). */
export function isGobForced(env: Readonly<Record<string, string | undefined>>): boolean {
  const { PACKER_FORCE_GOB: value } = env;
  return value !== undefined && value !== "" && value !== "0";
}
