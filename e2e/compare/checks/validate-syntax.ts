import type { Programs } from "../programs.ts";
import type { Answers, Said } from "../unit.ts";
import type { Check } from "./check.ts";

/** `validate -syntax-only`: the verdict. */
export const validateSyntax: Check = {
  name: "validate -syntax-only",
  kinds: ["hcl2", "json"],
  ask: ({ at }, programs) => verdicts(at, programs.ours, programs.theirs),
  askAged: (unit, programs) => verdicts(unit.at, programs.ours, programs.aged(unit).theirs),
  reasons: [],
};

async function verdicts(at: string, ours: Programs["ours"], theirs: Programs["theirs"]): Promise<Answers> {
  const words = ["validate", "-syntax-only", at];
  const [our, their] = await Promise.all([ours(words), theirs(words)]);
  if (our.code === their.code) return { ours: verdictOf(our), theirs: verdictOf(their) };
  return { ours: our, theirs: their };
}

/** What is said of a mistake is in each program's own words; where one finds none, its words show what the other one found. */
export function verdictOf({ code, text }: Said): Said {
  return code === 0 ? { code, text } : { code, text: "" };
}
