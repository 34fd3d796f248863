import { expect, test } from "vitest";
import { safeNames } from "./safe-names.ts";

test.each([
  [
    ["docker.web", "x.null.a"],
    ["docker.web", "x.null.a"],
  ],
  [
    ["../../etc/passwd", "a/b", "a\\b"],
    ["_._.._etc_passwd", "a_b", "a_b-2"],
  ],
  [
    ["Web", "web", "WEB", "web-2"],
    ["Web", "web-2", "WEB-3", "web-2-2"],
  ],
  [
    ["", "run", "RUN", "nul", ".hidden"],
    ["build-", "build-run", "build-RUN-2", "build-nul", "_hidden"],
  ],
  [
    ["größe 3", "a\nb\u0000"],
    ["größe_3", "a_b_"],
  ],
  [
    ["n".repeat(300), `${"n".repeat(300)}x`],
    ["n".repeat(80), `${"n".repeat(80)}-2`],
  ],
])("%j", (builds, names) => {
  expect([...safeNames(builds).values()]).toEqual(names);
});
