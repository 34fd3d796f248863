import type { ParseFile } from "../contract.ts";
import { SourceText } from "../source-text.ts";
import { jsonFileBody } from "./json-body.ts";
import { parseJsonTree } from "./parse-json-tree.ts";

/** Parses a file of the JSON syntax (`.pkr.json`, `.pkrvars.json`). Never throws; the body holds what could be read. */
export const parseJsonFile: ParseFile = (text, filename) => {
  const tree = parseJsonTree(text, filename);
  const body = jsonFileBody(tree.value, tree.unread);
  const source = SourceText.from(text, filename);
  // What the root is lacking is no news where it could not be read.
  const diagnostics = tree.diagnostics.length > 0 ? tree.diagnostics : body.diagnostics;
  return { file: { body: body.value, text: source.text, unread: tree.unread, isCutOff: tree.isCutOff }, diagnostics };
};
