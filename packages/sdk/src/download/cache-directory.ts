import { homedir } from "node:os";
import { join } from "node:path";

/** The folder for downloads that are kept between runs, shared with Packer: `$PACKER_CACHE_DIR`, else the user's cache folder. */
export function cacheDirectory(env: Readonly<Record<string, string | undefined>> = process.env): string {
  if (env.PACKER_CACHE_DIR) return env.PACKER_CACHE_DIR;
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache"), "packer");
}
