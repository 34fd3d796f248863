// The patterns of -only and -except: globs without separators, so `*` crosses dots. The dialect is that of Packer's
// users: a bracket holds either one range or a list of characters, never a mixture.

/** A pattern that can be asked. */
export interface Glob {
  readonly match: (text: string) => boolean;
}

/** Why a text is not a pattern. */
export interface GlobError {
  /** A sentence. */
  readonly error: string;
  /** Where in the pattern, in UTF-16 code units. */
  readonly offset: number;
}

/**
 * Compiles a pattern, which has to match a whole text: `*` and `**` are any run of characters, `?` one, `[abc]`,
 * `[a-z]`, `[!abc]`, `[!a-z]` one of (or none of) these, `{x,y}` one of these patterns, `\` takes the next literally.
 */
export function compileGlob(pattern: string): Glob | GlobError {
  const chars = [...pattern];
  let source = "";
  let depth = 0;
  let offset = 0;
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? "";
    switch (char) {
      case "*":
        // A run of stars is one; more would only make the matching slower.
        if (!source.endsWith("[^]*")) source += "[^]*";
        break;
      case "?":
        source += "[^]";
        break;
      case "\\":
        // A backslash at the very end stands for nothing.
        i++;
        source += quote(chars[i] ?? "");
        offset += chars[i]?.length ?? 0;
        break;
      case "{":
        depth++;
        source += "(?:";
        break;
      case ",":
        source += depth > 0 ? "|" : ",";
        break;
      case "}":
        source += depth > 0 ? ")" : quote(char);
        depth = Math.max(0, depth - 1);
        break;
      case "[": {
        const bracket = compileBracket(chars, i + 1);
        if ("error" in bracket) return { error: bracket.error, offset };
        source += bracket.source;
        offset += chars.slice(i + 1, bracket.next).join("").length;
        i = bracket.next - 1;
        break;
      }
      default:
        source += quote(char);
    }
    offset += char.length;
  }
  // An alternative that is not closed ends with the pattern.
  const expression = new RegExp(`^(?:${source}${")".repeat(depth)})$`, "u");
  return { match: (text) => expression.test(text) };
}

type Bracket = { readonly source: string; readonly next: number } | { readonly error: string };

function compileBracket(chars: readonly string[], start: number): Bracket {
  let at = start;
  const negated = chars[at] === "!";
  if (negated) at++;
  const open = negated ? "[^" : "[";
  if (chars[at + 1] === "-" && chars[at] !== "]" && chars[at] !== "\\") {
    const [low = "", , high, close] = chars.slice(at);
    if (high === undefined || close === undefined) return notClosed;
    if (close !== "]") {
      return {
        error: `A range such as [a-z] stands alone between brackets; ${JSON.stringify(close)} follows this one.`,
      };
    }
    if ((high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0)) {
      return { error: `The range ${low}-${high} runs backwards. Write ${high}-${low}.` };
    }
    return { source: `${open}${quote(low)}-${quote(high)}]`, next: at + 4 };
  }
  let list = "";
  for (; at < chars.length; at++) {
    const char = chars[at];
    if (char === "]") {
      if (list === "")
        return { error: "These brackets are empty. Write the characters between them, or \\[ for a bracket." };
      return { source: `${open}${list}]`, next: at + 1 };
    }
    if (char === "\\") at++;
    list += quote(chars[at] ?? "");
  }
  return notClosed;
}

const notClosed: Bracket = { error: "This bracket is not closed. End it with ], or write \\[ for a bracket." };

/** A character as itself in a regular expression, inside and outside of brackets. */
function quote(char: string): string {
  return /^[^\p{L}\p{N}_]$/u.test(char) ? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}` : char;
}
