/** What a file of this name would be taken for by systems or people, whatever its ending. */
const reserved = /^(run|con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * Gives each build the name of its file: its own, as far as that is safe everywhere. No two are the same, also where a file system does not
 * tell capitals from small letters.
 */
export function safeNames(builds: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const build of builds) {
    const plain = build
      .replaceAll(/[^\p{L}\p{N}._-]/gu, "_")
      .replace(/^\./, "_")
      .slice(0, 80);
    const first = plain === "" || reserved.test(plain) ? `build-${plain}` : plain;
    let name = first;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${first}-${count}`;
    taken.add(name.toLowerCase());
    names.set(build, name);
  }
  return names;
}
