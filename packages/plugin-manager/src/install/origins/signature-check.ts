/**
 * Checks the signature of a list of checksums, where keys are known; the third argument fetches it. Resolves with the fingerprint of the key,
 * or with undefined where nothing was checked. Throws InstallError where there is a signature that no known key has made.
 */
export type SignatureCheck = (
  bytes: Uint8Array,
  shownName: string,
  signature: () => Promise<Uint8Array>,
) => Promise<string | undefined>;
