import type { EventSchema, Schema } from "./event-schema.ts";

/** docs/reference/events.md: what -json writes. */
export function renderEventPage({ envelope, events, defs }: EventSchema): string {
  const lines = [
    "# Events",
    "",
    "What `-json` writes: one event a line, each a JSON object in UTF-8, and nothing else on standard output, whatever happens. Made by `npm run reference` from",
    "[the types of events](../../packages/sdk/src/event/event.ts); do not edit. [A JSON Schema](events.schema.json) says the same to programs;",
    "[how to use it](../how-to/read-the-output.md) has examples.",
    "",
    "## What holds",
    "",
    "- The version of the format is `v`. Within a version, types of events and fields are only added. Ignore those that you do not know.",
    "- `seq` grows by one from line to line. `buildSeq` grows by one from event to event of the same build, and over the events without a build. A gap means that a line was lost.",
    "- Events stand in the order in which things happened. Builds run side by side, so events of several builds mix; those of one build do not overtake each other.",
    "- `run-start` stands in front of every event of a build, and `run-end` behind the last. `build-start` is the first of its build and `build-end` the last, but for what is said of the whole run.",
    "- Every `-start` has its `-end`, unless the process is ended at once. Provisioners stand within the step that runs them, post-processors behind the builder's clean-up.",
    "- `cleanup-start` and `cleanup-end` come in the opposite order of the steps.",
    "- The lines of one stream of one program keep their order. Those of its stdout and stderr may change places.",
    "- Secrets are masked. What a program writes is taken for UTF-8; what is not becomes U+FFFD. Lines above 1,048,576 characters are cut into several. Of a line that is rewritten with carriage returns, the last state is told.",
    "- A slow reader slows down the programs whose output it reads, and nothing else.",
    "- Nobody is asked anything: pauses of `-debug` end at once, and `-on-error=ask` cleans up.",
    "- Messages for people (`say`, and the texts of errors) may change with every version. Facts stand in fields of their own.",
    "",
    "## The envelope",
    "",
    "Every event has these fields:",
    "",
    ...fieldTable(envelope),
    "",
    "## Types",
    "",
  ];
  for (const [name, schema] of events)
    lines.push(`### ${name}`, "", schema.description ?? "", "", ...fieldTable(schema, ["type"]), "");
  lines.push("## Parts", "", "What fields of events consist of.", "");
  for (const [name, schema] of [...defs].sort(([a], [b]) => (a < b ? -1 : 1)))
    lines.push(`### ${name}`, "", ...(schema.description ? [schema.description, ""] : []), ...fieldTable(schema), "");
  return lines.join("\n").trimEnd().concat("\n");
}

function fieldTable(schema: Schema, without: readonly string[] = []): readonly string[] {
  const fields = Object.entries(schema.properties ?? {}).filter(([name]) => !without.includes(name));
  if (fields.length === 0) return ["No further fields."];
  const hasWords = fields.some(([, field]) => field.description !== undefined);
  const rows = fields.map(([name, field]) => {
    const isRequired = schema.required?.includes(name) ?? false;
    const cells = [`\`${name}\``, wordOf(field) + (isRequired ? "" : ", optional")];
    if (hasWords) cells.push((field.description ?? "").replaceAll("|", "\\|"));
    return `| ${cells.join(" | ")} |`;
  });
  return hasWords
    ? ["| Field | Type | Meaning |", "|---|---|---|", ...rows]
    : ["| Field | Type |", "|---|---|", ...rows];
}

function wordOf(schema: Schema): string {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if ("const" in schema) return `\`${schema.const}\``;
  if (schema.anyOf) return schema.anyOf.map(wordOf).join(" or ");
  if (schema.items) return `list of ${wordOf(schema.items)}`;
  if (schema.properties) {
    const inner = Object.entries(schema.properties).map(([name, field]) => `\`${name}\`: ${wordOf(field)}`);
    return `object with ${inner.join(", ")}`;
  }
  return schema.type ?? "any JSON";
}
