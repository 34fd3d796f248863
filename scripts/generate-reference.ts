// Writes docs/reference/ from the schemas of the built-in components and the types of events; with --check it only compares, and exits with 1 where they differ.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { renderReferencePage } from "@ingot/sdk";
import { builtinPlugins } from "../packages/cli/src/session/builtin-plugins.ts";
import { renderEventPage } from "./event-page.ts";
import { eventSchemaFile, readEventSchema } from "./event-schema.ts";

const folder = fileURLToPath(new URL("../docs/reference/", import.meta.url));

const sections = [
  { kind: "builder", title: "Builders", key: "builders" },
  { kind: "provisioner", title: "Provisioners", key: "provisioners" },
  { kind: "post-processor", title: "Post-processors", key: "postProcessors" },
  { kind: "data source", title: "Data sources", key: "dataSources" },
] as const;

async function pages(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const index: string[] = [
    "# Reference",
    "",
    "Every component that comes with Ingot, with every field. Made by `npm run reference`; do not edit.",
    "",
  ];
  const plugins = await Promise.all(builtinPlugins.map((entry) => entry.load()));
  for (const { kind, title, key } of sections) {
    index.push(`## ${title}`, "");
    const components = plugins.flatMap((plugin) => Object.entries(plugin[key])).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, component] of components) {
      const file = `${kind.replace(" ", "-")}-${name}.md`;
      files.set(file, renderReferencePage(kind, name, component));
      index.push(`- [${name}](${file}): ${component.doc.split(/(?<=\.)\s/)[0]}`);
    }
    index.push("");
  }
  const events = readEventSchema();
  files.set("events.md", renderEventPage(events));
  files.set("events.schema.json", `${JSON.stringify(eventSchemaFile(events), undefined, 2)}\n`);
  index.push(
    "## Output",
    "",
    "- [events](events.md): what `-json` writes, with [its JSON Schema](events.schema.json)",
    "",
  );
  files.set("README.md", index.join("\n"));
  return files;
}

async function main(): Promise<number> {
  const files = await pages();
  const present = await readdir(folder).catch(() => []);
  if (process.argv.includes("--check")) {
    const stale = present.filter((name) => !files.has(name));
    for (const [name, text] of files)
      if ((await readFile(folder + name, "utf8").catch(() => "")) !== text) stale.push(name);
    if (stale.length === 0) return 0;
    process.stderr.write(`docs/reference/ is not what the schemas say: ${stale.join(", ")}. Run: npm run reference\n`);
    return 1;
  }
  await mkdir(folder, { recursive: true });
  for (const name of present) if (!files.has(name)) await rm(folder + name);
  for (const [name, text] of files) await writeFile(folder + name, text);
  process.stdout.write(`Wrote ${files.size} pages into docs/reference/\n`);
  return 0;
}

process.exitCode = await main();
