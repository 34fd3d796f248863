import type { Answer } from "./drive-console.ts";

/** A class of expressions of which Debian's Packer 1.6.6 says something else than the reference, or than docs/compatibility.md. */
export interface KnownDifference {
  readonly reason: string;
  /** Where it is written down. */
  readonly place: string;
  readonly covers: (expression: string, ours: Answer, theirs: Answer) => boolean;
}

/** The first that covers a difference explains it. */
export const knownDifferences: readonly KnownDifference[] = [
  {
    reason: "1.6.6 crashes, or a function of it does",
    place: "no answer to hold against ours",
    covers: (_, __, theirs) => theirs.k === "crash" || theirs.text.includes("panic in function implementation"),
  },
  {
    reason: "a side of && or || that decides makes mistakes of the other side not count",
    place: "core-hcl 5.3",
    covers: (expression, ours, theirs) =>
      /&&|\|\|/.test(expression) && ours.k === "value" && (theirs.k === "error" || /can\(|try\(/.test(expression)),
  },
  {
    reason: "null has no type of its own, and 1.6.6 takes a collection or document with it for unknown",
    place: "core-hcl 5.3: collections are compared deep, comparing with null is allowed; docs/compatibility.md",
    covers: (expression, ours, theirs) =>
      /null|decode|~/.test(expression) && theirs.text.includes("<unknown>") && ours.k !== "crash",
  },
  {
    reason: "ceil and floor are exact; 1.6.6 goes through 64-bit floats and integers",
    place: "core-functions 1, core-hcl 5.7",
    covers: (expression) => /\b(ceil|floor)\(/.test(expression),
  },
  {
    reason: "the remainder of fractions, and of numbers beyond 64 bits, is as precise as they are",
    place: "core-hcl 5.3 and 5.7: cty 1.13; conformance case hcl_spec/expressions/operators",
    covers: (expression, ours, theirs) => / % /.test(expression) && ours.k === "value" && theirs.k === "value",
  },
  {
    reason: "a size below zero is a mistake, also for an empty list",
    place: "core-functions 3; conformance case cty_function/stdlib/TestChunklist/14",
    covers: (expression, ours) => /chunklist\(/.test(expression) && /must not be negative/.test(ours.text),
  },
  {
    reason: "a map lacks attributes that an object type requires",
    place: "core-hcl 5.6",
    covers: (expression, ours) => /object\(/.test(expression) && /required/.test(ours.text),
  },
  {
    reason: "the results of a conditional meet in a type that fits both; 1.6.6 finds none, or takes a collection's own",
    place: "core-hcl 5.6",
    covers: (expression, ours, theirs) =>
      / \? /.test(expression) &&
      ours.k === "value" &&
      (theirs.text.includes("Inconsistent conditional") ||
        (theirs.k === "value" && /(convert|keys|values|split|set\w+|range)\(/.test(expression))),
  },
  {
    reason: "the elements of a map or list have one type, also as results of a conditional",
    place: "core-hcl 5.6",
    covers: (expression, ours, theirs) =>
      / \? /.test(expression) && ours.text.includes("cannot become the type of the other") && theirs.k === "value",
  },
  {
    reason: "collections of unlike elements have no common type",
    place: "core-hcl 5.6",
    covers: (expression, ours, theirs) =>
      / \? .*(convert|keys|values|split|set\w+|range)\(/.test(expression) &&
      ours.text.includes("Inconsistent conditional") &&
      theirs.k === "value",
  },
  {
    reason: "a number has a digit behind its point",
    place: "core-hcl 5.1",
    covers: (expression, ours, theirs) => /\d\.[eE]\d/.test(expression) && ours.k === "error" && theirs.k === "value",
  },
  {
    reason: "a result that is not chosen and wrong says nothing about the type of the other",
    place: "core-hcl 5.6: errors are only reported for the chosen one",
    covers: (expression, ours, theirs) =>
      / \? /.test(expression) && ours.text.replaceAll('"', "") === theirs.text.replaceAll('"', ""),
  },
  {
    reason: "what is converted to collections of any keeps its elements, or is refused",
    place: "core-hcl 5.6",
    covers: (expression, ours, theirs) =>
      /convert\(.*convert\(.*any\)/.test(expression) && ours.k === "error" && theirs.k === "value",
  },
  {
    reason: "jsonencode writes null",
    place: "core-functions 4",
    covers: (expression, ours, theirs) =>
      /jsonencode\(/.test(expression) && ours.k === "value" && theirs.text.includes("argument must not be null"),
  },
  {
    reason: "coalesce of a null and of values that do not go together; 1.6.6 refuses some and takes others",
    place: "core-functions 3",
    covers: (expression, _, theirs) =>
      /coalesce\(/.test(expression) && theirs.text.includes("all arguments must have the same type"),
  },
  {
    reason: "element takes no negative index",
    place: "core-functions 3",
    covers: (expression, ours) => /element\(/.test(expression) && /must not be negative/.test(ours.text),
  },
  {
    reason: "null converts to any type, also in a map or list of any",
    place: "core-hcl 5.6",
    covers: (expression, ours, theirs) =>
      /null/.test(expression) && /any\)/.test(expression) && ours.k === "value" && theirs.k === "error",
  },
  {
    reason: "quoted text at the end of a date format counts",
    place: "core-functions 7",
    covers: (expression, ours, theirs) =>
      /formatdate\(.*'"/.test(expression) && ours.k === "value" && theirs.k === "value",
  },
  {
    reason: "the last digits of logarithms and fractional powers are the machine's",
    place: "core-functions 1: float64",
    covers: (expression, ours, theirs) =>
      /\b(log|pow)\(/.test(expression) && rounded(ours.text) === rounded(theirs.text),
  },
  {
    reason: "merge without arguments, or of nulls, is an empty object",
    place: "core-functions 3",
    covers: (expression, _, theirs) =>
      /merge\(/.test(expression) && (theirs.k === "value" || expression.includes("merge()")),
  },
  {
    reason: "with a number below zero, 1.6.6 answers with a subnet outside of the prefix",
    place: "docs/compatibility.md",
    covers: (expression) => /cidrsubnet\([^)]*-/.test(expression),
  },
  {
    reason: "cidrsubnets finds room in a prefix of no bits",
    place: "docs/compatibility.md",
    covers: (expression, ours, theirs) =>
      /cidrsubnets\(.*\/0"/.test(expression) &&
      ours.k === "value" &&
      theirs.text.includes("not enough remaining address space"),
  },
  {
    reason: "a pattern of fileset that cannot be read is a mistake also where there is nothing to match",
    place: "docs/compatibility.md",
    covers: (expression, ours) => /fileset\(/.test(expression) && ours.text.includes('"pattern" of "fileset"'),
  },
];

/** The text with its fractions rounded to twelve digits. */
function rounded(text: string): string {
  return text.replaceAll(/\d+\.\d+(e[-+]\d+)?/g, (number) => Number(number).toPrecision(12));
}
