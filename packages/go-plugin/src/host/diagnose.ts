import { type Diagnostic, errorAt, type Range, suggestName, warningAt } from "@ingot/hcl";
import { splitErrors } from "./split-errors.ts";

/** What a plugin's words are about. */
export interface Subject {
  /** `builder "docker"`. */
  readonly what: string;
  /** The base name of the program. */
  readonly plugin: string;
  /** The component's header. */
  readonly header: Range;
  /** Where the settings stand that were made; those of blocks as `disk[0].size`. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** Where names stand that the component does not know. */
  readonly strangers: ReadonlyMap<string, Range>;
  /** The names that it knows. */
  readonly known: readonly string[];
  /** Whether `ingot fix` replaces a name. */
  readonly isOutdated?: ((name: string) => boolean) | undefined;
}

/** What a plugin complains of in a config, each complaint at the setting that it names. */
export function diagnoseErrors(text: string, subject: Subject): readonly Diagnostic[] {
  return splitErrors(text).map((message) => unknownKey(message, subject) ?? complaint(message, subject, "error"));
}

/** What a plugin warns of. */
export function diagnoseWarnings(warnings: readonly string[], subject: Subject): readonly Diagnostic[] {
  return warnings.filter((text) => text.trim() !== "").map((text) => complaint(text.trim(), subject, "warning"));
}

/** The setting that a message names, among those that are made: in quotes, with an underscore, or as a word. */
export function fieldNamed(message: string, names: Iterable<string>): string | undefined {
  const made = new Set(names);
  const quoted = [...message.matchAll(/["'`]([^"'`\s]+)["'`]/g)].map(([, name]) => name ?? "");
  const underscored = message.match(/\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b/g) ?? [];
  const words = message.match(/\b[a-z][a-z0-9]*\b/g) ?? [];
  for (const name of [...quoted, ...underscored, ...words]) {
    if (made.has(name)) return name;
    const outer = name.split(/[.[]/)[0] ?? "";
    if (made.has(outer)) return outer;
  }
  return undefined;
}

/** Of the SDK's decoder, for a config that did not come from HCL. */
function unknownKey(message: string, { strangers, known, what, isOutdated }: Subject): Diagnostic | undefined {
  const name = /^unknown configuration key: '?"?([^"']+)"?'?/i.exec(message)?.[1];
  const range = name === undefined ? undefined : strangers.get(name);
  if (name === undefined || !range) return undefined;
  if (isOutdated?.(name)) return errorAt(range, `Deprecated configuration key: '${name}'`, outdated);
  const meant = suggestName(name, known);
  const advice = meant === undefined ? "Remove it, or correct its name." : `Did you mean "${meant}"?`;
  return errorAt(
    range,
    `Unknown configuration key "${name}"`,
    `The ${what} has no setting of that name. ${advice}`,
    meant === undefined ? {} : { suggestion: meant },
  );
}

const outdated =
  'It was renamed, replaced or removed in a later version of Packer. Run "ingot fix" on the template: it writes the template as it should be now.';

function complaint(message: string, subject: Subject, severity: "error" | "warning"): Diagnostic {
  const field = fieldNamed(message, [...subject.ranges.keys(), ...subject.strangers.keys()]);
  const place = field === undefined ? undefined : (subject.ranges.get(field) ?? subject.strangers.get(field));
  const [first = "", ...rest] = message.split("\n");
  const more = rest.join("\n").trim();
  const advice = severity === "error" ? " Correct it." : "";
  const source = `This is what the plugin ${subject.plugin} says of the ${subject.what}.${advice}`;
  const detail = more === "" ? source : `${more}\n${source}`;
  const at = severity === "error" ? errorAt : warningAt;
  return at(place ?? subject.header, first.replace(/[.:\s]+$/, ""), detail);
}
