import type { Path } from "@ingot/hcl";

// A component's config is declared once, as data: from a FieldSpec come decoding, diagnostics, the reference page,
// the JSON Schema and the spec served to Go plugins. These are the nouns; field.ts and schema.ts make them.

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

export type Fields = Readonly<Record<string, Field<unknown, Presence>>>;

/** What the fields of a schema decode to. */
export type Read<F extends Fields> = {
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
  /** Where the rule is about how many of its fields are set, and nothing else. */
  readonly count?: "exactly one" | "at most one";
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
