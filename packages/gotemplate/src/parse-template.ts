// Reads the tokens of a template into its syntax tree. Like Go's parser it stops at the first mistake, and it wants to
// know every function's name, because an unknown function is a mistake of the text and not of the run.
import { builtInNames } from "./built-ins.ts";
import { unquote } from "./go-quote.ts";
import { readNumber } from "./read-number.ts";
import { scanTemplate, type Token } from "./scan-template.ts";
import type { Body, Command, Node, Operand, Pipe } from "./syntax.ts";
import { nestsTooDeeply, shortened, TemplateError } from "./template-error.ts";

/** A parsed template. */
export interface Template {
  readonly text: string;
  readonly body: Body;
  /** What `define` and `block` named. */
  readonly definitions: ReadonlyMap<string, Body>;
  /** Why the text is not a template; rendering it throws this. */
  readonly error?: TemplateError;
}

/** The outcome of {@link parseTemplate}. */
export interface ParsedTemplate {
  readonly template: Template;
  readonly error?: TemplateError;
}

/**
 * Parses a template.
 *
 * @param text the template's text
 * @param options `functions`: the names of the functions it may call, besides the language's own
 * @returns the template, and the first mistake if there is one; nothing is thrown
 */
export function parseTemplate(text: string, options: { readonly functions: Iterable<string> }): ParsedTemplate {
  const functions = new Set([...builtInNames, ...options.functions]);
  try {
    const parser = new Parser(scanTemplate(text), functions);
    const body = parser.parseAll();
    return { template: { text, body, definitions: parser.definitions } };
  } catch (thrown) {
    const error = thrown instanceof TemplateError ? thrown : nestsTooDeeply(thrown);
    return { template: { text, body: [], definitions: new Map(), error }, error };
  }
}

const controls = new Set(["if", "with", "range", "template", "block", "define", "else", "end", "break", "continue"]);
type Ending =
  | { readonly k: "end" | "else"; readonly offset: number }
  | { readonly k: "end-of-text"; readonly offset: number };

class Parser {
  readonly definitions = new Map<string, Body>();
  readonly #tokens: readonly Token[];
  readonly #functions: ReadonlySet<string>;
  #at = 0;
  #variables: string[] = ["$"];
  #rangeDepth = 0;

  constructor(tokens: readonly Token[], functions: ReadonlySet<string>) {
    this.#tokens = tokens;
    this.#functions = functions;
  }

  parseAll(): Body {
    const body: Node[] = [];
    while (true) {
      const ending = this.#parseBody(body, true);
      if (ending.k === "end-of-text") return body;
      throw new TemplateError(`There is nothing here that {{${ending.k}}} could belong to.`, ending.offset);
    }
  }

