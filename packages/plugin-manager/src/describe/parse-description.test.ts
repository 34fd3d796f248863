import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDescription } from "./parse-description.ts";

const names = (value: unknown) => `{"version":"1","builders":${JSON.stringify(value)}}`;

test.each([
  ["a name that is an argument", names(["--protobuf"])],
  ["a name with a path", names(["../x"])],
  ["a name with a line break", names(["a\nb"])],
  ["an empty name", names([""])],
  ["a name that is a number", names([1])],
  ["names by number", names({ 0: "a" })],
  ["more names than any plugin has", names(Array(1001).fill("a"))],
  ["a name without end", names(["a".repeat(201)])],
])("%s is refused", (_, text) => {
  expect(parseDescription(text)).toEqual({ problem: "its lists of components are not lists of names" });
});

test("whatever is printed, there is a description or a problem", () => {
  const fields = ["version", "api_version", "builders", "provisioners", "post_processors", "datasources", "__proto__"];
  const object = fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()).map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(fc.oneof(object, fc.json(), fc.string()), (text) => {
      const result = parseDescription(text);
      return "problem" in result ? result.problem.length > 0 : typeof result.version === "string";
    }),
    { numRuns: 1000 },
  );
});
