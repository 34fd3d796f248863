import { join } from "node:path";
import {
  type Attribute,
  appendAll,
  type Block,
  type Diagnostic,
  errorAt,
  hasErrors,
  parseFile,
  readInput,
  type Value,
} from "@ingot/hcl";
import { parseSemver } from "@ingot/sdk";
import { type LockedPlugin, lockFileName, type PluginLock } from "./lock.ts";

export interface LockReading {
  /** Undefined where there is no lock file, or it is not right; then the diagnostics say so. */
  readonly lock: PluginLock | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The text by the file's name, for messages that show it. */
  readonly sources: ReadonlyMap<string, string>;
}

const remedy = 'Take back what was changed by hand, or delete the file and run "ingot init", which writes it anew.';

/**
 * Reads the lock file beside a template.
 * @param shownPath how messages name the file
 */
export async function readLock(templateDir: string, shownPath: string = lockFileName): Promise<LockReading> {
  let input: Uint8Array;
  try {
    input = await readInput(join(templateDir, lockFileName));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { lock: undefined, diagnostics: [], sources: new Map() };
    const detail = `The system says: ${message}. What it locks is not known: make the file readable, or delete it and run "ingot init".`;
    return {
      lock: undefined,
      diagnostics: [errorAt(undefined, "Could not read the lock file", detail)],
      sources: new Map(),
    };
  }
  const { file, diagnostics: wrong } = parseFile(input, shownPath);
  const sources = new Map([[shownPath, file.text]]);
  const conflict = /^(<<<<<<<|>>>>>>>)/m.test(file.text);
  if (conflict) {
    const detail = `Both sides of a merge stand in ${shownPath}. Take one of them, and run "ingot init", which adds what is missing.`;
    return { lock: undefined, diagnostics: [errorAt(undefined, "Merge conflict in the lock file", detail)], sources };
  }
  const content = file.body.content({ attributes: [], blocks: [{ type: "plugin", labels: ["source"] }] });
  const diagnostics: Diagnostic[] = [];
  for (const one of [...wrong, ...content.diagnostics])
    diagnostics.push(one.severity === "error" ? { ...one, detail: `${one.detail} ${remedy}`.trim() } : one);
  const plugins = new Map<string, LockedPlugin>();
  for (const block of content.value.blocks) {
    const plugin = readPlugin(block, diagnostics);
    if (!plugin) continue;
    const key = plugin.source.toLowerCase();
    if (plugins.has(key))
      diagnostics.push(errorAt(block.headerRange, "Plugin locked twice", `Another block locks it as well. ${remedy}`));
    else plugins.set(key, plugin);
  }
  return { lock: hasErrors(diagnostics) ? undefined : { shownPath, plugins }, diagnostics, sources };
}

const attributes = ["version", "constraints", "signed_by", "integrity", "contents", "archives", "binaries"] as const;

function readPlugin(block: Block, diagnostics: Diagnostic[]): LockedPlugin | undefined {
  const before = diagnostics.length;
  const content = block.body.content({ attributes: attributes.map((name) => ({ name })), blocks: [] });
  appendAll(
    diagnostics,
    content.diagnostics.map((one) => ({ ...one, detail: `${one.detail} ${remedy}`.trim() })),
  );
  const complain = (attribute: Attribute | undefined, what: string) => {
    const range = attribute?.expression.range ?? block.headerRange;
    diagnostics.push(errorAt(range, "Invalid lock file", `${what} ${remedy}`));
  };
  const evaluated = (name: (typeof attributes)[number]): readonly [Attribute | undefined, Value | undefined] => {
    const attribute = content.value.attributes.get(name);
    const result = attribute?.expression.evaluate(undefined);
    appendAll(diagnostics, result?.diagnostics ?? []);
    return [attribute, hasErrors(result?.diagnostics ?? []) ? undefined : result?.value];
  };
  const text = (name: (typeof attributes)[number]): string | undefined => {
    const [attribute, value] = evaluated(name);
    if (value?.k === "string") return value.value;
    if (value) complain(attribute, `"${name}" must be a text.`);
    return undefined;
  };
  const digest = (name: (typeof attributes)[number]): string | undefined => {
    const given = text(name);
    const hex = /^sha256:([0-9a-f]{64})$/.exec(given ?? "")?.[1];
    if (given !== undefined && hex === undefined)
      complain(content.value.attributes.get(name), `"${name}" must be a checksum, such as "sha256:<64 digits>".`);
    return hex;
  };
  const digests = (name: "archives" | "binaries"): ReadonlyMap<string, string> => {
    const [attribute, value] = evaluated(name);
    const found = new Map<string, string>();
    if (!value) return found;
    if (value.k !== "object") {
      complain(attribute, `"${name}" must have a checksum for each platform.`);
      return found;
    }
    for (const [platform, digest] of value.entries) {
      const hex = digest.k === "string" ? /^sha256:([0-9a-f]{64})$/.exec(digest.value)?.[1] : undefined;
      if (hex !== undefined && /^[a-z][a-z0-9]*_[a-z0-9]+$/.test(platform)) found.set(platform, hex);
      else
        complain(
          attribute,
          `"${platform}" is not a platform with a checksum, as in linux_amd64 = "sha256:<64 digits>".`,
        );
    }
    return found;
  };
  const version = text("version");
  if (!block.body.isIncomplete && diagnostics.length === before && !parseSemver(version ?? ""))
    complain(content.value.attributes.get("version"), 'A locked plugin needs a "version", such as "1.2.3".');
  const plugin: LockedPlugin = {
    source: block.labels[0] ?? "",
    version: version ?? "",
    constraints: text("constraints") ?? "",
    archives: digests("archives"),
    binaries: digests("binaries"),
    signedBy: text("signed_by"),
    integrity: text("integrity"),
    contents: digest("contents"),
  };
  return hasErrors(diagnostics.slice(before)) ? undefined : plugin;
}
