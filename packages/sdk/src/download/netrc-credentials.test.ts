import { expect, test } from "vitest";
import { findInNetrc } from "./netrc-credentials.ts";

const text = `# a comment
machine one login ann password secret
machine two
  login bob
  account sales
  password p4ss
macdef init
  machine three login nobody password x

machine four password only
default login guest password guest
`;

test.each([
  ["one", { login: "ann", password: "secret" }],
  ["two", { login: "bob", password: "p4ss" }],
  ["three", { login: "guest", password: "guest" }],
  ["four", undefined],
])("%s", (host, want) => {
  expect(findInNetrc(text, host)).toEqual(want);
});
