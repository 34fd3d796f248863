// `hcl2_upgrade` on generated templates without expressions, held against Debian's Packer 1.6.6: the same blocks, names, order and values,
// formatted alike. Real templates are compared by `npm run compare`.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { runCommand } from "../environment/run-command.ts";

const ingot = fileURLToPath(new URL("../../bin/ingot", import.meta.url));
const packer = "/usr/bin/packer";
const folder = mkdtempSync(join(tmpdir(), "hcl2-upgrade-"));
afterAll(() => rmSync(folder, { recursive: true }));

// No "{{", and no letters that are younger than 1.6.6.
const letters = [
  "a",
  "Z",
  "0",
  "-",
  "_",
  " ",
  "$",
  "%",
  "{",
  '"',
  "\\",
  "\n",
  "\t",
  "é",
  "漢",
  "😀",
  "\u0000",
  "\u00a0",
  "\u2028",
];
const text = fc.string({ unit: fc.constantFrom(...letters) }).filter((text) => !text.includes("{{"));
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/).filter((name) => !reserved.has(name));
const reserved = new Set(["type", "name", "only", "except", "for", "override", "linux_options", "__proto__"]);
const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((number) => (Math.abs(number) < 1e-290 ? 0.5 : number));
const scalar = fc.oneof(text, fc.boolean(), fc.integer(), number);
const scalars = fc.array(scalar, { maxLength: 3 });
const map = fc.dictionary(fc.oneof(name, text), scalar, { minKeys: 1, maxKeys: 3 });
// 1.6.6 says at random whether an object with objects of several kinds is a block, so there is one nested value in each.
const block = fc
  .tuple(fc.dictionary(name, scalar, { maxKeys: 2 }), fc.oneof(map, fc.array(scalar, { minLength: 1, maxLength: 3 })))
  .map(([plain, nested]) => ({ ...plain, nested }));
const value = fc.oneof(
  scalar,
  fc.constant(null),
  scalars,
  fc.array(scalars, { maxLength: 2 }),
  map,
  block,
  fc.array(block, { maxLength: 2 }),
);
const options = fc.dictionary(name, value, { minKeys: 1, maxKeys: 5 });
const template = fc.record(
  {
    description: text,
    min_packer_version: fc.constant("1.2.3"),
    variables: fc.dictionary(name, fc.option(text), { maxKeys: 4 }),
    builders: fc
      .array(fc.tuple(options, fc.constantFrom("null", "openstack")), { minLength: 1, maxLength: 4 })
      .map((all) => all.map(([options, type], i) => ({ ...options, type, name: `n${i}` }))),
    provisioners: fc.array(
      fc
        .tuple(options, fc.constantFrom({}, { timeout: "90s" }, { max_retries: 2 }))
        .map(([options, settings]) => ({ ...options, ...settings, type: "file" })),
      { maxLength: 3 },
    ),
    "post-processors": fc.array(
      fc.oneof(
        fc.constant("manifest"),
        options.map((options) => ({ ...options, type: "compress", name: "x", keep_input_artifact: true })),
        fc.tuple(options, options).map((pair) => pair.map((options) => ({ ...options, type: "manifest" }))),
      ),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: ["builders"] },
);

async function upgrade(program: string): Promise<{ readonly code: number; readonly text: string }> {
  const output = join(folder, "made.pkr.hcl");
  rmSync(output, { force: true });
  const words = ["hcl2_upgrade", `-output-file=${output}`, "t.json"];
  const env = { CHECKPOINT_DISABLE: "1", PACKER_CONFIG_DIR: folder, PACKER_LOG: undefined };
  const { code } = await runCommand(program, words, { cwd: folder, env, mayFail: true });
  return { code, text: existsSync(output) ? comparable(readFileSync(output, "utf8")) : "" };
}

/** Without comments, the empty lines around them, and the local for the time that 1.6.6 always writes. */
function comparable(text: string): string {
  return text
    .replaceAll(/^ *#.*\n/gm, "")
    .replace(/^locals \{ timestamp = .*\n/m, "")
    .replaceAll(/\n{2,}/g, "\n")
    .trim();
}

describe.skipIf(!existsSync(packer))("held against packer (skipped where it is not installed)", () => {
  test("what is written is the same", { timeout: 600_000 }, async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(template, async (json) => {
        writeFileSync(join(folder, "t.json"), JSON.stringify(json));
        const theirs = await upgrade(packer);
        // 1.6.6 crashes on some templates.
        if (theirs.code === 2) return;
        compared++;
        expect(await upgrade(ingot)).toEqual(theirs);
      }),
      { numRuns: 100 },
    );
    expect(compared).toBeGreaterThan(50);
  });
});
