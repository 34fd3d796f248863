/** A matcher of names by a shell's wildcards: `*`, `?` and `[...]`. A leading dot must be written. */
export function matchWildcards(pattern: string): (name: string) => boolean {
  let text = pattern.startsWith(".") ? "" : "(?!\\.)";
  for (const [part] of pattern.matchAll(/\[[!^]?\]?[^\]]*\]|\\.|./gs)) {
    if (part === "*") text += ".*";
    else if (part === "?") text += ".";
    else if (part.length > 1 && part.startsWith("[")) text += asClass(part);
    else text += (part.length > 1 ? part.slice(1) : part).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }
  const regex = new RegExp(`^${text}$`, "s");
  return (name) => regex.test(name);
}

function asClass(part: string): string {
  const [, not = "", body = ""] = /^\[([!^]?)(.*)\]$/s.exec(part) ?? [];
  return `[${not && "^"}${body.replace(/[\\[\]^]/g, "\\$&")}]`;
}
