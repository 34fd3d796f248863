import type { AnySchema, Fields, Infer, Schema } from "./schema.ts";

// A component's config is declared once, as data: from a FieldSpec come decoding, diagnostics, the reference page,
// the JSON Schema and the spec served to Go plugins. The fluent `s` below is a thin skin over it.

export type TypeSpec =
  | { readonly k: "string" | "number" | "bool" | "tristate" | "duration" | "any" }
  | { readonly k: "template"; readonly vars: readonly string[] }
  | { readonly k: "enum"; readonly values: readonly string[] }
  | { readonly k: "list" | "map"; readonly of: TypeSpec }
  | {
      readonly k: "block";
      readonly repeated: boolean;
      readonly min: number;
      readonly max: number | undefined;
      readonly of: AnySchema;
    };

export type Presence = "required" | "default" | "optional";

export interface FieldSpec {
  readonly type: TypeSpec;
  readonly presence: Presence;
  readonly default?: unknown;
  /** How the default is shown in the reference where it cannot be said as data ("from the builder"). */
  readonly defaultText?: string;
  readonly doc: string;
  /** The value goes to the secret filter and never into an event, log, file or argument list. */
  readonly sensitive: boolean;
  /** Left out of checkpoint keys: timeouts and the like, which do not change what is built. */
  readonly notIdentity: boolean;
  /** The component renders it later, with data of its own; decoding leaves `{{ }}` alone. */
  readonly lateRendered: boolean;
  /** Why this field cannot be served yet; using it is an error with this text. */
  readonly refused?: string;
  readonly deprecated?: string;
}

/** One field under construction; every call returns a new one. */
export interface Field<out T, out P extends Presence> {
  readonly spec: FieldSpec;
  readonly "~type"?: T;
  readonly "~presence"?: P;
  readonly required: () => Field<T, "required">;
  // A method on purpose: as a property it would make T invariant, and a schema could not be held as AnySchema.
  default(value: DefaultOf<T>): Field<T, "default">;
  /** Says in words what happens without a value; the field stays optional. */
  readonly defaultText: (text: string) => Field<T, P>;
  readonly doc: (text: string) => Field<T, P>;
  readonly sensitive: () => Field<T, P>;
  readonly notIdentity: () => Field<T, P>;
  readonly lateRendered: () => Field<T, P>;
  readonly refused: (why: string) => Field<T, P>;
  readonly deprecated: (advice: string) => Field<T, P>;
}

/** The default of a template field is its text. */
export type DefaultOf<T> = T extends Template<never> ? string : T;

/** A text with `{{ }}` that the component renders itself, once it knows the variables. */
export interface Template<V extends object = Record<string, unknown>> {
  readonly source: string;
  /** Throws a TemplateError that names the field when the text cannot be rendered. */
  readonly render: (vars: V) => string;
}

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
