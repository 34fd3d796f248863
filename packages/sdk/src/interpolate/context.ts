import type { RenderOptions, TemplateFunctions } from "@ingot/gotemplate";
import type { SecretStoreFunction } from "@ingot/hcl";

/** What `{{ }}` expressions see. One engine serves both template languages; the differences are said here. */
export interface InterpolationContext {
  /** `user` and `template_dir` exist in legacy JSON templates only. */
  readonly dialect: "json" | "hcl2";
  /** When the run began; one clock for every `timestamp`, `isotime` and `strftime` of the run. */
  readonly startedAt: Date;
  readonly cwd: string;
  /** What `packer_version` says. */
  readonly packerVersion: string;
  /** The builder's name (JSON) or the source's (HCL2). */
  readonly buildName?: string | undefined;
  readonly buildType?: string | undefined;
  /** The path of the template; one that is not absolute begins at `cwd`. */
  readonly templatePath?: string | undefined;
  /** The values behind `user`. */
  readonly userVariables?: Readonly<Record<string, string>> | undefined;
  /** Whether the value of a variable is not known, because of a mistake that has been reported. */
  readonly isVariableInDoubt?: ((name: string) => boolean) | undefined;
  /** The data of `{{ .Name }}` and `{{ build "Name" }}`. Values that are not known yet are {@link buildPlaceholder}s. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** There may be more data than `data` has: a name that is not in it is one whose value is not known yet. */
  readonly hasOpenData?: boolean | undefined;
  /** Present only while the values of the `variables` section are worked out. */
  readonly inVariables?: VariableContext | undefined;
  /** Functions of one component, such as a builder's `clean_resource_name`. They win over the common ones. */
  readonly functions?: TemplateFunctions | undefined;
  /** Whether a field that the data does not have prints `<no value>` (the default) or is an error. */
  readonly missingField?: RenderOptions["missingField"] | undefined;
  /** Leaves `{{ .Name }}` as it is written; variables are rendered so. */
  readonly keepFields?: boolean | undefined;
}

/** What only the `variables` section may ask for. */
export interface VariableContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks a secret store. It may throw; the message reaches the user. */
  readonly lookUp?: ((name: SecretStoreFunction, args: readonly string[]) => string) | undefined;
}

/** What came of a text. */
export type Interpolated = InterpolatedText | InterpolationFailure;

/** A rendered text, and what it asked for in vain. */
export interface InterpolatedText {
  readonly value: string;
  /** The `build` names whose values are not known yet (the value has `{{.Name}}` in their place), and variables in doubt, as `user NAME`. */
  readonly awaits: readonly string[];
  /** The `user` variables that have no value; the value has nothing in their place. */
  readonly missingVariables: readonly string[];
}

/** Why a text could not be rendered. */
export interface InterpolationFailure {
  readonly error: string;
  /** Where in the text, in UTF-16 code units. */
  readonly offset: number;
}
