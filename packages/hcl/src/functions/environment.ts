import type { Result } from "../diagnostic.ts";
import type { Expression } from "../syntax/contract.ts";

/** What the functions may know of the world. */
export interface FunctionEnvironment {
  /** The folder of the template: where `file` and its like look for relative paths. May itself be relative to `cwd`. */
  readonly baseDir: string;
  /** The working directory, absolute. */
  readonly cwd: string;
  /** The moment that `legacy_isotime` and `legacy_strftime` show. */
  readonly startedAt: Date;
  /** The environment variables: for `env`, the home folder, and the addresses and tokens of secret stores. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Is told what the stores of secrets have given, before anything is made of it. */
  readonly noteSecret?: (text: string) => void;
  /** Is told each text that a function has made of something sensitive. */
  readonly noteDerived?: (text: string) => void;
  /** The parser of templates. Without it there is no `templatefile`. */
  readonly parseTemplate?: (text: string, filename: string) => Result<Expression>;
}
