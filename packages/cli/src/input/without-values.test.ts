import { expect, test } from "vitest";
import { withoutValues } from "./without-values.ts";

test.each([
  ["build -var pw=a=b -var=pw=c --var pw=d t.json", "build -var pw=... -var=pw=... --var pw=... t.json"],
  ["build -var-file=a=b -only=x=y t=u.json", "build -var-file=a=b -only=x=y t=u.json"],
])("%s", (words, wanted) => expect(withoutValues(words.split(" ")).join(" ")).toBe(wanted));
