// Packer 1.6.6 knows no data sources, no required_plugins, no `local` blocks and fewer functions. What a newer template means apart from
// those can still be asked of it: they are taken out, and the locals that need them are not asked for.

import type { Attribute, Block, Body, BodySchema, Range } from "@ingot/hcl";
import { parseFile } from "@ingot/hcl";

/** A template that 1.6.6 can read. */
export interface Aged {
  /** The texts of its files, by name. */
  readonly texts: ReadonlyMap<string, string>;
  /** Locals that are not what they were, or not there, by name. */
  readonly locals: ReadonlySet<string>;
}

/** Functions of 1.16 of which the console of 1.6.6 says that there are none. */
const newerFunctions = [
  ...["sum", "endswith", "startswith", "strcontains", "regex", "regexall", "alltrue", "anytrue", "base64gzip"],
  ...["textencodebase64", "textdecodebase64", "filebase64", "legacy_isotime", "legacy_strftime", "rfc3339_parse"],
  ...["unix_timestamp_parse", "aws_secretsmanager_raw", "templatefile"],
];
const newerCall = new RegExp(`\\b(${newerFunctions.join("|")})\\s*\\(`);

const rootSchema: BodySchema = {
  attributes: [],
  blocks: [
    { type: "packer", labels: [] },
    { type: "data", labels: ["type", "name"] },
    { type: "local", labels: ["name"] },
    { type: "locals", labels: [] },
    { type: "variable", labels: ["name"] },
    { type: "hcp_packer_registry", labels: [] },
    { type: "build", labels: [] },
  ],
};
const buildSchema: BodySchema = { attributes: [], blocks: [{ type: "hcp_packer_registry", labels: [] }] };
const variableSchema: BodySchema = { attributes: [{ name: "type" }], blocks: [] };
const newerType = /\bany\b|\boptional\s*\(/;
const packerSchema: BodySchema = {
  attributes: [{ name: "required_version" }],
  blocks: [{ type: "required_plugins", labels: [] }],
};

/** Takes out of the files of one template, given by name, what 1.6.6 does not know. */
export function ageTemplates(texts: ReadonlyMap<string, string>): Aged {
  const files = [...texts].map(([name, text]) => ({ name, text, blocks: blocksOf(name, text) }));
  const locals = localsThatChange(files.flatMap(({ text, blocks }) => localsOf(blocks, text)));
  const aged = files.map(({ name, text, blocks }): [string, string] => {
    if (name.endsWith(".json")) return [name, ageJson(text)];
    return [
      name,
      blankOut(
        text,
        blocks.flatMap((block) => newerParts(block, text)),
      ),
    ];
  });
  return { texts: new Map(aged), locals };
}

function blocksOf(name: string, text: string): readonly Block[] {
  return name.endsWith(".pkr.hcl") ? parseFile(text, name).file.body.partial(rootSchema).value.blocks : [];
}

interface Local {
  readonly name: string;
  readonly changes: boolean;
  readonly reads: readonly string[];
}

function localsOf(blocks: readonly Block[], text: string): readonly Local[] {
  const toLocal = (name: string, { expression }: Attribute, isNewer: boolean): Local => {
    const read = expression.variables();
    const call = newerCall.test(textOf(text, expression.range));
    return {
      name,
      changes: isNewer || call || read.some(({ root }) => root === "data"),
      reads: read.flatMap(({ root, steps: [step] }) => (root === "local" && step?.k === "attribute" ? step.name : [])),
    };
  };
  return blocks.flatMap(({ type, labels, body }) => {
    const attributes = [...attributesOf(body)];
    if (type === "locals") return attributes.map(([name, attribute]) => toLocal(name, attribute, false));
    if (type !== "local") return [];
    return attributes.map(([, attribute]) => toLocal(labels[0] ?? "", attribute, true));
  });
}

const attributesOf = (body: Body) => body.attributes().value;

/** Those that change, and all that read one of them. */
function localsThatChange(locals: readonly Local[]): ReadonlySet<string> {
  const changed = new Set<string>();
  for (let size = -1; size < changed.size; ) {
    size = changed.size;
    for (const { name, changes, reads } of locals)
      if (changes || reads.some((read) => changed.has(read))) changed.add(name);
  }
  return changed;
}

function newerParts({ type, range, body }: Block, text: string): readonly Range[] {
  if (type === "locals") return [];
  if (type === "variable") {
    const { attributes } = body.partial(variableSchema).value;
    return [...attributes.values()].map((part) => part.range).filter((part) => newerType.test(textOf(text, part)));
  }
  if (type === "build") return body.partial(buildSchema).value.blocks.map((part) => part.range);
  if (type !== "packer") return [range];
  const { attributes, blocks } = body.partial(packerSchema).value;
  return [...attributes.values(), ...blocks].map((part) => part.range);
}

/** Lines stay where they are. */
function blankOut(text: string, ranges: readonly Range[]): string {
  const bytes = Buffer.from(text);
  for (const { start, end } of ranges)
    for (let at = start.byte; at < end.byte; at++) if (bytes[at] !== 10 && bytes[at] !== 13) bytes[at] = 32;
  return bytes.toString();
}

function textOf(text: string, { start, end }: Range): string {
  return Buffer.from(text).subarray(start.byte, end.byte).toString();
}

function ageJson(text: string): string {
  try {
    const { data: _, packer: __, ...rest } = JSON.parse(text);
    return JSON.stringify(rest, undefined, 2);
  } catch {
    return text;
  }
}
