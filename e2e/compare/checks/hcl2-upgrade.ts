import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Ask } from "../programs.ts";
import type { Said } from "../unit.ts";
import type { Check } from "./check.ts";
import { upgradeReasons } from "./upgrade-reasons.ts";
import { verdictOf } from "./validate-syntax.ts";

/**
 * `hcl2_upgrade`: the file that it writes, byte for byte but for the comments. Those are in each program's own words; that there is one, and of
 * which kind, is compared.
 */
export const hcl2Upgrade: Check = {
  name: "hcl2_upgrade",
  kinds: ["json"],
  ask: async ({ at }, { ours, theirs, copy }) => {
    const folder = copy([]);
    const [our, their] = await Promise.all([
      upgrade(ours, ["-with-annotations"], at, join(folder, "ingot.pkr.hcl"), 1),
      upgrade(theirs, [], at, join(folder, "packer.pkr.hcl"), 2),
    ]);
    // What is said of a mistake is in each program's own words.
    if (our.code !== 0 && our.code === their.code) return { ours: verdictOf(our), theirs: verdictOf(their) };
    return { ours: our, theirs: { ...their, text: withoutExtraLines(their.text) } };
  },
  reasons: upgradeReasons,
};

/** @param headParagraphs how many paragraphs at the head of the file are about the file as a whole */
async function upgrade(
  ask: Ask,
  flags: readonly string[],
  at: string,
  output: string,
  headParagraphs: number,
): Promise<Said> {
  const { code, text } = await ask(["hcl2_upgrade", ...flags, `-output-file=${output}`, at]);
  if (code !== 0) return { code, text };
  const body = readFileSync(output, "utf8").split("\n\n").slice(headParagraphs).join("\n\n");
  return { code, text: withoutProse(body) };
}

/** Comments as their kinds: `# section`, `# advice`, `# verbatim`. */
function withoutProse(text: string): string {
  return text.replace(/(?:^ *#.*\n)+/gm, (comment) => {
    const indent = /^ */.exec(comment)?.[0] ?? "";
    return kindsOf(comment)
      .map((kind) => `${indent}# ${kind}\n`)
      .join("");
  });
}

function kindsOf(comment: string): readonly string[] {
  const at = comment.search(/could not parse template|template: hcl2_upgrade|Upgrade by hand|Left out/);
  // 1.6.6 leaves a whole block as it is where a text reads a field; 1.16 translates what stands around it.
  const advice = /can't evaluate field/.test(comment) ? "verbatim" : "advice";
  if (at < 0) return ["section"];
  return comment.lastIndexOf("\n", at) < 0 ? [advice] : ["section", advice];
}

/** 1.6.6 writes an empty line more around a comment about a block: behind it for a source, else in front of it. */
function withoutExtraLines(text: string): string {
  return text
    .replace(/^# section\n\n+(?=# (?:advice|verbatim)\n)/m, "# section\n")
    .replace(/^(# (?:advice|verbatim)\n)\n(?=source )/gm, "$1")
    .replace(/\n(\n *# (?:advice|verbatim)\n)(?! *source )/g, "$1");
}
