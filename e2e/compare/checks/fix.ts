import type { Said } from "../unit.ts";
import type { Check } from "./check.ts";

/** `fix`: the verdict, and the template that it prints, byte for byte. */
export const fix: Check = {
  name: "fix",
  kinds: ["hcl2", "json"],
  ask: async ({ at }, { ours, theirs }) => {
    const [our, their] = await Promise.all([ours(["fix", at]), theirs(["fix", at])]);
    if (our.code !== their.code) return { ours: our, theirs: their };
    return { ours: withoutWords(our), theirs: withoutWords(their) };
  },
  reasons: [],
};

/** What is said of a mistake, behind the template or in place of it, is in each program's own words. */
function withoutWords({ code, text }: Said): Said {
  if (code === 0) return { code, text };
  const end = text.indexOf("\n}\n\n");
  return { code, text: end < 0 ? "" : text.slice(0, end + 4) };
}
