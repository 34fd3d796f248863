import type { Range, Value } from "@ingot/hcl";
import { partsOfValue } from "@ingot/hcl";

/** Every text inside a value that is not empty: what must not be seen of a sensitive one. Numbers and bools are never hidden, as in Packer. */
export function textsOf(value: Value): readonly string[] {
  if (value.k === "string") return value.value === "" ? [] : [value.value];
  return [...partsOfValue(value)].flatMap(textsOf);
}

/** The text of a file that a range covers. */
export function sourceText(text: string, { start, end }: Range): string {
  return Buffer.from(text).subarray(start.byte, end.byte).toString();
}
