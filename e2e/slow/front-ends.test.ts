// Small templates, right ones and wrong ones, each about one rule of the language or of the templates: `validate -syntax-only` and `inspect`
// answer as Debian's Packer 1.6.6 does, but for the cases below. e2e/compare/cases has them: `### name` and then the file of that name.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { compareTemplates } from "../compare/compare-templates.ts";
import { describeFindings } from "../compare/describe-findings.ts";
import { packer } from "../compare/programs.ts";

/** Where 1.16 differs from 1.6.6 by the reference, and where Ingot does by docs/compatibility.md; by the names of cases. */
const known: Readonly<Record<string, readonly string[]>> = {
  "1.16 evaluates variables, locals and functions in what a build says of itself": [
    ...["fn-name", "var-name", "ref-path", "ref-source", "pp-set-name", "bad-name2"],
    ...["unset-name", "unset-only", "unset-var-name", "unset-var-name2"],
  ],
  "1.16 knows `any`, namespaced function names, index() and splats of null, and stops at the first operand that decides":
    [...["v-types", "call-ns", "loc-functions", "splat-full", "op-or-error"]],
  "1.16 refuses a local that is defined twice": ["loc-dup"],
  "1.6.6 crashes": ["bad-pause", "override", "override2", "unset-var-dyn", "builders-null"],
  "Ingot shows builds whose components are not there": ["unknown-pp", "unknown-prov"],
  "Ingot hides no secret of fewer than three characters, and warns of it": ["sens-same-value", "v-sensitive-empty"],
  "Ingot looks at min_packer_version at once": ["min-bad", "min-constraint", "min-future"],
  "Ingot refuses what means nothing, and takes null or {} where nothing is meant": [
    ...["pk-version-null", "prov-timeout-bool", "level-a9", "pp-only-obj"],
  ],
  "Of two spellings of a key in one component Ingot takes the one in small letters": [
    ...["b-type-both", "b-type-both2", "p-case-key"],
  ],
};

const cases = fileURLToPath(new URL("../compare/cases", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "front-ends-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Each case in a folder of its own, in the form in which templates are found. */
function writeCases(): void {
  const rows: { kind: string; at: string }[] = [];
  for (const file of readdirSync(cases)) {
    for (const part of readFileSync(join(cases, file), "utf8").split(/^### /m).slice(1)) {
      const end = part.indexOf("\n");
      const name = part.slice(0, end);
      const at = join(file.replace(/\.txt$/, ""), name);
      mkdirSync(join(folder, file.replace(/\.txt$/, "")), { recursive: true });
      writeFileSync(join(folder, at), part.slice(end + 1));
      rows.push({ kind: /\.pkr\./.test(name) ? "hcl2" : "json", at });
    }
  }
  writeFileSync(join(folder, "index.json"), JSON.stringify(rows));
}

test.skipIf(!existsSync(packer))(
  "reads small templates as packer does (skipped where it is not installed)",
  async () => {
    writeCases();
    const findings = await compareTemplates(folder, ["validate -syntax-only", "inspect"]);
    const unexplained = findings.filter(({ verdict }) => verdict.k === "unexplained");
    const nameOf = (at: string) => /([^/]+?)(?:\.pkr)?\.(?:hcl|json)$/.exec(at)?.[1] ?? at;
    const expected = new Set(Object.values(known).flat());
    const strange = unexplained.filter(({ unit }) => !expected.has(nameOf(unit.at)));
    expect(findings.length).toBeGreaterThan(1000);
    expect(strange, await describeFindings(strange)).toEqual([]);
    const different = new Set(unexplained.map(({ unit }) => nameOf(unit.at)));
    expect([...expected].filter((name) => !different.has(name))).toEqual([]);
  },
  1_200_000,
);
