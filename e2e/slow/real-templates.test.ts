// Templates that other people wrote: each is read as Debian's Packer 1.6.6 reads it (e2e/compare), and full `validate` fails only for what
// this machine lacks.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { compareTemplates } from "../compare/compare-templates.ts";
import { describeFindings } from "../compare/describe-findings.ts";
import { findUnits } from "../compare/find-units.ts";
import { packer } from "../compare/programs.ts";
import { templatesFolder } from "../compare/templates-folder.ts";
import { runCommand } from "../environment/run-command.ts";

const ingot = fileURLToPath(new URL("../../bin/ingot", import.meta.url));
const units = existsSync(templatesFolder) ? findUnits(templatesFolder) : [];

/** What a template may need that is not here. */
const lacking = [
  /^Unknown (source|provisioner|post-processor|data) type /,
  /^Plugin [^ ]+ is not installed( as it is required)?$/,
  /^Bad (script|source) /,
  /^Unset variable /,
  /^required variable not set: /,
];

/** Templates that are wrong by themselves, by the end of their path. */
const wrong: readonly (readonly [string, RegExp])[] = [
  // A form to fill in: {{IMAGE_LABEL}}, {{TODO}}.
  ["_template/template.json", /^(Failed to interpolate|Invalid template expression)/],
  // A string for a list, which Packer refuses as well.
  ["fix_upload_owner.pkr.hcl", /^Incorrect attribute value type$/],
  // Five templates in one folder, each with the same local.
  ["packer-plugin-ansible/example", /^Duplicate local definition$/],
  // Only the sources of a template.
  ["packer-plugin-qemu/example/source.pkr.hcl", /^Missing build block$/],
];

const state = mkdtempSync(join(tmpdir(), "real-templates-"));
afterAll(() => rmSync(state, { recursive: true }));

async function validate(at: string) {
  const env = { INGOT_STATE_DIR: state, PACKER_LOG: undefined };
  const { stdout, stderr, code } = await runCommand(ingot, ["validate", at], {
    cwd: templatesFolder,
    env,
    mayFail: true,
  });
  return { text: stdout + stderr, code };
}

async function strangeWords(at: string): Promise<readonly string[]> {
  const { text, code } = await validate(at);
  const summaries = [...text.matchAll(/^Error: (.*)$/gm)].map((match) => match[1] ?? "");
  const expected = [...lacking, ...wrong.filter(([end]) => at.endsWith(end)).map(([, summary]) => summary)];
  const strange = summaries.filter((summary) => !expected.some((pattern) => pattern.test(summary)));
  if (code !== (summaries.length > 0 ? 1 : 0)) strange.push(`exit ${code}`);
  if (text.includes("source code not available")) strange.push("a message without its source line");
  return strange.map((line) => `${at}: ${line}`);
}

describe.skipIf(units.length === 0)(`${units.length} templates (skipped where they are not at hand)`, () => {
  test.skipIf(!existsSync(packer))(
    "are read as packer reads them (skipped where it is not installed)",
    async () => {
      const findings = await compareTemplates(templatesFolder);
      const report = await describeFindings(findings);
      process.stdout.write(`${report}\n`);
      expect(
        findings.filter(({ verdict }) => verdict.k === "unexplained"),
        report,
      ).toEqual([]);
    },
    1_200_000,
  );

  test("validate fails only for what this machine lacks, and says so at its place", async () => {
    const unexpected: string[] = [];
    const queue = [...units];
    const work = async () => {
      for (let unit = queue.shift(); unit; unit = queue.shift()) unexpected.push(...(await strangeWords(unit.at)));
    };
    await Promise.all([work(), work()]);
    expect(unexpected).toEqual([]);
  });
});
