import type { SignatureCheck } from "../origins/signature-check.ts";

/** The keys of a folder, by which lists of checksums are verified. */
export async function openKeyring(_folder: string | undefined, _cwd: string): Promise<SignatureCheck> {
  return async () => undefined;
}
