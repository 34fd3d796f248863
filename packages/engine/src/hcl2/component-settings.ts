import type { Body, Diagnostic, Expression, Path, Range, Scope, Type, Value } from "@ingot/hcl";
import { appendAll, convert, errorAt, isKnown, isNull, partsOfValue, T } from "@ingot/hcl";
import { readDuration } from "./read-duration.ts";

/** What a provisioner or post-processor block says to the engine; the rest of the block is the component's own. */
export interface ComponentSettings {
  readonly name: string;
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly pauseBeforeMs: number;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly continueOnError: boolean;
  readonly keepInputArtifact: boolean | undefined;
  /** Settings by the local name of a source, laid over the component's own. */
  readonly override: ReadonlyMap<string, Value>;
  /** Where the part of `override` at a path stands. */
  readonly overrideRangeOf: (path: Path) => Range;
  readonly rest: Body;
}

const names = {
  provisioner: ["name", "only", "except", "pause_before", "timeout", "max_retries", "continue_on_error", "override"],
  "post-processor": ["name", "only", "except", "keep_input_artifact"],
} as const;

/** Splits a component's body into what the engine reads (evaluated in a scope where of `build` only the name is known) and the rest. */
export function readComponentSettings(
  kind: keyof typeof names,
  body: Body,
  range: Range,
  scope: Scope,
  diagnostics: Diagnostic[],
): ComponentSettings {
  const content = body.partial({ attributes: names[kind].map((name) => ({ name })), blocks: [] });
  appendAll(diagnostics, content.diagnostics);
  const { attributes, rest } = content.value;
  const read = (name: string, type: Type, expected: string): Value | undefined => {
    const attribute = attributes.get(name);
    if (!attribute) return undefined;
    const result = attribute.expression.evaluate(scope);
    appendAll(diagnostics, result.diagnostics);
    if (result.diagnostics.length > 0 || isNull(result.value) || !isKnown(result.value)) return undefined;
    const converted = convert(result.value, type);
    if ("value" in converted) return converted.value;
    diagnostics.push(
      errorAt(
        attribute.expression.range,
        `Invalid value for "${name}"`,
        `"${name}" must be ${expected}: ${converted.error}.`,
      ),
    );
    return undefined;
  };
  const texts = (name: string) =>
    [...partsOfValue(read(name, T.list(T.string), "a list of strings") ?? emptyList)].flatMap((v) =>
      v.k === "string" ? [v.value] : [],
    );
  const bool = (name: string) => asBool(read(name, T.bool, "true or false"));
  const duration = (name: string) => {
    const value = read(name, T.string, 'a duration such as "1m30s"');
    if (value?.k !== "string") return 0;
    return readDuration(name, value.value, attributes.get(name)?.expression.range, diagnostics);
  };
  const only = texts("only");
  const except = texts("except");
  if (only.length > 0 && except.length > 0) {
    diagnostics.push(
      errorAt(
        attributes.get("except")?.nameRange ?? range,
        "only one of 'only' or 'except' may be specified",
        "Keep the one that says it shorter, and remove the other.",
      ),
    );
  }
  const name = read("name", T.string, "a string");
  const retries = read("max_retries", T.number, "a whole number");
  const override = attributes.get("override");
  return {
    name: name?.k === "string" ? name.value : "",
    only,
    except,
    pauseBeforeMs: duration("pause_before"),
    timeoutMs: duration("timeout"),
    maxRetries:
      retries?.k === "number" ? asCount(retries, attributes.get("max_retries")?.expression.range, diagnostics) : 0,
    continueOnError: bool("continue_on_error") ?? false,
    keepInputArtifact: bool("keep_input_artifact"),
    override: readOverride(read("override", T.dynamic, "an object"), override?.expression, diagnostics),
    overrideRangeOf: override?.expression.rangeOf ?? (() => range),
    rest,
  };
}

/** Whether a component is for a source: exact names, `type.name`, as the build uses them. */
export function isMeantFor(settings: Pick<ComponentSettings, "only" | "except">, sourceName: string): boolean {
  if (settings.only.length > 0) return settings.only.includes(sourceName);
  return !settings.except.includes(sourceName);
}

const emptyList: Value = { k: "list", of: T.string, items: [], marks: new Set() };

function asBool(value: Value | undefined): boolean | undefined {
  return value?.k === "bool" ? value.value : undefined;
}

function asCount(value: Value, range: Range | undefined, diagnostics: Diagnostic[]): number {
  const text = convert(value, T.string);
  const count = "value" in text && text.value.k === "string" ? Number(text.value.value) : Number.NaN;
  if (Number.isInteger(count)) return count;
  diagnostics.push(
    errorAt(
      range,
      'Invalid value for "max_retries"',
      '"max_retries" must be a whole number: how often to try again after the first failure.',
    ),
  );
  return 0;
}

function readOverride(
  value: Value | undefined,
  expression: Expression | undefined,
  diagnostics: Diagnostic[],
): ReadonlyMap<string, Value> {
  if (!value) return new Map();
  const entries = value.k === "object" || value.k === "map" ? value.entries : undefined;
  const wrong = entries && [...entries].find(([, entry]) => entry.k !== "object" && entry.k !== "map");
  if (entries && !wrong) return entries;
  diagnostics.push(
    errorAt(
      expression?.rangeOf(wrong ? [wrong[0]] : []),
      "provisioner's override block must be an HCL object",
      'Write the settings by the name of the source, without its type: override = { web = { inline = ["..."] } }.',
    ),
  );
  return new Map();
}
