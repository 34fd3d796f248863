import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describing, installPlugin, newFolder, writeProgram } from "../../test/plugin-folder.ts";
import { openInspector } from "./inspector.ts";

const source = "github.com/hashicorp/amazon";
const later = () => Date.now() + 60_000;
const sumOf = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

async function refusal(path: string): Promise<string> {
  const error = await openInspector({ stateDir: newFolder() })
    .verify(path)
    .then(String, (thrown: Error) => thrown);
  return String(error)
    .replaceAll(path, "P")
    .replace(/[0-9a-f]{64}/g, "SUM");
}

test("the second command neither reads nor runs a program that has not changed", async () => {
  const path = installPlugin(newFolder(), source, "1.2.3", { builders: ["ebs"] });
  const stateDir = newFolder();
  const counts = [];
  for (const _ of [1, 2]) {
    const inspector = openInspector({ stateDir, now: later });
    const { builders } = await inspector.describe(path, await inspector.verify(path));
    expect(builders).toEqual(["ebs"]);
    await inspector.save();
    counts.push({ ...inspector.count });
  }
  expect(counts).toEqual([
    { hashed: 1, described: 1 },
    { hashed: 0, described: 0 },
  ]);
  expect(readFileSync(`${path}.log`, "utf8")).toBe("describe\n");
  expect(statSync(join(stateDir, "plugins.json")).mode & 0o777).toBe(0o600);
});

test("a file as young as the clock's grain is read again", async () => {
  const path = installPlugin(newFolder(), source, "1.2.3");
  const stateDir = newFolder();
  for (const hashed of [1, 1]) {
    const inspector = openInspector({ stateDir });
    await inspector.verify(path);
    await inspector.save();
    expect(inspector.count.hashed).toBe(hashed);
  }
});

test("1,000 single bits flipped, each refused, whatever is remembered", async () => {
  const path = installPlugin(newFolder(), source, "1.2.3");
  const stateDir = newFolder();
  const right = readFileSync(path);
  const first = openInspector({ stateDir, now: later });
  const sum = await first.verify(path);
  await first.save();
  const bits = right.length * 8;
  for (let flip = 0; flip < 1000; flip += 1) {
    const bit = Math.floor((flip * bits) / 1000);
    const wrong = Buffer.from(right);
    wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    writeFileSync(path, wrong);
    const inspector = openInspector({ stateDir, now: later });
    await expect(inspector.verify(path)).rejects.toThrow("does not match its checksum");
    expect(inspector.count.described).toBe(0);
  }
  writeFileSync(path, right);
  expect(await openInspector({ stateDir, now: later }).verify(path)).toBe(sum);
  expect(existsSync(`${path}.log`)).toBe(false);
});

test.each([
  [
    "no checksum",
    undefined,
    "has no checksum: There is no P_SHA256SUM, by which it could be verified, and it is not run. Install it again; a program that you built yourself is installed by",
  ],
  ["an empty one", "", "has no checksum: Nothing can be read of a checksum in P_SHA256SUM"],
  ["a short one", "ab".repeat(31), "has no checksum"],
  ["something else", "z".repeat(64), "has no checksum"],
  [
    "another",
    "0".repeat(64),
    'does not match its checksum: P has the SHA-256 checksum SUM, and p_SHA256SUM beside it says SUM. It was damaged or changed after it was installed, and is not run. Install it again: "ingot init" does so where a template requires it, "ingot plugins install" with its source elsewhere.',
  ],
])("%s: refused", async (_, sum, said) => {
  expect(await refusal(writeProgram(join(newFolder(), "p"), "x", sum))).toContain(said);
});

test.each([
  ["in capitals, with the file's name behind it", (sum: string) => `${sum.toUpperCase()}  p\n`],
  ["followed by more hexadecimal digits", (sum: string) => `${sum}abcdef`],
])("a checksum %s is one", async (_, write) => {
  const path = writeProgram(join(newFolder(), "p"), "x", write(sumOf("x")));
  expect(await openInspector({ stateDir: newFolder() }).verify(path)).toBe(sumOf("x"));
});

test("what is no file is never read", async () => {
  const folder = newFolder();
  const path = writeProgram(join(folder, "p"), "x", sumOf("x"));
  mkdirSync(join(folder, "q_SHA256SUM"));
  symlinkSync("/dev/zero", join(folder, "q"));
  expect(await refusal(join(folder, "q"))).toContain("has no checksum");
  writeFileSync(join(folder, "r_SHA256SUM"), sumOf("x"));
  symlinkSync("/dev/zero", join(folder, "r"));
  expect(await refusal(join(folder, "r"))).toContain("it is not a file");
  expect(await openInspector({ stateDir: newFolder() }).verify(path)).toBe(sumOf("x"));
});

test.each([
  ["cut short", (text: string) => text.slice(0, text.length / 2)],
  ["of another format", () => '{"format":99,"files":{}}'],
  ["of other shapes", () => '{"format":1,"files":{"p":[1]},"descriptions":[]}'],
  ["not JSON", () => "\u0000"],
])("what is remembered is %s: it is forgotten, and written anew", async (_, damage) => {
  const path = installPlugin(newFolder(), source, "1.2.3");
  const stateDir = newFolder();
  const file = join(stateDir, "plugins.json");
  const use = async () => {
    const inspector = openInspector({ stateDir, now: later });
    await inspector.describe(path, await inspector.verify(path));
    await inspector.save();
    return inspector.count;
  };
  await use();
  writeFileSync(file, damage(readFileSync(file, "utf8")));
  expect(await use()).toEqual({ hashed: 1, described: 1 });
  expect(await use()).toEqual({ hashed: 0, described: 0 });
});

test("two commands at once, and a state folder that cannot be written", async () => {
  const root = newFolder();
  const [a, b] = [installPlugin(root, source, "1.2.3"), installPlugin(root, source, "1.2.4")];
  const stateDir = newFolder();
  const [one, two] = [openInspector({ stateDir, now: later }), openInspector({ stateDir, now: later })];
  await Promise.all([one.verify(a), two.verify(b)]);
  await one.save();
  await two.save();
  const third = openInspector({ stateDir, now: later });
  await Promise.all([third.verify(a), third.verify(b)]);
  expect(third.count.hashed).toBe(0);
  const nowhere = openInspector({ stateDir: join(a, "state"), now: later });
  await nowhere.verify(a);
  await nowhere.save();
});

test("a description belongs to the bytes of a program, wherever they lie", async () => {
  const script = describing('{"version":"1.0.0"}');
  const folder = newFolder();
  const stateDir = newFolder();
  const inspector = openInspector({ stateDir, now: later });
  for (const name of ["p", "q"]) {
    const path = writeProgram(join(folder, name), script);
    expect(await inspector.known(path)).toBeUndefined();
    await inspector.describe(path, await inspector.sha256(path));
    expect((await inspector.known(path))?.version).toBe("1.0.0");
  }
  expect(inspector.count).toEqual({ hashed: 2, described: 1 });
});
