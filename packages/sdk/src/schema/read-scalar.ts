import { numbers, type Value } from "@ingot/hcl";

// Scalars from values. Strict is what a conversion of the language allows ("5" is a number, "yes" is no bool);
// weak is what JSON templates are used to: Go's spellings of bools, numbers for bools, "" for zero and false.

type Scalar = Extract<Value, { readonly k: "string" | "number" | "bool" }>;

/** Whether the value is a known string, number or bool. */
export function isScalar(value: Value): value is Scalar {
  return value.k === "string" || value.k === "number" || value.k === "bool";
}

/** A scalar as text; bools are "1" and "0" when weak. */
export function readText(value: Scalar, weak: boolean): string {
  if (value.k === "string") return value.value;
  if (value.k === "number") return numbers.toDecimalText(value.value);
  return weak ? (value.value ? "1" : "0") : String(value.value);
}

/** A scalar as a number; undefined where it is none. */
export function readNumber(value: Scalar, weak: boolean): number | undefined {
  if (value.k === "number") return numbers.toJsNumber(value.value);
  if (value.k === "bool") return weak ? Number(value.value) : undefined;
  return weak ? readGoNumber(value.value) : readPlainNumber(value.value);
}

/** A scalar as a bool; undefined where it is none. */
export function readBool(value: Scalar, weak: boolean): boolean | undefined {
  if (value.k === "bool") return value.value;
  if (value.k === "number") return weak ? !numbers.isZero(value.value) : undefined;
  if (weak) return value.value === "" ? false : readGoBool(value.value);
  if (value.value === "true" || value.value === "1") return true;
  return value.value === "false" || value.value === "0" ? false : undefined;
}

const goTrue = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const goFalse = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** A bool in one of the spellings that Go's strconv.ParseBool takes. */
export function readGoBool(text: string): boolean | undefined {
  return goTrue.has(text) ? true : goFalse.has(text) ? false : undefined;
}

function readPlainNumber(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Go's strconv with base 0: 0x, 0b, 0o and a leading zero name the base, underscores may separate digits; "" is 0. */
function readGoNumber(text: string): number | undefined {
  if (text === "") return 0;
  const based = /^([+-]?)(0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+)$/.exec(text);
  if (based) return (based[1] === "-" ? -1 : 1) * Number((based[2] ?? "").replaceAll("_", ""));
  const octal = /^([+-]?)0([0-7_]+)$/.exec(text);
  if (octal) return (octal[1] === "-" ? -1 : 1) * Number.parseInt((octal[2] ?? "").replaceAll("_", ""), 8);
  return readPlainNumber(text.replaceAll(/(?<=\d)_(?=\d)/g, ""));
}
