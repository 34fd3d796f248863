/**
 * Which paths of a directory transfer are left out. Patterns are those of tar's --exclude: `*` (also over slashes), `?` and `[...]`, held
 * against the path within the folder and against every tail of it. What is below a folder that is left out is left out too.
 */
export function matchExcluded(patterns: readonly string[]): (path: string) => boolean {
  const expressions = patterns.map((pattern) => new RegExp(`^(?:.*/)?${expression(pattern)}(?:/.*)?$`, "s"));
  return (path) => expressions.some((regex) => regex.test(path));
}

function expression(pattern: string): string {
  let text = "";
  for (const [part] of pattern.replace(/\/+$/, "").matchAll(/\[!?[^\]]+\]|\\.|./gs)) {
    if (part === "*") text += ".*";
    else if (part === "?") text += ".";
    else if (part.startsWith("[") && part.length > 1) text += part.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
    else text += (part.length === 2 ? part.slice(1) : part).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }
  return text;
}
