import { expect, test } from "vitest";
import { parseTemplate, references } from "./index.ts";

test("fields and functions with their places", () => {
  const text =
    '{{.Vars}} {{user "x" | upper}} {{range .List}}{{.Name}}{{$.Top}}{{end}}{{(index .A 1).B}}{{if .C}}{{.D}}{{end}}';
  const found = references(parseTemplate(text, { functions: ["user", "upper"] }).template);
  expect(found.fields.map((f) => [text.slice(f.offset, f.end), f.path.join("/"), f.ofData])).toEqual([
    [".Vars", "Vars", true],
    [".List", "List", true],
    [".Name", "Name", false],
    ["$.Top", "Top", true],
    [".A", "A", true],
    [".C", "C", true],
    [".D", "D", true],
  ]);
  expect(found.functions.map((f) => [text.slice(f.offset, f.end), f.literals])).toEqual([
    ["user", ["x"]],
    ["upper", []],
    ["index", [undefined, 1]],
  ]);
});

test("inside definitions the dot is not the data", () => {
  const { template } = parseTemplate('{{define "d"}}{{.X}}{{end}}', { functions: [] });
  expect(references(template).fields).toMatchObject([{ path: ["X"], ofData: false }]);
});
