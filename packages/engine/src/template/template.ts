import type { Diagnostic, Range, Value } from "@ingot/hcl";
import type { RequiredPlugin } from "../hcl2/required-plugin.ts";
import type { Plan } from "../plan/plan.ts";
import type { Registry } from "../registry/registry.ts";

// What both front ends offer: a template is loaded (text only), initialised (variables, data sources, locals), then planned for a selection.

/** What a template is read with. */
export interface LoadOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** -var, in the order given. */
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  /** -var-file, in the order given. */
  readonly variableFiles: readonly string[];
  /** Whether to warn of names in variable files that the template does not declare. */
  readonly warnsOfUndeclared: boolean;
  /** The one time of the run, for every clock function. */
  readonly startedAt: Date;
  /** The text of a template given as `-`. */
  readonly readStdin: () => Promise<string>;
  /** Goes on after errors as far as is sound, so that all of them are found; otherwise a template with errors is not read further. */
  readonly findsAll?: boolean;
  /** Is told what secret stores have given, which must not be shown; templates ask them at any time. */
  readonly noteSecret?: (text: string) => void;
  /** Is told each text that a function of an HCL2 template makes of something sensitive. */
  readonly noteDerived?: (text: string) => void;
}

export interface InitialiseOptions {
  readonly registry: Registry;
  /** `read`: run data sources. `unknown`: only check their arguments, what they give is unknown. */
  readonly dataSources: "read" | "unknown";
  /** Read data sources although variables have no value: for commands that only look. */
  readonly readsInSpiteOfErrors?: boolean;
  /** All data sources first, then all locals (-use-sequential-evaluation). */
  readonly sequential: boolean;
  readonly signal: AbortSignal;
}

/** -only and -except. */
export interface Selection {
  readonly only: readonly string[];
  readonly except: readonly string[];
}

export interface LoadedTemplate {
  /** Texts by file name, for messages that show the source. */
  readonly sources: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  /** What must not be seen in the diagnostics: values of sensitive variables, wrong ones included. */
  readonly secrets: readonly string[];
  /** Undefined after errors, unless all of them are to be found and it makes sense to go on. */
  readonly template: Template | undefined;
  /** Whether a place lies in what could not be read: what seems wrong there, beside the syntax, may be right. */
  readonly isInDoubt: (range: Range) => boolean;
}

export interface Template {
  /** What `required_plugins` asks for; nothing in legacy JSON. */
  readonly requiredPlugins: readonly RequiredPlugin[];
  /** The folder that the template stands in; the one in which the command runs, where there is no file. */
  readonly directory: string;
  /** Evaluates variables, data sources and locals. Only data sources that the selected builds need are read. */
  readonly initialise: (
    selection: Selection,
    options: InitialiseOptions,
  ) => Promise<{ readonly diagnostics: readonly Diagnostic[] }>;
  /** The plan of the selected builds; after `initialise`. */
  readonly plan: (selection: Selection) => { readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] };
  /**
   * Warnings for what is declared and not used; after `initialise`, of a template that was read without errors: one may hide a use.
   * `meant` are names that mistakes elsewhere were probably meant to use.
   */
  readonly findUnused: (meant: ReadonlySet<string>) => Promise<readonly Diagnostic[]>;
  /** What `inspect` shows; after `initialise`, whatever that found. */
  readonly describe: () => TemplateDescription;
  /** What `console` asks; after `initialise`, whatever that found. */
  readonly console: () => TemplateConsole;
}

/** The name of the file that messages about a line of the console give. */
export const consoleInput = "<console-input>";

/** A template to which one puts expressions, line by line. */
export type TemplateConsole = {
  /** The result of a line as it is printed, secrets included; nothing where it is wrong. */
  readonly evaluate: (line: string) => { readonly text: string; readonly diagnostics: readonly Diagnostic[] };
  /** What can be typed, for completion: `var.region`, `upper`. */
  readonly names: readonly string[];
} & (
  | ({ readonly dialect: "hcl2" } & Pick<Extract<TemplateDescription, { dialect: "hcl2" }>, "variables" | "locals">)
  | {
      readonly dialect: "json" /** The values of user variables, by name. */;
      readonly variables: ReadonlyMap<string, string>;
    }
);

export type TemplateDescription =
  | {
      readonly dialect: "hcl2";
      readonly variables: readonly { readonly name: string; readonly value: Value; readonly sensitive: boolean }[];
      readonly locals: readonly { readonly name: string; readonly value: Value; readonly sensitive: boolean }[];
      readonly builds: readonly {
        readonly name: string;
        readonly description: string;
        readonly sources: readonly string[];
        readonly provisioners: readonly string[];
        readonly postProcessors: readonly (readonly string[])[];
      }[];
    }
  | {
      readonly dialect: "json";
      readonly description: string;
      readonly variables: readonly {
        readonly name: string;
        readonly value: string | undefined;
        readonly sensitive: boolean;
      }[];
      readonly builders: readonly { readonly name: string; readonly type: string }[];
      readonly provisioners: readonly string[];
    };

/** The level of Packer that templates are told: `packer.version`, `required_version`, `min_packer_version`. */
export const packerLevel = "1.16.0";
