import { join } from "node:path";
import { formatText, quoteText } from "@ingot/hcl";
import { writeWholeFile } from "@ingot/sdk";
import { type LockedPlugin, lockFileName } from "./lock.ts";

const head = `# Written by "ingot init". Commit it with the template; "ingot init -upgrade" brings it up to date.
# What is changed by hand is lost when it is written again.
`;

/** The text of a lock file: the same for the same plugins, sorted, one checksum a line, so that versions of it can be merged. */
export function formatLock(plugins: readonly LockedPlugin[]): string {
  const sorted = [...plugins].sort((a, b) => compareTexts(a.source.toLowerCase(), b.source.toLowerCase()));
  return formatText([head, ...sorted.map(formatPlugin)].join("\n"));
}

/** Writes the lock file beside a template, in one step. */
export async function writeLock(templateDir: string, plugins: readonly LockedPlugin[]): Promise<void> {
  await writeWholeFile(join(templateDir, lockFileName), 0o666, (file) => file.writeFile(formatLock(plugins)));
}

function formatPlugin(plugin: LockedPlugin): string {
  const { source, version, constraints, archives, binaries, signedBy, integrity, contents } = plugin;
  const lines = [
    `plugin ${quoteText(source)} {`,
    `version = ${quoteText(version)}`,
    ...(constraints === "" ? [] : [`constraints = ${quoteText(constraints)}`]),
    ...(signedBy === undefined ? [] : [`signed_by = ${quoteText(signedBy)}`]),
    ...(integrity === undefined ? [] : [`integrity = ${quoteText(integrity)}`]),
    ...(contents === undefined ? [] : [`contents = ${quoteText(`sha256:${contents}`)}`]),
    ...formatDigests("archives", archives),
    ...formatDigests("binaries", binaries),
    "}\n",
  ];
  return lines.join("\n");
}

function formatDigests(name: string, digests: ReadonlyMap<string, string>): readonly string[] {
  if (digests.size === 0) return [];
  const sorted = [...digests].sort(([a], [b]) => compareTexts(a, b));
  return ["", `${name} = {`, ...sorted.map(([platform, hex]) => `${platform} = ${quoteText(`sha256:${hex}`)}`), "}"];
}

/** Not by the user's language: the file must be the same for everybody. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
