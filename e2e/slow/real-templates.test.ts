// Templates that other people wrote, held against Debian's Packer 1.6.6: `inspect` says the same, `validate -syntax-only` has the same
// verdict, and full `validate` fails only for what this machine lacks. The folder of templates is next to the repository, or where
// INGOT_CONFORMANCE says.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { runCommand } from "../environment/run-command.ts";

interface Unit {
  readonly at: string;
  /** What it uses that Packer 1.6.6 does not know yet. */
  readonly newer: readonly string[];
}

const ingot = fileURLToPath(new URL("../../bin/ingot", import.meta.url));
const packer = "/usr/bin/packer";
const folder = join(
  process.env.INGOT_CONFORMANCE ?? fileURLToPath(new URL("../../../shared/conformance", import.meta.url)),
  "templates",
);
const index = join(folder, "index.json");
const units: readonly Unit[] = existsSync(index) ? JSON.parse(readFileSync(index, "utf8")) : [];
const known = units.filter((unit) => unit.newer.length === 0);

/** What a template may need that is not here. */
const lacking = [
  /^Unknown (source|provisioner|post-processor|data) type /,
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

async function run(program: string, ...words: string[]) {
  const env = { CHECKPOINT_DISABLE: "1", INGOT_STATE_DIR: state, PACKER_LOG: undefined };
  const { stdout, stderr, code } = await runCommand(program, words, { cwd: folder, env, mayFail: true });
  return { text: stdout + stderr, code };
}

/** Runs a check on every unit, two at a time, and gives what it finds. */
async function findings<T>(
  items: readonly T[],
  check: (item: T) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const found: string[] = [];
  const queue = [...items];
  const work = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) found.push(...(await check(item)));
  };
  await Promise.all([work(), work()]);
  return found.sort();
}

/** The closing note of a JSON template is in each program's own words. */
const withoutNote = (text: string) => text.split(/^Note: /m)[0];

describe.skipIf(units.length === 0)(`${units.length} templates (skipped where they are not at hand)`, () => {
  describe.skipIf(!existsSync(packer))("held against packer (skipped where it is not installed)", () => {
    test("inspect says the same", async () => {
      const differing = await findings(known, async ({ at }) => {
        const [ours, theirs] = await Promise.all([run(ingot, "inspect", at), run(packer, "inspect", at)]);
        const isSame = withoutNote(ours.text) === withoutNote(theirs.text) && ours.code === theirs.code;
        return isSame ? [] : [`${at}:\n${theirs.text}\n${ours.text}`];
      });
      expect(differing).toEqual([]);
    });

    test("validate -syntax-only has the same verdict", async () => {
      const differing = await findings(known, async ({ at }) => {
        const words = ["validate", "-syntax-only", at] as const;
        const [ours, theirs] = await Promise.all([run(ingot, ...words), run(packer, ...words)]);
        return ours.code === theirs.code ? [] : [`${at}: ${theirs.code}, ${ours.code}\n${ours.text}`];
      });
      expect(differing).toEqual([]);
    });
  });

  test("validate fails only for what this machine lacks, and says so at its place", async () => {
    const unexpected = await findings(units, async ({ at }) => {
      const { text, code } = await run(ingot, "validate", at);
      const summaries = [...text.matchAll(/^Error: (.*)$/gm)].map((match) => match[1] ?? "");
      const expected = [...lacking, ...wrong.filter(([end]) => at.endsWith(end)).map(([, summary]) => summary)];
      const strange = summaries.filter((summary) => !expected.some((pattern) => pattern.test(summary)));
      if (code !== (summaries.length > 0 ? 1 : 0)) strange.push(`exit ${code}`);
      if (text.includes("source code not available")) strange.push("a message without its source line");
      return strange.map((line) => `${at}: ${line}`);
    });
    expect(unexpected).toEqual([]);
  });
});
