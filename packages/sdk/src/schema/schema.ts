import type { Complaint, Fields, Read, Rule, Schema } from "./declaration.ts";

export type { AnySchema, Complaint, Fields, Infer, Rule, Schema } from "./declaration.ts";

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
    exactlyOneOf: (...names) =>
      withRule({ fields: names, count: "exactly one", check: (config) => exactlyOne(names, config) }),
    conflicts: (...names) =>
      withRule({ fields: names, count: "at most one", check: (config) => atMostOne(names, config) }),
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
