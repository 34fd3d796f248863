// A worker whose cases do what they must not: the id says what.

import { passed } from "./case.ts";
import type { Question } from "./run-cases.ts";

process.on("message", ({ given }: Question) => {
  if (given.id === "hang") for (;;);
  if (given.id === "leave") process.exit(3);
  process.send?.(passed);
});
process.send?.("ready");
