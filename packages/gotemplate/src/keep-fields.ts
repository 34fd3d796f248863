import type { Template } from "./parse-template.ts";
import type { Body } from "./syntax.ts";

/**
 * The same template, but what begins with a field of the data (`{{ .Name }}`, `{{ .Name | upper }}`) stays as it is
 * written, to be rendered another time. Conditions and loops are run as usual.
 */
export function keepFields(template: Template): Template {
  return { ...template, body: keepIn(template.body, template.text) };
}

function keepIn(body: Body, text: string): Body {
  return body.map((node) => {
    if (node.k === "action" && node.pipe.variables.length === 0 && node.pipe.commands[0]?.operands[0]?.k === "field") {
      return { k: "text", text: text.slice(node.offset, node.end), offset: node.offset, end: node.end };
    }
    if ("body" in node) return { ...node, body: keepIn(node.body, text), otherwise: keepIn(node.otherwise, text) };
    return node;
  });
}
