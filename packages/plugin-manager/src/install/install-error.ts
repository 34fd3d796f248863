/**
 * Why a plugin could not be installed.
 * - `missing`: this place does not have it; another may.
 * - `unreachable`: this place could not be asked; another may have it.
 * - `unsuitable`: this version cannot be used here; an older one may.
 * - `refused`: what arrived is not what it should be. Nothing else is tried: whoever tampers with one version would gain by that.
 */
export type InstallFailure = "missing" | "unreachable" | "unsuitable" | "refused";

/** A plugin that could not be installed. The message is whole sentences, the last of which says what to do. */
export class InstallError extends Error {
  readonly kind: InstallFailure;
  constructor(kind: InstallFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "InstallError";
    this.kind = kind;
  }
}
