import type { Result } from "../diagnostic.ts";
import { nativeExpression } from "../eval/native-expression.ts";
import { coverageOf, type Position, type Range } from "../source.ts";
import type { BodyItems } from "./ast.ts";
import type { Expression, ParseFile } from "./contract.ts";
import { nativeBody } from "./native-body.ts";
import { parseNativeBody, parseNativeExpression, parseNativeTemplate } from "./parse-native.ts";

/** Parses a file of the native syntax (`.pkr.hcl`, `.pkrvars.hcl`). Never throws; the body holds what could be read. */
export const parseFile: ParseFile = (text, filename) => {
  const { tree, source, diagnostics, isCutOff } = parseNativeBody(text, filename);
  const end = source.range(source.text.length, source.text.length);
  return { file: { body: nativeBody(tree, end), text: source.text, unread: unreadIn(tree), isCutOff }, diagnostics };
};

/** Everything in a body, nested blocks included, that could not be read. */
function unreadIn({ attributes, blocks, unread }: BodyItems): readonly Range[] {
  const isNoted = coverageOf(unread);
  const broken = [...attributes.values()].filter((item) => item.isBroken && !isNoted(item.range));
  return [...unread, ...broken.map((item) => item.range), ...blocks.flatMap((block) => unreadIn(block.body))];
}

/**
 * Parses one expression, such as the value of a `-var` option.
 * @param start where the text begins in its file, if it is a part of one
 */
export function parseExpression(text: string | Uint8Array, filename: string, start?: Position): Result<Expression> {
  const { tree, diagnostics } = parseNativeExpression(text, filename, start);
  return { value: nativeExpression(tree), diagnostics };
}

/** Parses a whole text as a template, as `templatefile` does with a file: `${}` and `%{}` work, backslashes are plain text. */
export function parseTemplate(text: string | Uint8Array, filename: string, start?: Position): Result<Expression> {
  const { tree, diagnostics } = parseNativeTemplate(text, filename, start);
  return { value: nativeExpression(tree), diagnostics };
}
