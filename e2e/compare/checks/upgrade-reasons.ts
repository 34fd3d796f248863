// What Packer 1.16 writes otherwise than 1.6.6, and Ingot with it, and what Ingot writes otherwise than both. Each reason rewrites the file of
// 1.6.6 as the difference demands, and nothing else in it; the formatter of 1.6.6 then brings it back into its form.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packer } from "../programs.ts";
import type { Reason } from "./check.ts";

export const upgradeReasons: readonly Reason[] = [
  rewrites("`hcl2_upgrade` translates each text by itself", translateVerbatimBlocks),
  rewrites("`{{build_name}}` and `{{build_type}}` become", (text) =>
    text.replaceAll(/\$\{build\.(name|type)\}/g, "${source.$1}"),
  ),
  rewrites("`hcl2_upgrade` makes a local of a variable", moveVariablesToLocals),
  rewrites("`hcl2_upgrade` writes the local for the time only where", (text) =>
    text.includes("${local.timestamp}") ? text : text.replace(/^# section\nlocals \{ timestamp = .*\}\n\n/m, ""),
  ),
  rewrites("`hcl2_upgrade` declares variables", declareVariables),
  rewrites("`hcl2_upgrade` writes `required_plugins`", addRequiredPlugins),
  rewrites("`source_ami_filter` becomes a data source", moveFiltersToData),
  rewrites("Options that are blocks are written as blocks", (text) =>
    text.replaceAll(/^( *metadata_options) = \{$/gm, "$1 {"),
  ),
  rewrites("One text for a list is written as a list", (text) =>
    text.replaceAll(/^( *inline *= )("[^,\n]*")$/gm, "$1[$2]"),
  ),
];

function rewrites(row: string, rewrite: (text: string, ours: string) => string): Reason {
  return {
    row,
    level: ({ ours, theirs }) => {
      if (theirs.code !== 0) return { ours, theirs };
      const text = rewrite(theirs.text, ours.text);
      if (text === theirs.text) return { ours, theirs };
      return { ours, theirs: { ...theirs, text: formatted(text) } };
    },
  };
}

/** The text in the form that 1.6.6 gives it; as it is where 1.6.6 cannot read what it wrote itself. */
function formatted(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "compare-fmt-"));
  try {
    const file = join(folder, "x.pkr.hcl");
    writeFileSync(file, text);
    spawnSync(packer, ["fmt", file], { env: { ...process.env, CHECKPOINT_DISABLE: "1" } });
    return readFileSync(file, "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A block with its comment, at whatever depth, that 1.6.6 has left untranslated. */
const verbatimBlock = /^( *)# (verbatim|advice)\n\1[a-z][\s\S]*?\n\1\}\n/gm;

function translateVerbatimBlocks(text: string): string {
  return text.replaceAll(verbatimBlock, (block) =>
    block.replaceAll(/"(?:[^"\\\n]|\\.)*"/g, translateText).replace(/^ *# verbatim\n/, ""),
  );
}

/** Only a text that can be read is translated: `{{TODO}}` is no call of anything. */
function translateText(text: string): string {
  if (/\{\{-? ?[A-Z]/.test(text)) return text;
  return text
    .replaceAll(/\{\{ ?user `([^`]*)` ?\}\}/g, "${var.$1}")
    .replaceAll(/\{\{ ?timestamp ?\}\}/g, "${local.timestamp}");
}

/** Variables whose defaults are made of other values: in a default there are no names. */
const computed =
  /^variable "([^"]*)" \{\n {2}type +?= string\n {2}default = (".*\$\{(?:local|var|path|packer)\..*")\n\}\n\n/gm;

function moveVariablesToLocals(text: string): string {
  const moved = [...text.matchAll(computed)];
  if (moved.length === 0) return text;
  const entries = moved.map(([, name, value]) => `  ${name} = ${value}\n`).join("");
  let rest = text.replaceAll(computed, "");
  // The comment above the first variable stays where it is.
  if (/^# section\n(?!variable)/.test(rest) && !rest.includes('\nvariable "')) rest = rest.replace(/^# section\n/, "");
  rest = rest.replace(/^(locals \{ timestamp = .*\}\n)/m, `$1\nlocals {\n${entries}}\n`);
  return moved.reduce((all, [, name]) => all.replaceAll(`\${var.${name}}`, `\${local.${name}}`), rest);
}

function declareVariables(text: string, ours: string): string {
  const declared = new Set([...text.matchAll(/^variable "([^"]*)"/gm)].map(([, name]) => name));
  const read = new Set([...text.matchAll(/\$\{var\.([\w-]+)\}/g)].map(([, name]) => name));
  let all = text;
  for (const name of [...read].filter((name) => !declared.has(name))) {
    // Only the JSON template says whether it is a secret.
    const isSecret = new RegExp(`^variable "${name}" \\{\\n.*\\n +sensitive = true$`, "m").test(ours);
    const block = `variable "${name}" {\ntype = string\n${isSecret ? "sensitive = true\n" : ""}}\n\n`;
    const next = [...all.matchAll(/^variable "([^"]*)"/gm)].find(([, other]) => (other ?? "") > (name ?? ""));
    const at = next?.index ?? all.search(/^# section\n(?:locals|source)/m);
    all = all.slice(0, at) + block + all.slice(at);
  }
  return all;
}

/** The plugins that 1.16 asks for, by the beginnings of the types of components. */
const plugins = /^(amazon|ansible|azure|docker|googlecompute|qemu|vagrant|virtualbox|vmware|vsphere)/;

function addRequiredPlugins(text: string): string {
  const types = [...text.matchAll(/^ *(?:source|provisioner|post-processor) "([^"]*)"/gm)].map(
    ([, type]) => type ?? "",
  );
  const needed = [...new Set(types.flatMap((type) => plugins.exec(type)?.[1] ?? []))].sort();
  if (needed.length === 0) return text;
  const entries = needed.map((name) => `${name} = {\nsource = "github.com/hashicorp/${name}"\nversion = "~> 1"\n}\n`);
  const block = `required_plugins {\n${entries.join("")}}\n`;
  if (text.startsWith("# section\npacker {\n"))
    return text.replace(/^(# section\npacker \{\n(?: .*\n)*)\}/, `$1${block}}`);
  return `# section\npacker {\n${block}}\n\n${text}`;
}

function moveFiltersToData(text: string): string {
  const data: string[] = [];
  const rest = text.replaceAll(/^source "amazon-[\s\S]*?^\}\n/gm, (source) => {
    const filter = /^ {2}source_ami_filter \{\n([\s\S]*?)^ {2}\}\n/m.exec(source);
    if (!filter) return source;
    const access = source.match(/^ {2}(access_key|profile|region|secret_key|token) +?= .*\n/gm) ?? [];
    const options = [...(filter[1]?.match(/^ {4}\w+ += (?:\{\n[\s\S]*?^ {4}\}|.*)\n/gm) ?? []), ...access];
    const sorted = options.map((option) => option.trimStart()).sort();
    data.push(`data "amazon-ami" "autogenerated_${data.length + 1}" {\n${sorted.join("")}}\n\n`);
    return source.replace(filter[0], `source_ami = "\${data.amazon-ami.autogenerated_${data.length}.id}"\n`);
  });
  if (data.length === 0) return text;
  return rest.replace(/^# section\n(?=locals|source)/m, `# section\n${data.join("")}# section\n`);
}
