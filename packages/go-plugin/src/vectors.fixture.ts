import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

// The byte vectors of the plugin protocol stand beside the repository, not in it. Tests that need them are skipped where they are not there.

/** Where they are, if they are there. */
export const vectorFolder =
  process.env.INGOT_PLUGIN_VECTORS ?? join(import.meta.dirname, "../../../../shared/reference/plugin-protocol-vectors");

/** Whether there are vectors. */
export const hasVectors = existsSync(vectorFolder);

/** One of the vectors: bytes, and what they say. Without bytes it is something that cannot be written. */
export interface Vector {
  readonly name: string;
  readonly description: string;
  readonly bytes: Uint8Array;
  readonly value?: unknown;
  readonly decoded?: unknown;
}

/** The vectors of one file; none where they are not there. */
export function readVectors(name: string): readonly Vector[] {
  if (!hasVectors) return [];
  const vectors: (Omit<Vector, "bytes"> & { readonly hex: string })[] = JSON.parse(
    readFileSync(join(vectorFolder, `${name}.json`), "utf8"),
  );
  return vectors.map(({ hex, ...rest }) => ({ ...rest, bytes: Buffer.from(hex, "hex") }));
}
