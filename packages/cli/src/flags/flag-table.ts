// How a command declares its flags. A declaration is plain data: the parser, the usage text and the type of the parsed
// values are all computed from it. Nothing is imported here, because this is on the path of every start.

/** What a person types to run the program. */
export const program = "ingot";

interface FlagBase {
  /** One or more sentences for the usage text. */
  readonly help: string;
  /** Accepted, but left out of the usage text. */
  readonly hidden?: boolean;
}

/** `-x`, `-x=true`, `-x=false`; never takes a separate word. */
export interface BoolFlag extends FlagBase {
  readonly kind: "bool";
  readonly default: boolean;
}

/** `-x=text`; undefined where it is not given and has no default. */
export interface StringFlag extends FlagBase {
  readonly kind: "string";
  readonly default?: string;
  /** How the usage text calls the value, for example `path`. */
  readonly valueName?: string;
}

/** `-x=10`: a whole number, decimal or with 0x, 0o, 0b. */
export interface IntFlag extends FlagBase {
  readonly kind: "int";
  readonly default: number;
  readonly valueName?: string;
}

/** Repeatable; `commas` splits each value at commas as well. Empty by default. */
export interface ListFlag extends FlagBase {
  readonly kind: "list";
  readonly commas: boolean;
  readonly valueName?: string;
}

/** Repeatable `key=value`, split at the first `=`, kept in the order given. */
export interface PairsFlag extends FlagBase {
  readonly kind: "pairs";
  readonly valueName?: string;
}

/** One of a few words. An empty value means the default. */
export interface EnumFlag extends FlagBase {
  readonly kind: "enum";
  readonly values: readonly string[];
  readonly default: string;
}

/** Any declared flag. */
export type Flag = BoolFlag | StringFlag | IntFlag | ListFlag | PairsFlag | EnumFlag;

/** The flags of one command, by name without the dash. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** One `key=value` of a repeatable flag. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** What a command takes, as the parser and the usage text need it. */
export interface Command<F extends FlagTable = FlagTable> {
  /** As typed, without the program's name: `build`, `plugins install`. */
  readonly name: string;
  /** What it does; paragraphs are separated by an empty line. */
  readonly summary: string;
  /** Names with a line about each, shown between the summary and the flags. */
  readonly topics?: { readonly title: string; readonly entries: readonly (readonly [name: string, line: string])[] };
  /** The words behind the flags. `max` may be `Infinity`. */
  readonly positional: {
    /** As the usage line shows them, for example `TEMPLATE`. */
    readonly usage: string;
    readonly min: number;
    readonly max: number;
  };
  readonly flags: F;
  /** What it writes is what it is run for: when that is lost, it has failed. Of other commands the exit code tells enough. */
  readonly isOutputTheResult?: boolean;
}

type ValueOf<F extends Flag> = F extends { kind: "bool" }
  ? boolean
  : F extends { kind: "int" }
    ? number
    : F extends { kind: "list" }
      ? readonly string[]
      : F extends { kind: "pairs" }
        ? readonly KeyValue[]
        : F extends { kind: "enum"; values: readonly (infer V)[] }
          ? V
          : F extends { kind: "string"; default: string }
            ? string
            : string | undefined;

/** The parsed values of a flag table, with the types its declarations imply. */
export type FlagValues<F extends FlagTable> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** Declares a command; the literal types of its flags are kept, so that {@link FlagValues} is exact. */
export function defineCommand<const F extends FlagTable>(command: Command<F>): Command<F> {
  return command;
}
