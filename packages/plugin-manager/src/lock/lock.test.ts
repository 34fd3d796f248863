import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderDiagnostics } from "@ingot/hcl";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkLocked } from "./check-locked.ts";
import type { LockedPlugin } from "./lock.ts";
import { readLock } from "./read-lock.ts";
import { formatLock, writeLock } from "./write-lock.ts";

const a = "a".repeat(64);
const b = "b".repeat(64);
const amazon: LockedPlugin = {
  source: "github.com/hashicorp/amazon",
  version: "1.3.2",
  constraints: ">= 1.2.0",
  archives: new Map([
    ["windows_amd64", b],
    ["linux_amd64", a],
  ]),
  binaries: new Map([["linux_amd64", b]]),
  signedBy: undefined,
  integrity: undefined,
  contents: undefined,
};
const npm: LockedPlugin = {
  source: "npm/ingot-plugin-tfvars",
  version: "2.0.0",
  constraints: "~> 2.0",
  archives: new Map(),
  binaries: new Map(),
  signedBy: undefined,
  integrity: "sha512-abc",
  contents: a,
};

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingot-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function complaints(text: string): Promise<string> {
  await writeFile(join(folder, "ingot.lock.hcl"), text);
  const { lock, diagnostics, sources } = await readLock(folder);
  return lock ? "" : renderDiagnostics(diagnostics, sources, {}).trimEnd();
}

test("the text of a lock file", () => {
  expect(formatLock([npm, amazon])).toMatchInlineSnapshot(`
    "# Written by "ingot init". Commit it with the template; "ingot init -upgrade" brings it up to date.
    # What is changed by hand is lost when it is written again.

    plugin "github.com/hashicorp/amazon" {
      version     = "1.3.2"
      constraints = ">= 1.2.0"

      archives = {
        linux_amd64   = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        windows_amd64 = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      }

      binaries = {
        linux_amd64 = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      }
    }

    plugin "npm/ingot-plugin-tfvars" {
      version     = "2.0.0"
      constraints = "~> 2.0"
      integrity   = "sha512-abc"
      contents    = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    }
    "
  `);
});

test("what is written is what is read, whatever it is", async () => {
  const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
  const platform = fc.stringMatching(/^[a-z][a-z0-9]{0,8}_[a-z0-9]{1,8}$/);
  const digests = fc.array(fc.tuple(platform, hex), { maxLength: 4 }).map((all) => new Map(all));
  const plugin = fc.record({
    source: fc.string(),
    version: fc.constantFrom("1.2.3", "0.0.1", "10.20.30"),
    constraints: fc.string(),
    archives: digests,
    binaries: digests,
    signedBy: fc.option(fc.string(), { nil: undefined }),
    integrity: fc.option(fc.string(), { nil: undefined }),
    contents: fc.option(hex, { nil: undefined }),
  });
  const plugins = fc.uniqueArray(plugin, { maxLength: 4, selector: ({ source }) => source.toLowerCase() });
  await fc.assert(
    fc.asyncProperty(plugins, async (all) => {
      await writeLock(folder, all);
      const { lock, diagnostics } = await readLock(folder);
      expect(diagnostics).toEqual([]);
      expect(lock?.plugins).toEqual(new Map(all.map((one) => [one.source.toLowerCase(), one])));
    }),
    { numRuns: 50 },
  );
});

test("without a file nothing is locked", async () => {
  expect(await readLock(folder)).toEqual({ lock: undefined, diagnostics: [], sources: new Map() });
});

test.each([
  `plugin "x" {}`,
  `plugin "x" {\n  version = 1\n  archives = { linux_amd64 = "md5:00" }\n}`,
  `plugin "x" {\n  version = "1.0.0"\n  later = true\n}`,
  `plugin "x" {\n  version = "1.0.0"\n}\nplugin "X" {\n  version = "1.0.0"\n}`,
  `plugin "x" {`,
  `plugin "x" {\n<<<<<<< HEAD\n  version = "1.0.0"\n=======\n  version = "2.0.0"\n>>>>>>> b\n}`,
])("%s", async (text) => {
  expect(await complaints(text)).toMatchSnapshot();
});

test.each([
  ["nothing is locked", undefined, {}, undefined],
  ["another plugin", [npm], {}, undefined],
  [
    "another plugin, and it is required",
    [npm],
    { isRequired: true },
    "warning: Plugin github.com/hashicorp/amazon is not in the lock file",
  ],
  ["it is the one", [amazon], {}, undefined],
  ["the case of the source does not count", [amazon], { source: "github.com/HashiCorp/amazon" }, undefined],
  [
    "another version",
    [amazon],
    { version: "1.3.3" },
    "error: Plugin github.com/hashicorp/amazon is not at its locked version",
  ],
  [
    "a build of one's own",
    [amazon],
    { version: "1.3.2-dev" },
    "error: Plugin github.com/hashicorp/amazon is not at its locked version",
  ],
  [
    "another platform",
    [amazon],
    { platform: "linux_arm64" },
    "warning: Plugin github.com/hashicorp/amazon is not locked for this platform",
  ],
  [
    "another program",
    [amazon],
    { sha256: a },
    "error: Plugin github.com/hashicorp/amazon is not the program that was locked",
  ],
] as const)("%s", (_, plugins, change, want) => {
  const lock = plugins && { shownPath: "ingot.lock.hcl", plugins: new Map(plugins.map((one) => [one.source, one])) };
  const used = {
    source: amazon.source,
    version: "1.3.2",
    path: "/p/plugin",
    sha256: b,
    platform: "linux_amd64",
    ...change,
  };
  const note = checkLocked(lock, used);
  expect(note && `${note.severity}: ${note.summary}`).toBe(want);
});

test("whatever stands in it, it is read or complained of", async () => {
  const right = formatLock([npm, amazon]);
  const changed = fc
    .tuple(fc.nat(right.length), fc.nat(40), fc.string({ maxLength: 20 }))
    .map(([at, length, text]) => right.slice(0, at) + text + right.slice(at + length));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), changed), async (text) => {
      await writeFile(join(folder, "ingot.lock.hcl"), text);
      const { lock, diagnostics } = await readLock(folder);
      expect(lock !== undefined).toBe(!diagnostics.some(({ severity }) => severity === "error"));
      for (const plugin of lock?.plugins.values() ?? [])
        for (const hex of [...plugin.archives.values(), ...plugin.binaries.values()])
          expect(hex).toMatch(/^[0-9a-f]{64}$/);
    }),
    { numRuns: 300 },
  );
});
