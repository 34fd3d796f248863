import type { Path } from "@ingot/hcl";
import type { Field, Presence } from "./field.ts";

export type Fields = Readonly<Record<string, Field<unknown, Presence>>>;

type Read<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T, infer P> ? (P extends "optional" ? T | undefined : T) : never;
};

/** The config that a schema decodes to: every key is present; an optional one may be undefined. */
export type Infer<S> = S extends Schema<infer F> ? Read<F> : never;

/** What a rule or a check has to say about a config; the decoder puts it at the field's place in the source. */
export interface Complaint {
  readonly severity?: "error" | "warning";
  readonly summary: string;
  /** Sentences that end with what to do. */
  readonly detail: string;
  /** The field to point at; without one, the component's header. */
  readonly field?: string;
  /** A part of that field: element 3 of a list. */
  readonly path?: Path;
}

/** A check over several fields. It waits while one of them is unknown, so it serves `validate` and the run alike. */
export interface Rule {
  readonly fields: readonly string[];
  readonly check: (config: Readonly<Record<string, unknown>>) => Complaint | readonly Complaint[] | undefined;
}

export interface AnySchema {
  readonly fields: Fields;
  readonly rules: readonly Rule[];
}

type NoOverlap<F, G> = keyof F & keyof G extends never ? unknown : { "declared twice": keyof F & keyof G };

/** A declared config. Groups are included, not spread, so that their rules come with them. */
export interface Schema<F extends Fields> extends AnySchema {
  readonly fields: F;
  readonly include: <G extends Fields>(group: Schema<G> & NoOverlap<F, G>) => Schema<F & G>;
  readonly rule: <K extends keyof F & string>(
    fields: readonly K[],
    check: (config: Pick<Read<F>, K>) => Complaint | readonly Complaint[] | undefined,
  ) => Schema<F>;
  /** `false`, `""`, `[]` and null count as not set. */
  readonly exactlyOneOf: (...fields: (keyof F & string)[]) => Schema<F>;
  readonly conflicts: (...fields: (keyof F & string)[]) => Schema<F>;
}

/** Whether a decoded value counts as set, for rules about which fields go together. */
export function isSet(value: unknown): boolean {
  return !(
    value === undefined ||
    value === null ||
    value === false ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );
}

function build<F extends Fields>(fields: F, rules: readonly Rule[]): Schema<F> {
  const withRule = (rule: Rule) => build(fields, [...rules, rule]);
  return {
    fields,
    rules,
    include: (group) => build({ ...fields, ...group.fields }, [...rules, ...group.rules]),
    rule: (names, check) =>
      withRule({ fields: names, check: (config) => check(config as Pick<Read<F>, (typeof names)[number]>) }),
    exactlyOneOf: (...names) => withRule({ fields: names, check: (config) => exactlyOne(names, config) }),
    conflicts: (...names) => withRule({ fields: names, check: (config) => atMostOne(names, config) }),
  };
}

/** Declares a config from its fields. */
export function schema<F extends Fields>(fields: F): Schema<F> {
  return build(fields, []);
}

function exactlyOne(names: readonly string[], config: Readonly<Record<string, unknown>>): Complaint | undefined {
  if (names.some((name) => isSet(config[name]))) return atMostOne(names, config);
  return { summary: `One of ${quoted(names)} is needed`, detail: `Set exactly one of ${quoted(names)}.` };
}

function atMostOne(names: readonly string[], config: Readonly<Record<string, unknown>>): Complaint | undefined {
  const set = names.filter((name) => isSet(config[name]));
  const last = set.at(-1);
  if (set.length < 2 || last === undefined) return undefined;
  return {
    field: last,
    summary: `${quoted(set)} exclude each other`,
    detail: `Keep one of ${quoted(set)} and remove the other.`,
  };
}

function quoted(names: readonly string[]): string {
  const marked = names.map((name) => `"${name}"`);
  return marked.length < 2 ? marked.join("") : `${marked.slice(0, -1).join(", ")} and ${marked.at(-1)}`;
}
