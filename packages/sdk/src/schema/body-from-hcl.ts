import type { Body, Diagnostic, Range, Scope } from "@ingot/hcl";
import { appendAll } from "@ingot/hcl";
import type { ConfigAttribute, ConfigBlock, ConfigBody } from "./config-body.ts";
import { packerAttributes } from "./packer-attributes.ts";

/**
 * A body over an HCL body, in either syntax: attributes are evaluated when they are asked for. `dynamic` blocks must have
 * been expanded already. An attribute whose expression is wrong comes back unknown, with the diagnostics of its evaluation.
 *
 * @param scope the names that expressions may use
 * @param range the component's header
 */
export function bodyFromHcl(body: Body, scope: Scope, range: Range): ConfigBody {
  return {
    weak: false,
    range,
    isIncomplete: body.isIncomplete,
    content: (want) => {
      const { value: content, diagnostics: found } = body.content({
        attributes: [...want.attributes, ...packerAttributes].map((name) => ({ name })),
        blocks: want.blocks.map((type) => ({ type, labels: [] })),
      });
      const diagnostics: Diagnostic[] = [...found];
      const attributes = new Map<string, ConfigAttribute>();
      for (const name of want.attributes) {
        const attribute = content.attributes.get(name);
        if (!attribute) continue;
        const { nameRange, expression } = attribute;
        const evaluated = expression.evaluate(scope);
        appendAll(diagnostics, evaluated.diagnostics);
        attributes.set(name, { name, nameRange, value: evaluated.value, rangeOf: expression.rangeOf });
      }
      const blocks = content.blocks.map(
        (block): ConfigBlock => ({
          type: block.type,
          range: block.headerRange,
          body: bodyFromHcl(block.body, scope, block.headerRange),
        }),
      );
      return { attributes, blocks, extra: [], diagnostics };
    },
  };
}