  /** Reads up to `end` or `else` (whose word is consumed, but not what follows it). */
  #parseBody(into: Node[], top = false): Ending {
    while (true) {
      const token = this.#next();
      if (token.k === "end-of-text") return { k: "end-of-text", offset: token.offset };
      if (token.k === "text") {
        into.push({ k: "text", text: token.text, offset: token.offset, end: token.end });
        continue;
      }
      const word = this.#peekPastSpace();
      if (word.k === "identifier" && controls.has(word.text)) {
        this.#nextPastSpace();
        if (word.text === "end" || word.text === "else") return { k: word.text, offset: token.offset };
        if (word.text === "define") {
          if (!top) throw new TemplateError("{{define}} only stands outside of other blocks.", token.offset);
          this.#parseDefine(token.offset);
        } else into.push(this.#parseControl(word.text, token.offset));
        continue;
      }
      const pipe = this.#parsePipe("close", "an action");
      into.push({ k: "action", pipe, offset: token.offset, end: this.#endOfLast() });
    }
  }

  #parseControl(word: string, offset: number): Node {
    switch (word) {
      case "if":
      case "with":
      case "range":
        return this.#parseBranch(word, offset);
      case "template": {
        const template = this.#parseName("template");
        const pipe = this.#peekPastSpace().k === "close" ? undefined : this.#parsePipe("close", "{{template}}");
        if (!pipe) this.#expectClose("template");
        return { k: "template", template, pipe, offset, end: this.#endOfLast() };
      }
      case "block": {
        const template = this.#parseName("block");
        const pipe = this.#parsePipe("close", "{{block}}");
        this.#parseDefinition(template, offset);
        return { k: "template", template, pipe, offset, end: this.#endOfLast() };
      }
      default: {
        const k = word === "break" ? "break" : "continue";
        if (this.#rangeDepth === 0) throw new TemplateError(`{{${k}}} only stands inside {{range}}.`, offset);
        this.#expectClose(k);
        return { k, offset, end: this.#endOfLast() };
      }
    }
  }

  #parseBranch(k: "if" | "with" | "range", offset: number): Node {
    const scope = this.#variables.length;
    const pipe = this.#parsePipe("close", `{{${k}}}`);
    const body: Node[] = [];
    const otherwise: Node[] = [];
    if (k === "range") this.#rangeDepth++;
    let ending = this.#parseBody(body);
    if (k === "range") this.#rangeDepth--;
    if (ending.k === "else") {
      const next = this.#peekPastSpace();
      if (k !== "range" && next.k === "identifier" && next.text === k) {
        // `else if` shares the {{end}} of the {{if}} that it belongs to.
        this.#nextPastSpace();
        otherwise.push(this.#parseBranch(k, ending.offset));
        this.#variables.length = scope;
        return { k, pipe, body, otherwise, offset, end: this.#endOfLast() };
      }
      this.#expectClose("else");
      ending = this.#parseBody(otherwise);
      if (ending.k === "else") throw new TemplateError("This block already has an {{else}}.", ending.offset);
    }
    if (ending.k !== "end") throw new TemplateError(`This {{${k}}} is not closed. Close it with {{end}}.`, offset);
    this.#expectClose("end");
    this.#variables.length = scope;
    return { k, pipe, body, otherwise, offset, end: this.#endOfLast() };
  }

  #parseDefine(offset: number): void {
    const name = this.#parseName("define");
    this.#expectClose("define");
    this.#parseDefinition(name, offset);
  }

  #parseDefinition(name: string, offset: number): void {
    const outer = { variables: this.#variables, rangeDepth: this.#rangeDepth };
    this.#variables = ["$"];
    this.#rangeDepth = 0;
    const body: Node[] = [];
    const ending = this.#parseBody(body);
    if (ending.k !== "end") throw new TemplateError("This definition is not closed. Close it with {{end}}.", offset);
    this.#expectClose("end");
    this.#variables = outer.variables;
    this.#rangeDepth = outer.rangeDepth;
    const known = this.definitions.get(name);
    if (known && !isBlank(known) && !isBlank(body)) {
      throw new TemplateError(`The template ${JSON.stringify(name)} is defined twice.`, offset);
    }
    if (!known || !isBlank(body)) this.definitions.set(name, body);
  }

  #parseName(of: string): string {
    const token = this.#nextPastSpace();
    if (token.k !== "string" && token.k !== "raw") {
      throw new TemplateError(`{{${of}}} needs a name in quotes.`, token.offset);
    }
    return this.#textOf(token);
  }

  #parsePipe(end: "close" | ")", what: string): Pipe {
    const offset = this.#peekPastSpace().offset;
    const { variables, assigns } = this.#parseVariables(what);
    const commands: Command[] = [];
    while (true) {
      const token = this.#peekPastSpace();
      if (token.k === end) break;
      if (!startsOperand(token)) throw this.#unexpected(token, what);
      commands.push(this.#parseCommand());
      if (commands.length > 1) checkStage(commands);
    }
    const close = this.#nextPastSpace();
    if (commands.length === 0) throw new TemplateError(`${capital(what)} needs a value here.`, close.offset);
    return { variables, assigns, commands, offset, end: close.offset };
  }

  #parseVariables(what: string): { readonly variables: readonly string[]; readonly assigns: boolean } {
    const start = this.#at;
    const variables: string[] = [];
    while (this.#peekPastSpace().k === "variable") {
      const variable = this.#nextPastSpace();
      const next = this.#peekPastSpace();
      if (next.k === ":=" || next.k === "=") {
        this.#nextPastSpace();
        variables.push(variable.text);
        if (next.k === ":=") this.#variables.push(...variables);
        return { variables, assigns: next.k === "=" };
      }
      if (next.k !== ",") break;
      this.#nextPastSpace();
      variables.push(variable.text);
      if (what !== "{{range}}" || variables.length > 1) {
        throw new TemplateError(`Too many variables for ${what}.`, variable.offset);
      }
      const following = this.#peekPastSpace();
      if (following.k !== "variable") throw new TemplateError("A variable must follow the comma.", following.offset);
    }
    if (variables.length > 0)
      throw new TemplateError("Variables of {{range}} need := and a value.", this.#peekPastSpace().offset);
    this.#at = start;
    return { variables, assigns: false };
  }

  #parseCommand(): Command {
    const operands: Operand[] = [];
    const offset = this.#peekPastSpace().offset;
    while (true) {
      if (!startsOperand(this.#peekPastSpace())) break;
      this.#skipSpace();
      operands.push(this.#parseOperand());
      if (this.#peek().k !== "space") break;
    }
    const token = this.#peekPastSpace();
    if (token.k === "|") this.#nextPastSpace();
    else if (token.k !== "close" && token.k !== ")") throw this.#unexpected(token, "an action");
    const end = operands[operands.length - 1]?.end ?? token.offset;
    return { operands, offset, end };
  }

  #parseOperand(): Operand {
    const term = this.#parseTerm();
    const names: string[] = [];
    let end = term.end;
    while (this.#peek().k === "field") {
      const field = this.#next();
      names.push(field.text.slice(1));
      end = field.end;
    }
    if (names.length === 0) return term;
    switch (term.k) {
      case "field":
      case "variable":
        return { ...term, names: [...term.names, ...names], end };
      case "function":
      case "pipe":
        return { k: "chain", of: term, names, offset: term.offset, end };
      default:
        throw new TemplateError("A field cannot be taken from this.", term.end);
    }
  }

  #parseTerm(): Operand {
    const token = this.#next();
    const { offset, end } = token;
    switch (token.k) {
      case "identifier":
        if (token.text === "true" || token.text === "false")
          return { k: "bool", value: token.text === "true", offset, end };
        if (token.text === "nil") return { k: "nil", offset, end };
        if (!this.#functions.has(token.text)) {
          throw new TemplateError(`There is no function ${JSON.stringify(shortened(token.text))}.`, offset);
        }
        return { k: "function", name: token.text, offset, end };
      case "dot":
        return { k: "dot", offset, end };
      case "field":
        return { k: "field", names: [token.text.slice(1)], offset, end };
      case "variable":
        if (!this.#variables.includes(token.text)) {
          throw new TemplateError(`The variable ${shortened(token.text)} is not defined here.`, offset);
        }
        return { k: "variable", name: token.text, names: [], offset, end };
      case "(": {
        const pipe = this.#parsePipe(")", "a parenthesis");
        return { k: "pipe", pipe, offset, end: this.#endOfLast() };
      }
      case "string":
      case "raw":
        return { k: "string", value: this.#textOf(token), offset, end };
      case "number":
      case "char": {
        const value = readNumber(token.text);
        if (!value) throw new TemplateError(`${shortened(token.text)} is not a number.`, offset);
        return { k: "number", value, offset, end };
      }
      default:
        throw this.#unexpected(token, "an action");
    }
  }

  #textOf(token: Token): string {
    // A carriage return in a raw string does not count, so that the line ends of the file do not matter.
    if (token.k === "raw") return token.text.slice(1, -1).replaceAll("\r", "");
    const text = unquote(token.text);
    if (text === undefined) throw new TemplateError("This string has an escape that does not exist.", token.offset);
    return text;
  }

  #expectClose(of: string): void {
    const token = this.#nextPastSpace();
    if (token.k !== "close") throw this.#unexpected(token, `{{${of}}}`);
  }

  #unexpected(token: Token, where: string): TemplateError {
    const what = token.k === "end-of-text" ? "The end of the text" : JSON.stringify(shortened(token.text));
    return new TemplateError(`${what} cannot stand here, in ${where}.`, token.offset);
  }

  #peek(): Token {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)];
    if (!token) throw new Error("a template has no tokens");
    return token;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #skipSpace(): void {
    while (this.#peek().k === "space") this.#at++;
  }

  #peekPastSpace(): Token {
    let at = this.#at;
    while (this.#tokens[at]?.k === "space") at++;
    return this.#tokens[at] ?? this.#peek();
  }

  #nextPastSpace(): Token {
    this.#skipSpace();
    return this.#next();
  }

  #endOfLast(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }
}

function startsOperand(token: Token): boolean {
  switch (token.k) {
    case "identifier":
      return !controls.has(token.text);
    case "dot":
    case "field":
    case "variable":
    case "(":
    case "string":
    case "raw":
    case "number":
    case "char":
      return true;
    default:
      return false;
  }
}

/** Only the first command of a pipeline may be a plain value; the others are given the value before them. */
function checkStage(commands: readonly Command[]): void {
  const first = commands[commands.length - 1]?.operands[0];
  if (first && ["bool", "dot", "nil", "number", "string"].includes(first.k)) {
    throw new TemplateError("Only a function can stand behind the |.", first.offset);
  }
}

function isBlank(body: Body): boolean {
  return body.every((node) => node.k === "text" && node.text.trim() === "");
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
