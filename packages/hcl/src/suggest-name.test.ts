import { expect, it } from "vitest";
import { suggestName } from "./suggest-name.ts";

it.each([
  ["regoin", ["region", "reason"], "region"],
  ["sorce", ["source", "build"], "source"],
  ["sourcs", ["source", "sources"], "source"],
  ["xyz", ["region"], undefined],
  ["a", ["b", "c"], "b"],
  ["ab", ["xy"], undefined],
  ["ssh_usernme", ["ssh_username", "ssh_password"], "ssh_username"],
])("suggests for %s of %j: %s", (given, known, wanted) => {
  expect(suggestName(given, known)).toBe(wanted);
});
