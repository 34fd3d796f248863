import { ProcessStartError, runProcess, type Sink } from "@ingot/sdk";

interface Compressor {
  /** The Debian package that has the program. */
  readonly debianPackage: string;
  readonly args: (level: number, cores: number) => readonly string[];
}

/** Programs that read their standard input and write the compressed form to their standard output. A level of -1 is the program's own. */
const compressors = {
  xz: { debianPackage: "xz-utils", args: (level, cores) => ["-z", "-c", `-T${cores}`, ...levelOption(level)] },
  bzip2: { debianPackage: "bzip2", args: (level) => ["-z", "-c", ...levelOption(level)] },
  lz4: { debianPackage: "lz4", args: (level) => ["-z", "-c", "-q", ...levelOption(level)] },
} as const satisfies Readonly<Record<string, Compressor>>;

export type CompressorName = keyof typeof compressors;

function levelOption(level: number): readonly string[] {
  return level < 0 ? [] : [`-${level}`];
}

/** Compresses a stream with a program of this host. */
export async function runCompressor(
  name: CompressorName,
  content: AsyncIterable<Uint8Array>,
  options: { readonly level: number; readonly cores: number; readonly sink: Sink; readonly signal: AbortSignal },
): Promise<void> {
  const compressor = compressors[name];
  const said: Uint8Array[] = [];
  try {
    const exit = await runProcess(name, compressor.args(options.level, options.cores), {
      stdin: content,
      stdout: options.sink,
      stderr: (chunk) => void said.push(chunk),
      signal: options.signal,
    });
    if (exit.k === "exited" && exit.code === 0) return;
    const reason = exit.k === "exited" ? `status ${exit.code}` : "a signal";
    throw new Error(`The program "${name}" ended with ${reason}: ${Buffer.concat(said).toString("utf8").trim()}`);
  } catch (error) {
    if (!(error instanceof ProcessStartError)) throw error;
    throw new Error(
      `${error.message}. Install it (Debian and Ubuntu have it in the package ${compressor.debianPackage}), or choose another format`,
      { cause: error },
    );
  }
}
