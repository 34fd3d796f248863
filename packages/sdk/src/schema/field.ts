import type { Field, FieldSpec, Fields, Infer, Presence, Schema, Template, TypeSpec } from "./declaration.ts";

export type { DefaultOf, Field, FieldSpec, Presence, Template, TypeSpec } from "./declaration.ts";

function make<T, P extends Presence>(spec: FieldSpec): Field<T, P> {
  const next = <Q extends Presence>(change: Partial<FieldSpec>) => make<T, Q>({ ...spec, ...change });
  return {
    spec,
    required: () => next<"required">({ presence: "required" }),
    default: (value) => next<"default">({ presence: "default", default: value }),
    defaultText: (defaultText) => next<P>({ defaultText }),
    doc: (doc) => next<P>({ doc }),
    sensitive: () => next<P>({ sensitive: true }),
    notIdentity: () => next<P>({ notIdentity: true }),
    lateRendered: () => next<P>({ lateRendered: true }),
    refused: (refused) => next<P>({ refused }),
    deprecated: (deprecated) => next<P>({ deprecated }),
  };
}

function field<T>(type: TypeSpec): Field<T, "optional"> {
  return make({
    type,
    presence: "optional",
    doc: "",
    sensitive: false,
    notIdentity: false,
    lateRendered: type.k === "template",
  });
}

/** Makers of fields. A duration is a number of milliseconds; a tri-state bool is `undefined` where it was not set. */
export const s = {
  string: () => field<string>({ k: "string" }),
  number: () => field<number>({ k: "number" }),
  bool: () => field<boolean>({ k: "bool" }),
  triState: () => field<boolean>({ k: "tristate" }),
  duration: () => field<number>({ k: "duration" }),
  any: () => field<unknown>({ k: "any" }),
  enum: <const V extends readonly string[]>(...values: V) => field<V[number]>({ k: "enum", values }),
  list: <T>(of: Field<T, Presence>) => {
    const list = field<readonly T[]>({ k: "list", of: of.spec.type });
    return of.spec.lateRendered ? list.lateRendered() : list;
  },
  map: <T>(of: Field<T, Presence>) => field<Readonly<Record<string, T>>>({ k: "map", of: of.spec.type }),
  template: <V extends object>(...vars: (keyof V & string)[]) => field<Template<V>>({ k: "template", vars }),
  /** One nested block. */
  block: <F extends Fields>(of: Schema<F>) =>
    field<Infer<Schema<F>>>({ k: "block", repeated: false, min: 0, max: 1, of }),
  /** Any number of nested blocks of one type. */
  blocks: <F extends Fields>(of: Schema<F>, limits: { min?: number; max?: number } = {}) =>
    field<readonly Infer<Schema<F>>[]>({ k: "block", repeated: true, min: limits.min ?? 0, max: limits.max, of }),
};
