import type { Node } from "./ast.ts";
import { describeToken } from "./describe-token.ts";
import { broken, failUnclosed, looksLikeNextItem } from "./parse-problems.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

/** What ends the text around a call: a comma would not help in front of it. */
const closers: ReadonlySet<Token["k"]> = new Set(["}", "]", "close-sequence"]);

/** Reads a function call whose first name was just taken; names may be qualified (`a::b(x)`). */
export function parseCall(p: TokenStream, first: Token): Node {
  const start = p.range(first);
  let name = p.text(first);
  while (p.accept("::")) {
    const part = p.peek();
    if (!p.accept("identifier")) {
      const detail = `Expected the name of a function behind "::", but found ${describeToken(p, part)}.`;
      p.fail(p.range(part), "Missing function name", detail);
      return broken(p);
    }
    name += `::${p.text(part)}`;
  }
  const nameRange = p.rangeFrom(start);
  const open = p.peek();
  if (!p.accept("(")) {
    const detail = `Names with "::" belong to functions. Expected "(" and the arguments, but found ${describeToken(p, open)}.`;
    p.fail(p.range(open), "Missing opening parenthesis", detail);
    return broken(p);
  }
  return p.withNewlines(false, () => {
    const { args, expandsLast } = parseArguments(p, name, open);
    const closeRange = p.range(p.previous());
    return { k: "call", name, nameRange, args, expandsLast, closeRange, range: p.rangeFrom(start) };
  });
}

function parseArguments(p: TokenStream, name: string, open: Token): { args: readonly Node[]; expandsLast: boolean } {
  const args: Node[] = [];
  while (!p.accept(")")) {
    if (looksLikeNextItem(p)) {
      failUnclosed(p, p.range(open), "(", ")");
      break;
    }
    args.push(p.expression());
    if (p.lost) return { args, expandsLast: false };
    const after = p.peek();
    if (p.accept("...")) {
      if (!p.accept(")")) failAfterExpansion(p, name, open);
      return { args, expandsLast: true };
    }
    if (p.accept(",")) continue;
    if (after.k === ")") continue;
    if (after.k === "end" || looksLikeNextItem(p)) {
      failUnclosed(p, p.range(open), "(", ")");
    } else {
      const detail = `Expected a comma or the closing parenthesis of the call of "${name}", but found ${describeToken(p, after)}. ${closers.has(after.k) ? 'Add ")" where the call ends.' : "Put a comma between two arguments."}`;
      p.fail(p.range(after), "Missing argument separator", detail);
    }
    return { args, expandsLast: false };
  }
  return { args, expandsLast: false };
}

function failAfterExpansion(p: TokenStream, name: string, open: Token): void {
  if (p.peek().k === "end") {
    failUnclosed(p, p.range(open), "(", ")");
    return;
  }
  const detail = `Only the last argument of the call of "${name}" can be expanded with "...". Expected the closing parenthesis, but found ${describeToken(p, p.peek())}.`;
  p.fail(p.range(p.peek()), "Expanded argument is not the last one", detail);
}
