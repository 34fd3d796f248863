import type { Range } from "../source.ts";

// The syntax tree of expressions, as the parser builds it and the evaluator walks it. Plain data. Chains such as
// `a.b[0].c` and `1 + 2 + 3` lean left without a limit to their length, so walkers follow `left` and `from` in a loop;
// every other kind of nesting is limited by the parser and may be walked by recursion.

/** An expression, or a part of one. `k` says what it is; every node has its range. */
export type Node =
  | LiteralNode
  | TemplateNode
  | WrapNode
  | TemplateIfNode
  | TemplateForNode
  | RootNode
  | AttributeNode
  | IndexNode
  | SplatNode
  | ItemNode
  | CallNode
  | BinaryNode
  | UnaryNode
  | ConditionalNode
  | TupleNode
  | ObjectNode
  | KeyNode
  | ForNode
  | ParenthesesNode
  | BrokenNode;

interface Ranged {
  readonly range: Range;
}

/** Numbers keep their spelling, strings are the text between the sequences of a template, escapes already read. */
export type LiteralNode = Ranged &
  (
    | { readonly k: "null" }
    | { readonly k: "bool"; readonly value: boolean }
    | { readonly k: "number"; readonly text: string }
    | { readonly k: "string"; readonly text: string }
  );

/** A quoted string, heredoc or bare template: the parts joined as text. */
export type TemplateNode = Ranged & { readonly k: "template"; readonly parts: readonly Node[] };

/** A template that is one interpolation and nothing else: the value itself. */
export type WrapNode = Ranged & { readonly k: "wrap"; readonly inner: Node };

export type TemplateIfNode = Ranged & {
  readonly k: "template-if";
  readonly condition: Node;
  readonly then: Node;
  readonly otherwise: Node;
};

export type TemplateForNode = Ranged & { readonly k: "template-for"; readonly items: ForNode };

export type RootNode = Ranged & { readonly k: "root"; readonly name: string };

export type AttributeNode = Ranged & {
  readonly k: "attribute";
  readonly from: Node;
  readonly name: string;
  /** The dot and the name. */
  readonly stepRange: Range;
};

export type IndexNode = Ranged & {
  readonly k: "index";
  readonly from: Node;
  readonly key: Node;
  /** The brackets and what is in them. */
  readonly stepRange: Range;
};

/** `from[*]` or `from.*`; `each` is applied to every element, which it knows as an ItemNode. */
export type SplatNode = Ranged & {
  readonly k: "splat";
  readonly from: Node;
  readonly each: Node;
  readonly stepRange: Range;
};

export type ItemNode = Ranged & { readonly k: "item" };

export type CallNode = Ranged & {
  readonly k: "call";
  readonly name: string;
  readonly nameRange: Range;
  readonly args: readonly Node[];
  /** The last argument is followed by `...`. */
  readonly expandsLast: boolean;
  readonly closeRange: Range;
};

export type BinaryOperator = "*" | "/" | "%" | "+" | "-" | ">" | ">=" | "<" | "<=" | "==" | "!=" | "&&" | "||";

export type BinaryNode = Ranged & {
  readonly k: "binary";
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
};

export type UnaryNode = Ranged & { readonly k: "unary"; readonly operator: "-" | "!"; readonly operand: Node };

export type ConditionalNode = Ranged & {
  readonly k: "conditional";
  readonly condition: Node;
  readonly then: Node;
  readonly otherwise: Node;
};

export type TupleNode = Ranged & { readonly k: "tuple"; readonly items: readonly Node[] };

export type ObjectNode = Ranged & {
  readonly k: "object";
  readonly pairs: readonly { readonly key: KeyNode; readonly value: Node }[];
};

/** A key of an object constructor, where a bare name means itself. */
export type KeyNode = Ranged & { readonly k: "key"; readonly inner: Node };

export type ForNode = Ranged & {
  readonly k: "for";
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Node;
  /** Present in an object for-expression. */
  readonly key: Node | undefined;
  readonly value: Node;
  readonly condition: Node | undefined;
  /** `...` behind the value: values of one key are gathered in a tuple. */
  readonly groups: boolean;
};

export type ParenthesesNode = Ranged & { readonly k: "parentheses"; readonly inner: Node };

/** Stands where no expression could be read; the parser has reported why. Its value is unknown. */
export type BrokenNode = Ranged & { readonly k: "broken" };

// Structure.

/** An argument: `name = expression`. */
export interface AttributeItem extends Ranged {
  readonly name: string;
  readonly nameRange: Range;
  readonly equalsRange: Range;
  readonly node: Node;
  /** Something in it could not be read: the node is what was, and has no value. */
  readonly isBroken: boolean;
}

/** A block: its type, its labels as their text, and its body. `openRange` and `closeRange` are the braces'. */
export interface BlockItem extends Ranged {
  readonly type: string;
  readonly typeRange: Range;
  readonly labels: readonly string[];
  readonly labelRanges: readonly Range[];
  readonly headerRange: Range;
  readonly openRange: Range;
  readonly closeRange: Range;
  readonly body: BodyItems;
}

/** What stands at the top of a file or between the braces of a block. */
export interface BodyItems extends Ranged {
  /** By name, in source order; of an attribute written twice the first. */
  readonly attributes: ReadonlyMap<string, AttributeItem>;
  readonly blocks: readonly BlockItem[];
  /** What stands directly in this body and could not be read, wholly or in part. */
  readonly unread: readonly Range[];
  /** Arguments or blocks may be missing here that stand in the file. */
  readonly isIncomplete: boolean;
}
