import { isDeepStrictEqual } from "node:util";
import { checkJsonTemplate } from "../../packages/engine/src/json/check-json-template.ts";
import { toJson } from "../../packages/engine/src/json/fix/json-value.ts";
import type {
  JsonPostProcessor,
  JsonProvisioner,
  JsonSelectable,
  JsonTemplate,
} from "../../packages/engine/src/json/json-template.ts";
import { readJsonTemplate } from "../../packages/engine/src/json/read-json-template.ts";
import { hasErrors, type JsonNode, parseJsonTree } from "../../packages/hcl/src/index.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";

/**
 * Runs one case of the category json_template: a legacy JSON template, whether it is refused, and what it holds (by the names of
 * a Go struct). The kind `parse` looks at the form alone, `validate` also at what names refer to.
 */
export function runJsonTemplateCase(given: Case): CaseResult {
  if (given.kind !== "parse" && given.kind !== "validate")
    return failed(`a case of unknown kind ${String(given.kind)}`);
  const tree = parseJsonTree(String(given.template), String(given.file));
  const read = readJsonTemplate(tree.value);
  const checked = given.kind === "validate" ? checkJsonTemplate(read.template, tree.value) : [];
  const problems = [...tree.diagnostics, ...(hasErrors(tree.diagnostics) ? [] : [...read.diagnostics, ...checked])];
  const first = problems.find(({ severity }) => severity === "error");
  if (given.error || typeof given.error_text === "string")
    return first ? passed : failed("an error was expected, none came");
  if (first) return failed(`no error was expected, "${first.summary}: ${first.detail}" came`);
  if (typeof given.want !== "object" || given.want === null) return passed;
  const want = plain(given.want);
  for (const [name, value] of Object.entries(templateOf(read.template))) {
    const wanted = want[name];
    if (!isDeepStrictEqual(value, wanted))
      return failed(`${name}: ${JSON.stringify(wanted)} was expected, ${JSON.stringify(value)} came`);
  }
  return passed;
}

/** The template as the cases write it: empty parts are left out. */
function templateOf(template: JsonTemplate): Record<string, unknown> {
  const variables = [...template.variables.values()].map(({ name, default: value }) => ({
    Required: value === null,
    Key: name,
    Default: value ?? "",
  }));
  return {
    Description: orNothing(template.description),
    Variables: orNothing(Object.fromEntries(variables.map((variable) => [variable.Key, variable]))),
    SensitiveVariables: orNothing(variables.filter(({ Key }) => template.sensitiveVariables.includes(Key))),
    Builders: orNothing(
      Object.fromEntries(
        template.builders.map(({ name, type, config }) => [
          name,
          withoutNothing({ Name: name, Type: type, Config: orNothing(jsonOf(config)) }),
        ]),
      ),
    ),
    Provisioners: orNothing(template.provisioners.map(provisionerOf)),
    CleanupProvisioner: template.errorCleanupProvisioner && provisionerOf(template.errorCleanupProvisioner),
    PostProcessors: orNothing(template.postProcessors.map((chain) => chain.map(postProcessorOf))),
  };
}

function provisionerOf(provisioner: JsonProvisioner): Record<string, unknown> {
  return withoutNothing({
    Type: provisioner.type,
    Config: orNothing(jsonOf(provisioner.config)),
    OnlyExcept: selectionOf(provisioner),
    Override: provisioner.override && jsonOf(provisioner.override),
    PauseBefore: provisioner.pauseBeforeMs * 1e6 || undefined,
    Timeout: provisioner.timeoutMs * 1e6 || undefined,
    MaxRetries: orNothing(provisioner.maxRetries),
  });
}

function postProcessorOf(postProcessor: JsonPostProcessor): Record<string, unknown> {
  return withoutNothing({
    Name: postProcessor.name,
    Type: postProcessor.type,
    Config: orNothing(jsonOf(postProcessor.config)),
    OnlyExcept: selectionOf(postProcessor),
    KeepInputArtifact: postProcessor.keepInputArtifact,
  });
}

function selectionOf({ only, except }: JsonSelectable): unknown {
  const texts = (list: JsonSelectable["only"]) => orNothing(list.map(({ text }) => text));
  return orNothing(withoutNothing({ Only: texts(only), Except: texts(except) }));
}

/** As the cases hold it: objects have a prototype, and a zero has no sign. */
function jsonOf(node: JsonNode): unknown {
  return JSON.parse(JSON.stringify(toJson(node)));
}

/** Undefined for what Go leaves out: an empty text, list or map. */
function orNothing<T>(value: T): T | undefined {
  if (value === "") return undefined;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0 ? undefined : value;
}

function withoutNothing(entries: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** What a case wants, without the names of Go types. */
function plain(want: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(want, (key, value) => (key === "$type" ? undefined : value)));
}
