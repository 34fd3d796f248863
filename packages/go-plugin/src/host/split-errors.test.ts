import { expect, test } from "vitest";
import { splitErrors } from "./split-errors.ts";

test.each<[string, string[]]>([
  ["", []],
  ["one thing", ["one thing"]],
  ["one thing:\n* with a list\n* in it", ["one thing:\n* with a list\n* in it"]],
  ["2 error(s) occurred:\n\n* a is wrong\n* b is wrong", ["a is wrong", "b is wrong"]],
  ["2 errors occurred:\n\t* a is wrong\n\t* b is wrong\n\n", ["a is wrong", "b is wrong"]],
  ["1 error(s) occurred:\n\n* a is wrong\n  Note: because", ["a is wrong\nNote: because"]],
  [
    "2 error(s) occurred:\n\n* 1 error(s) decoding:\n\n* 'count' expected type 'int'\n* b",
    ["'count' expected type 'int'", "b"],
  ],
  ["Error decoding: 1 error(s) decoding:\n\n* 'a' is wrong", ["'a' is wrong"]],
])("%j", (text, items) => {
  expect(splitErrors(text)).toEqual(items);
});
