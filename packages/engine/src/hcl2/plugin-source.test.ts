import { expect, it } from "vitest";
import { sourceKind, sourceProblem } from "./plugin-source.ts";

it.each([
  ["github.com/hashicorp/docker", "packer"],
  ["npm.example.com/a/b", "packer"],
  ["npm/ingot-plugin-tfvars", "npm"],
  ["npm/@scope/name", "npm"],
  ["npm/a.b_c-d", "npm"],
  ["./plugins/tfvars", "local"],
  ["../tfvars", "local"],
  ["..", "local"],
  [".", "local"],
  ["./tfvars.mjs", "local"],
])("%s is right, and of the kind %s", (source, kind) => {
  expect(sourceKind(source)).toBe(kind);
  expect(sourceProblem(source)).toBeUndefined();
});

it.each([
  ["npm", "is not the name"],
  ["npm/", "is not the name"],
  ["npm/Tfvars", "is not the name"],
  ["npm/../x", "one package"],
  ["npm/..", "is not the name"],
  ["npm/a/b", "one package"],
  ["npm/@a/b/c", "one package"],
  ["npm/@a/..", "is not the name"],
  ["npm/_a", "is not the name"],
  ["npm/-a", "is not the name"],
  ["npm/a b", "is not the name"],
  ["npm/a@1.0.0", "version of a package"],
  ["npm/@a/b@1.0.0", "version of a package"],
  [`npm/${"a".repeat(215)}`, "is not the name"],
  ["npm/file:..", "is not the name"],
  ["/opt/tfvars", 'Begin it with "./"'],
  [".tfvars", "begins with"],
  [".\\tfvars", "slashes"],
  ["C:\\tfvars", "slashes"],
  ["./tfvars?x", 'no "?"'],
  ["./src/index.ts", "TypeScript"],
  ["https://github.com/a/b", "no scheme"],
  ["a/b", "three parts"],
])("%s is wrong: %s", (source, problem) => {
  expect(sourceProblem(source)).toContain(problem);
});
