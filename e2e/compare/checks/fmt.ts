import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Ask, Programs } from "../programs.ts";
import type { Said, Unit } from "../unit.ts";
import type { Check } from "./check.ts";
import { verdictOf } from "./validate-syntax.ts";

/** `fmt -check`: the verdict, and which files it names. */
export const fmtCheck: Check = {
  name: "fmt -check",
  kinds: ["hcl2", "json"],
  ask: async ({ at }, { ours, theirs }) => {
    const words = ["fmt", "-check", at];
    const [our, their] = await Promise.all([ours(words), theirs(words)]);
    if (our.code !== their.code) return { ours: our, theirs: their };
    // 3 says that a file is not in the canonical form, and its name is printed; other failures have words.
    return our.code === 3 ? { ours: our, theirs: their } : { ours: verdictOf(our), theirs: verdictOf(their) };
  },
  reasons: [],
};

/** `fmt`: the formatted files, byte for byte. */
export const fmt: Check = {
  name: "fmt",
  kinds: ["hcl2"],
  ask: async (unit, programs) => {
    const [ours, theirs] = await Promise.all([
      format(unit, programs, programs.ours),
      format(unit, programs, programs.theirs),
    ]);
    return { ours, theirs };
  },
  reasons: [
    {
      row: "`fmt` writes no space behind `!`",
      level: ({ ours, theirs }) => ({ ours, theirs: { ...theirs, text: theirs.text.replaceAll(/! (?=\S)/g, "!") } }),
    },
  ],
};

async function format({ at, files }: Unit, { copy }: Programs, ask: Ask): Promise<Said> {
  const folder = copy(files);
  const { code } = await ask(["fmt", at], folder);
  const read = (file: string) => `--- ${file}\n${readFileSync(join(folder, file), "utf8")}`;
  return { code, text: files.map(read).join("") };
}
