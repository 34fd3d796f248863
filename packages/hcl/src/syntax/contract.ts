import type { Diagnostic, Result } from "../diagnostic.ts";
import type { Fn } from "../functions/contract.ts";
import type { Range } from "../source.ts";
import type { Path, Type, Value } from "../value/types.ts";

// What both syntaxes of HCL (native and JSON) offer to the layers above: bodies that are asked for a schema,
// and expressions that are evaluated in a scope. Nothing above this file knows which syntax a template was written in.

/** A name that an expression reads: `var.region`, `data.http.x.body[0]`. */
export interface Traversal {
  readonly root: string;
  readonly rootRange: Range;
  readonly steps: readonly TraversalStep[];
  readonly range: Range;
}

/** What follows in a traversal: `.name`, `[key]`, `[*]` or `.*`. */
export type TraversalStep =
  | { readonly k: "attribute"; readonly name: string; readonly range: Range }
  | { readonly k: "index"; readonly key: Value; readonly range: Range }
  | { readonly k: "splat"; readonly range: Range };

/** The names that an expression may use. A scope with a parent is searched inside out. */
export interface Scope {
  readonly variables: ReadonlyMap<string, Value>;
  readonly functions: ReadonlyMap<string, Fn>;
  readonly parent?: Scope;
  /** By names of variables that are objects: what to do where somebody reads an attribute that is not there, in whole sentences. */
  readonly advice?: ReadonlyMap<string, (attribute: string, known: readonly string[]) => string | undefined>;
}

/** An expression that has been read, to be evaluated in whatever scope. */
export interface Expression {
  readonly range: Range;
  /** Evaluates in the scope; with none, only literals are allowed ("Variables not allowed"). On error the value is unknown. */
  readonly evaluate: (scope: Scope | undefined) => Result<Value>;
  /** Every name it reads, in source order; names bound by a for-expression inside are left out. */
  readonly variables: () => readonly Traversal[];
  /** Where the part at the path stands (element 3 of a list constructor); the whole expression's range where that cannot be said. */
  readonly rangeOf: (path: Path) => Range;
  /** The expression as a static traversal, call or list, without evaluating it; undefined where it is something else. */
  readonly asTraversal: () => Traversal | undefined;
  readonly asCall: () =>
    | { readonly name: string; readonly nameRange: Range; readonly args: readonly Expression[] }
    | undefined;
  readonly asList: () => readonly Expression[] | undefined;
  readonly asPairs: () => readonly { readonly key: Expression; readonly value: Expression }[] | undefined;
}

/** An argument of a body. */
export interface Attribute {
  readonly name: string;
  readonly nameRange: Range;
  readonly range: Range;
  readonly expression: Expression;
}

/** A block of a body. */
export interface Block {
  readonly type: string;
  readonly typeRange: Range;
  readonly labels: readonly string[];
  readonly labelRanges: readonly Range[];
  /** The header, up to the opening brace. */
  readonly headerRange: Range;
  /** Header and body, to the closing brace. */
  readonly range: Range;
  readonly body: Body;
}

/** What a body may hold: the names of arguments, the types of blocks with the names of their labels (for messages). */
export interface BodySchema {
  readonly attributes: readonly { readonly name: string; readonly required?: boolean }[];
  readonly blocks: readonly { readonly type: string; readonly labels: readonly string[] }[];
  /** What to do about names that do not belong here but are often written, from similar languages for instance; whole sentences. */
  readonly advice?: ReadonlyMap<string, string>;
}

/** What a body holds of a schema. */
export interface Content {
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** In source order. */
  readonly blocks: readonly Block[];
  /** What the schema does not have, and blocks whose labels are not those of the schema. */
  readonly refused: readonly RefusedItem[];
}

/** An argument or a block that does not fit its schema; the diagnostics say why. */
export interface RefusedItem {
  /** The name of the argument, or the type of the block. */
  readonly type: string;
  /** Labels as far as they can be told; an argument has none. */
  readonly labels: readonly string[];
  readonly range: Range;
}

/**
 * A body, asked for what a schema names. JSON cannot tell a block from an attribute without being asked, hence the schema.
 * What is not in the schema is an error in `content` ("Unsupported argument", with a suggestion) and left over in `partial`.
 */
export interface Body {
  readonly content: (schema: BodySchema) => Result<Content>;
  readonly partial: (schema: BodySchema) => Result<Content & { readonly rest: Body }>;
  /** Everything, as attributes; a block in it is an error. */
  readonly attributes: () => Result<ReadonlyMap<string, Attribute>>;
  /** Where to point when something is missing: behind the opening brace's header. */
  readonly missingRange: Range;
  readonly range: Range;
  /** A syntax error hides a part of it: what is not there may be there. Nothing is reported as missing then. */
  readonly isIncomplete: boolean;
  /** Every name that expressions anywhere in it read, nested blocks included (native syntax), top-level attributes only (JSON). */
  readonly variables: () => readonly Traversal[];
}

/** A parsed file. `body` is usable after errors too: it holds what could be read. */
export interface ParsedFile {
  readonly body: Body;
  readonly text: string;
  /** The parts in which syntax errors keep one from telling what is meant. What seems wrong in them beside the syntax may be right. */
  readonly unread: readonly Range[];
  /** Something is still open at the end: the file may have been longer. */
  readonly isCutOff: boolean;
}

/** A parser of files, of either syntax. */
export type ParseFile = (
  text: string | Uint8Array,
  filename: string,
) => { readonly file: ParsedFile; readonly diagnostics: readonly Diagnostic[] };

/** A type constraint read from an expression: the type, and the defaults of its optional attributes. */
export interface TypeConstraint {
  readonly type: Type;
  readonly defaults: TypeDefaults | undefined;
}

/** Defaults of optional object attributes, shaped like the type they belong to. */
export interface TypeDefaults {
  readonly values: ReadonlyMap<string, Value>;
  /** By attribute name, tuple index as text, or "" for the element type of a collection. */
  readonly children: ReadonlyMap<string, TypeDefaults>;
}
