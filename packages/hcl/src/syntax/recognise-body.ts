import type { Token, TokenKind } from "./tokens.ts";

// Reading a file into a tree costs more than all that `fmt` does with it, and of the tree `fmt` wants to know only that it
// can be read. This is the grammar once more, as far as files use it day by day, with nothing built and nothing reported.
// It may doubt what is right (the parser then decides) but must never pass what the parser would refuse: a property test
// holds the two against each other.

/** Whether the parser surely finds nothing wrong with the tokens of a file in which the scanner found nothing wrong. */
export function isSurelyRight(text: string, tokens: readonly Token[]): boolean {
  return new Recogniser(text, tokens).file();
}

/** Far below what the parser allows. */
const deepest = 50;

const operators: ReadonlySet<TokenKind> = new Set<TokenKind>(
  "|| && == != > >= < <= + - * / %".split(" ") as TokenKind[],
);

class Recogniser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #newlinesMatter = true;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  file(): boolean {
    return this.#body() && this.#peek() === "end";
  }

  /** The kind of the next token. A comment that ends a line is a newline. */
  #peek(): TokenKind {
    for (;;) {
      const token = this.#tokens[this.#at];
      if (!token) return "end";
      const endsLine = token.k === "newline" || (token.k === "comment" && this.#text[token.end - 1] === "\n");
      if (endsLine && this.#newlinesMatter) return "newline";
      if (!endsLine && token.k !== "comment") return token.k;
      this.#at++;
    }
  }

  #accept(kind: TokenKind): boolean {
    if (this.#peek() !== kind) return false;
    this.#at++;
    return true;
  }

  #textOf(at: number): string {
    const token = this.#tokens[at];
    return token ? this.#text.slice(token.start, token.end) : "";
  }

  #acceptKeyword(word: string): boolean {
    if (this.#peek() !== "identifier" || this.#textOf(this.#at) !== word) return false;
    this.#at++;
    return true;
  }

  /** Runs a reader one level deeper, where newlines do or do not matter. */
  #inside(newlinesMatter: boolean, read: () => boolean): boolean {
    if (this.#depth >= deepest) return false;
    const outside = this.#newlinesMatter;
    this.#newlinesMatter = newlinesMatter;
    this.#depth++;
    const isRight = read();
    this.#depth--;
    this.#newlinesMatter = outside;
    return isRight;
  }

  // Structure.
  #body(): boolean {
    const names = new Set<string>();
    for (;;) {
      while (this.#accept("newline"));
      const name = this.#at;
      if (!this.#accept("identifier")) return true;
      if (this.#accept("=")) {
        const text = this.#textOf(name);
        if (names.has(text) || !this.#expression()) return false;
        names.add(text);
      } else if (!this.#block()) return false;
      if (this.#peek() !== "end" && !this.#accept("newline")) return false;
    }
  }

  /** From behind its type. */
  #block(): boolean {
    while (this.#accept("identifier") || this.#peek() === "open-quote") {
      if (this.#accept("open-quote") && !this.#label()) return false;
    }
    if (!this.#accept("{")) return false;
    if (this.#accept("}")) return true;
    if (this.#peek() === "newline") return this.#inside(true, () => this.#body()) && this.#accept("}");
    return this.#accept("identifier") && this.#accept("=") && this.#expression() && this.#accept("}");
  }

  #label(): boolean {
    if (this.#peek() === "quoted-text" && !this.#literal()) return false;
    return this.#accept("close-quote");
  }

  // Expressions.
  #expression(): boolean {
    return this.#inside(this.#newlinesMatter, () => this.#conditional());
  }

  #conditional(): boolean {
    do {
      // The parser nests at each sign. A second one is rare, and left to it.
      if (!this.#accept("-")) this.#accept("!");
      if (!this.#term() || !this.#steps()) return false;
    } while (this.#acceptOperator());
    return !this.#accept("?") || (this.#expression() && this.#accept(":") && this.#expression());
  }

  #acceptOperator(): boolean {
    if (!operators.has(this.#peek())) return false;
    this.#at++;
    return true;
  }

  #term(): boolean {
    const kind = this.#peek();
    const at = this.#at++;
    switch (kind) {
      case "identifier":
        return this.#name();
      case "number":
        return /^[0-9]+(\.[0-9]+)?$/.test(this.#textOf(at));
      case "open-quote":
        return this.#template("close-quote");
      case "open-heredoc":
        return this.#template("close-heredoc");
      case "(":
        return this.#inside(false, () => this.#expression() && this.#accept(")"));
      case "[":
        return this.#inside(false, () => (this.#acceptKeyword("for") ? this.#for("]") : this.#list("]")));
      case "{":
        return this.#object();
      default:
        return false;
    }
  }

  /** From behind a name: nothing more, or a call. */
  #name(): boolean {
    let isCall = false;
    while (this.#accept("::")) {
      isCall = true;
      if (!this.#accept("identifier")) return false;
    }
    if (this.#peek() === "(") {
      this.#at++;
      return this.#inside(false, () => this.#list(")"));
    }
    return !isCall;
  }

  /** What may follow a term. The parser nests at each splat: a second one is left to it, and so are ".*" and ".0". */
  #steps(): boolean {
    for (let splats = 0; splats < 2; ) {
      if (this.#accept(".")) {
        if (!this.#accept("identifier")) return false;
      } else if (this.#peek() === "[") {
        this.#at++;
        const isSplat = this.#accept("*");
        if (isSplat) splats++;
        if (!this.#inside(false, () => (isSplat || this.#expression()) && this.#accept("]"))) return false;
      } else return true;
    }
    return false;
  }

  /** Items with commas between them, and in a call dots behind the last. */
  #list(close: "]" | ")"): boolean {
    while (!this.#accept(close)) {
      if (!this.#expression()) return false;
      if (close === ")" && this.#accept("...")) return this.#accept(close);
      if (!this.#accept(",") && this.#peek() !== close) return false;
    }
    return true;
  }

  #object(): boolean {
    const start = this.#at;
    if (this.#inside(false, () => this.#acceptKeyword("for"))) return this.#inside(false, () => this.#for("}"));
    this.#at = start;
    return this.#inside(true, () => this.#pairs());
  }

  #pairs(): boolean {
    for (;;) {
      while (this.#accept("newline"));
      if (this.#accept("}")) return true;
      if (!this.#expression() || !(this.#accept("=") || this.#accept(":")) || !this.#expression()) return false;
      if (!this.#accept(",") && !this.#accept("newline") && this.#peek() !== "}") return false;
    }
  }

  /** From behind the keyword. */
  #for(close: "]" | "}"): boolean {
    if (!this.#accept("identifier") || (this.#accept(",") && !this.#accept("identifier"))) return false;
    if (!this.#acceptKeyword("in") || !this.#expression() || !this.#accept(":") || !this.#expression()) return false;
    if (this.#accept("=>") !== (close === "}")) return false;
    if (close === "}" && !this.#expression()) return false;
    if (close === "}") this.#accept("...");
    if (this.#acceptKeyword("if") && !this.#expression()) return false;
    return this.#accept(close);
  }

  // Templates.
  #template(close: TokenKind): boolean {
    return this.#inside(true, () => {
      while (!this.#accept(close)) {
        const kind = this.#peek();
        if (kind === "open-interpolation") {
          this.#at++;
          if (!this.#inside(false, () => this.#expression() && this.#accept("close-sequence"))) return false;
        } else if (!this.#literal()) return false;
      }
      return true;
    });
  }

  /** Text, in quotes with simple escapes only. Directives are left to the parser. */
  #literal(): boolean {
    const at = this.#at;
    if (this.#accept("plain-text")) return true;
    return this.#accept("quoted-text") && !/\\[^nrt"\\]/.test(this.#textOf(at).replaceAll("\\\\", ""));
  }
}
