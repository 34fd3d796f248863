// Files and folders that the person who runs `ingot` may not read or write. Root may everything, so another user is taken.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand } from "./environment/run-command.ts";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));
const template = 'locals {\na="1"\n}\n';

const asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
/** A checkout in somebody's home may be closed to others. */
const isOpen =
  process.getuid?.() === 0 && spawnSync("setpriv", [...asNobody, "head", "-c1", ingot, process.execPath]).status === 0;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "unreadable-"));
  chmodSync(folder, 0o755);
  for (const sub of ["closed", "open"]) mkdirSync(join(folder, sub));
  for (const name of ["closed/x.pkr.hcl", "open/y.pkr.hcl", "open/z.pkr.hcl"])
    writeFileSync(join(folder, name), template);
  writeFileSync(join(folder, "t.json"), "{}");
  for (const name of ["closed", "open/z.pkr.hcl", "t.json"]) chmodSync(join(folder, name), 0o700);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As nobody, in the folder. */
async function run(...words: readonly string[]): Promise<string> {
  const command = [...asNobody, process.execPath, ingot, ...words];
  const { stdout, code } = await runCommand("setpriv", command, { cwd: folder, mayFail: true });
  return `${stdout}exit ${code}`;
}

test.skipIf(!isOpen)("each is named, with the reason", async () => {
  expect(await run("validate", "closed")).toMatchInlineSnapshot(`
    "Error: Could not read the folder "closed"

    You may not read it. Make it readable, or give the path of another one.

    exit 1"
  `);
  expect(await run("validate", "open/z.pkr.hcl")).toMatchInlineSnapshot(`
    "Error: Could not read the template "open/z.pkr.hcl"

    You may not read it. Check the path.

    exit 1"
  `);
  expect(await run("fix", "t.json")).toMatchInlineSnapshot(`
    "Error: Could not read the template "t.json"

    You may not read it. Check the path.

    exit 1"
  `);
  expect(await run("fmt", "-recursive", ".")).toMatchInlineSnapshot(`
    "open/y.pkr.hcl
    Error: Could not read the folder closed

    The system says: permission denied. Make it readable, or leave it out.

    Error: Could not write open/y.pkr.hcl

    The system says: permission denied. The file is as it was; mend this, and run
    the command again.

    Error: Could not read open/z.pkr.hcl

    The system says: permission denied. Make it readable, or leave it out.

    exit 1"
  `);
  expect(readdirSync(join(folder, "open"))).toEqual(["y.pkr.hcl", "z.pkr.hcl"]);
  expect(readFileSync(join(folder, "open/y.pkr.hcl"), "utf8")).toBe(template);
});
