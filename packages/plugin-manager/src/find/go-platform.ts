import { endianness } from "node:os";

/** An operating system and a processor by Go's names, as they stand in the file names of plugins. */
export interface GoPlatform {
  /** "linux", "darwin", "windows" */
  readonly os: string;
  /** "amd64", "arm64" */
  readonly arch: string;
}

const systems: Readonly<Record<string, string>> = { win32: "windows", sunos: "solaris" };
const processors: Readonly<Record<string, string>> = {
  x64: "amd64",
  ia32: "386",
  loong64: "loong64",
  mipsel: "mipsle",
};

/** The platform that this process runs on. */
export function currentPlatform(): GoPlatform {
  const { platform, arch } = process;
  const isLittle = endianness() === "LE";
  return {
    os: systems[platform] ?? platform,
    arch: arch === "ppc64" && isLittle ? "ppc64le" : (processors[arch] ?? arch),
  };
}

/** What stands behind the name of a program: ".exe" on Windows. */
export function programSuffix({ os }: GoPlatform): string {
  return os === "windows" ? ".exe" : "";
}
