import {
  type Diagnostic,
  expandDynamic,
  fromJs,
  hasErrors,
  type Path,
  parseFile,
  type Range,
  type Scope,
  standardFunctions,
} from "@ingot/hcl";
import { decodeContextOf } from "../component/decode-context-of.ts";
import type { Component, Prepared } from "../component/define.ts";
import type { PrepareContext } from "../component/prepare-context.ts";
import type { InterpolationContext } from "../interpolate/context.ts";
import type { Generated } from "../machine/machine.ts";
import { bodyFromHcl } from "../schema/body-from-hcl.ts";
import { bodyFromValue } from "../schema/body-from-value.ts";
import type { ConfigBody } from "../schema/config-body.ts";

/** A component's config: an object as in a JSON template, or the text between the braces of an HCL block. */
export type TestConfig = object | string;

/** How a config is read. */
export interface PrepareOptions {
  /** Decode as JSON templates are: strings for numbers and bools, one value for a list of one. Default: as HCL is. */
  readonly isWeak?: boolean;
  /** The folder that relative paths stand in. Default: the process's own. */
  readonly cwd?: string;
  /** Default: the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly flags?: Partial<PrepareContext["flags"]>;
  /** What `{{ build }}` and `{{ .Name }}` may read, once there is a machine. */
  readonly generated?: Generated;
  readonly signal?: AbortSignal;
}

const start = { line: 1, column: 1, byte: 0 };

/** Prepares a component as `validate` does. */
export async function prepareForTest<T>(
  component: Component<T>,
  config: TestConfig,
  options: PrepareOptions = {},
): Promise<Prepared<T>> {
  const { cwd = process.cwd(), env = process.env, isWeak = false, generated = {} } = options;
  const flags = { debug: false, force: false, onError: "cleanup", ...options.flags } as const;
  const facts: InterpolationContext = {
    dialect: isWeak ? "json" : "hcl2",
    startedAt: new Date(0),
    cwd,
    packerVersion: "0.0.0",
  };
  const body =
    typeof config === "string"
      ? bodyOfText(config, cwd, env)
      : { value: bodyOfObject(config, isWeak), diagnostics: [] };
  const names = Object.keys(generated);
  const decode = decodeContextOf({ kind: "component", type: "test" }, facts, { names, values: generated });
  const prepared = await component.prepare(body.value, decode, {
    signal: options.signal ?? new AbortController().signal,
    cwd,
    env,
    force: flags.force,
    facts,
    flags,
    sensitiveVariables: [],
    buildNames: names,
    holding: { keep: (_, make) => make() },
  });
  const diagnostics = [...body.diagnostics, ...prepared.diagnostics];
  return { ...prepared, value: hasErrors(diagnostics) ? undefined : prepared.value, diagnostics };
}

/**
 * What is wrong with a config, each message as `field: summary. detail`, warnings as `field: warning: ...`. A message about no field has
 * `config` in its place. Nothing, where all is right.
 */
export async function checkConfig<T>(
  component: Component<T>,
  config: TestConfig,
  options: PrepareOptions = {},
): Promise<readonly string[]> {
  const { diagnostics, ranges } = await prepareForTest(component, config, options);
  return diagnostics.map((diagnostic) => {
    const mark = diagnostic.severity === "warning" ? "warning: " : "";
    return `${placeOf(diagnostic, ranges)}: ${mark}${diagnostic.summary}. ${diagnostic.detail}`;
  });
}

/** Every place of a config that is an object is named by the path to it. */
function bodyOfObject(config: object, isWeak: boolean): ConfigBody {
  const rangeOf = (path: Path): Range => ({ filename: path.join(".") || "config", start, end: start });
  return bodyFromValue(fromJs(config), isWeak, { range: rangeOf([]), rangeOf });
}

const filename = "config.hcl";

function bodyOfText(text: string, cwd: string, env: PrepareContext["env"]) {
  const { file, diagnostics } = parseFile(text, filename);
  const functions = standardFunctions({ baseDir: cwd, cwd, startedAt: new Date(0), env });
  const scope: Scope = { variables: new Map(), functions };
  const range: Range = { filename: "config", start, end: start };
  const expanded = expandDynamic(file.body, scope);
  return { value: bodyFromHcl(expanded, scope, range), diagnostics };
}

function placeOf({ subject }: Diagnostic, ranges: ReadonlyMap<string, Range>): string {
  if (!subject) return "config";
  if (subject.filename !== filename) return subject.filename;
  const holds = ({ start, end }: Range) => start.byte <= subject.start.byte && subject.end.byte <= end.byte;
  const field = [...ranges].find(([, range]) => range.filename === filename && holds(range))?.[0];
  return field ?? `line ${subject.start.line}`;
}
