import type { Diagnostic } from "@ingot/hcl";

/**
 * A file whose name promises one syntax and whose text is in another: one message says so, in place of what a parser makes of
 * it. Undefined where that is not what is wrong.
 *
 * @param diagnostics what the parser said, the first mistake first
 */
export function nameOtherSyntax(
  diagnostics: readonly Diagnostic[],
  path: string,
  text: string,
): Diagnostic | undefined {
  const [first] = diagnostics;
  if (!first) return undefined;
  if (path.endsWith(".hcl")) {
    // A brace alone may be what is left of a block.
    if (!/^\s*\{\s*"/.test(text)) return undefined;
    const detail = `"${path}" is read as HCL2 because of its name, and looks like JSON. Rename it: the name of a legacy JSON template ends with .json, that of an HCL2 template written in JSON with .pkr.json.`;
    return { ...first, summary: "Invalid HCL2 template", detail };
  }
  if (/^\s*[{[]/.test(text) || !/^\s*(source|build|variable|packer|locals?|data)\b/m.test(text)) return undefined;
  const dialect = path.endsWith(".pkr.json") ? "an HCL2 template written in JSON" : "a legacy JSON template";
  const detail = `"${path}" is read as ${dialect} because of its name, and looks like HCL2. Rename it: the name of an HCL2 template ends with .pkr.hcl.`;
  return { ...first, detail };
}
