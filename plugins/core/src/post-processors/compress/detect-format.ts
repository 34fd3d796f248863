export type Algorithm = "pgzip" | "lz4" | "bgzf" | "xz" | "bzip2";

/** What to make: an archive, a compressed archive, or one compressed file. */
export interface Format {
  readonly archive: "tar" | "zip" | undefined;
  readonly algorithm: Algorithm | undefined;
}

const algorithms: Readonly<Record<string, Algorithm>> = {
  gz: "pgzip",
  lz4: "lz4",
  bgzf: "bgzf",
  xz: "xz",
  bzip2: "bzip2",
};

/**
 * What a name asks for by its endings: `x.tar.gz`, `x.zip`, `x.xz`. Where it does not say, a tar archive with gzip.
 *
 * @param name the text of `output` as the template has it, with `format` behind it
 */
export function detectFormat(name: string): Format {
  const endings = [...name.matchAll(/\.([a-z0-9]+)/g)].map((match) => match[1] ?? "");
  const last = endings.at(-1);
  if (last === "tar" || last === "zip") return { archive: last, algorithm: undefined };
  const algorithm = last !== undefined && Object.hasOwn(algorithms, last) ? algorithms[last] : undefined;
  if (algorithm === undefined) return { archive: "tar", algorithm: "pgzip" };
  return { archive: endings.at(-2) === "tar" ? "tar" : undefined, algorithm };
}
