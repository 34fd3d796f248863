import fc from "fast-check";
import { expect, test } from "vitest";
import { references } from "./list-references.ts";
import { parseTemplate } from "./parse-template.ts";
import { render } from "./render-template.ts";
import { TemplateError } from "./template-error.ts";

const pieces =
  "{{ {{ }} }} {{- -}} .x .x.y $ $v := = | ( ) , if else end range with define template block break and or not eq lt len index slice printf html nil true 1 -1 0x1f 'a' ` \" \\ /* */ upper \n é %s %d %q".split(
    " ",
  );
const text = fc.array(fc.constantFrom(...pieces, '"a"', " "), { maxLength: 30 }).map((parts) => parts.join(" "));

test("a template of any text is rendered or refused", () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: "binary" })), (source) => {
      const { template } = parseTemplate(source, { functions: ["upper"] });
      references(template);
      try {
        expect(typeof render(template, { x: { y: [1, "a", null] } }, { upper: String })).toBe("string");
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(TemplateError);
      }
    }),
    { numRuns: 1000 },
  );
});
