// `npm run bench` measures all groups of rows, `npm run bench -- NAME ...` those that are named.

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Group } from "./group.ts";
import { createTable } from "./table.ts";

const groups: Readonly<Record<string, () => Promise<Group>>> = {
  start: async () => (await import("./groups/start.ts")).start,
  validate: async () => (await import("./groups/validate.ts")).validate,
  growth: async () => (await import("./groups/growth.ts")).growth,
  builds: async () => (await import("./groups/null-builds.ts")).nullBuilds,
  output: async () => (await import("./groups/output.ts")).output,
  ssh: async () => (await import("./groups/ssh-steps.ts")).sshSteps,
  connect: async () => (await import("./groups/first-byte.ts")).firstByte,
  secrets: async () => (await import("./groups/secrets.ts")).secrets,
  fmt: async () => (await import("./groups/fmt.ts")).fmt,
  plugins: async () => (await import("./groups/plugins.ts")).plugins,
};

async function main(words: readonly string[]): Promise<void> {
  const named = words.filter((word) => !word.startsWith("--"));
  const unknown = named.filter((name) => !Object.hasOwn(groups, name));
  if (unknown.length > 0) {
    const names = Object.keys(groups).join(", ");
    process.stderr.write(`There is no group ${unknown.join(", ")}. The groups are: ${names}.\n`);
    process.exitCode = 2;
    return;
  }
  const table = createTable((line) => process.stdout.write(`${line}\n`));
  const root = await mkdtemp(join(tmpdir(), "ingot-bench-"));
  try {
    for (const [name, load] of Object.entries(groups)) {
      if (named.length > 0 && !named.includes(name)) continue;
      const folder = join(root, name);
      await mkdir(folder);
      const env = {
        ...process.env,
        INGOT_STATE_DIR: join(folder, "state"),
        CHECKPOINT_DISABLE: "1",
        PACKER_CONFIG_DIR: folder,
        PACKER_LOG: "",
      };
      await (await load())({ table, folder, env, all: words.includes("--all") });
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

await main(process.argv.slice(2));
