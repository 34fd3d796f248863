import { type Diagnostic, isIdentifier, type JsonObject, quoteText } from "@ingot/hcl";
import { formatGoDuration } from "@ingot/sdk";
import type {
  JsonComponent,
  JsonPostProcessor,
  JsonProvisioner,
  JsonSelectable,
  JsonTemplate,
} from "../json/json-template.ts";
import type { ComponentKind, Registry } from "../registry/registry.ts";
import { type BlockWriter, createBlockWriter } from "./block-writer.ts";
import { componentShape } from "./component-shape.ts";
import type { Names } from "./names.ts";
import type { SourceName } from "./upgrade-builders.ts";
import { writeBody } from "./write-body.ts";
import { writeValue } from "./write-value.ts";

type Sources = ReadonlyMap<string, SourceName>;

/** The `build` block: what is done on all sources. Provisioners come first, as they do when a template runs. */
export async function upgradeBuild(
  template: JsonTemplate,
  sources: Sources,
  names: Names,
  registry: Registry,
  diagnostics: Diagnostic[],
): Promise<string> {
  const newWriter = () => createBlockWriter("component", names, diagnostics);
  const component = async (kind: ComponentKind, of: JsonComponent, writer: BlockWriter, more: Settings) =>
    writeBody(of.config, await componentShape(kind, of.type, registry), writer, more);
  const provisioner = async (of: JsonProvisioner, block = "provisioner") => {
    const writer = newWriter();
    const body = await component("provisioner", of, writer, provisionerSettings(of, sources, writer));
    return `${writer.comment()}${block} ${quoteText(of.type)} {\n${body}}\n`;
  };
  const postProcessor = async (of: JsonPostProcessor) => {
    const writer = newWriter();
    // Packer writes this one in front of all others.
    const { keepInputArtifact: keep } = of;
    const first = keep === undefined ? "" : `keep_input_artifact = ${keep}\n`;
    const settings = new Map(selection(of, sources));
    if (of.name !== of.type) settings.set("name", quoteText(of.name));
    const body = await component("post-processor", of, writer, settings);
    return `${writer.comment()}post-processor ${quoteText(of.type)} {\n${first}${body}}\n`;
  };

  const blocks: string[] = [];
  for (const of of template.provisioners) blocks.push(await provisioner(of));
  const cleanup = template.errorCleanupProvisioner;
  if (cleanup) blocks.push(await provisioner(cleanup, "error-cleanup-provisioner"));
  for (const chain of template.postProcessors) {
    const written: string[] = [];
    for (const of of chain) written.push(await postProcessor(of));
    blocks.push(chain.length > 1 ? `post-processors {\n${written.join("")}}\n` : written.join(""));
  }
  const description = template.description === "" ? "" : `description = ${quoteText(template.description)}\n\n`;
  const list = [...sources.values()].map(({ type, name }) => quoteText(`source.${type}.${name}`));
  return `build {\n${description}sources = [${list.join(", ")}]\n\n${blocks.join("")}}\n`;
}

/** Arguments of a block that the engine reads, written out, by name. */
type Settings = ReadonlyMap<string, string>;

function provisionerSettings(of: JsonProvisioner, sources: Sources, writer: BlockWriter): Settings {
  const settings = new Map(selection(of, sources));
  if (of.pauseBeforeMs !== 0) settings.set("pause_before", quoteText(formatGoDuration(of.pauseBeforeMs)));
  if (of.timeoutMs !== 0) settings.set("timeout", quoteText(formatGoDuration(of.timeoutMs)));
  if (of.maxRetries !== "") settings.set("max_retries", writer.text(of.maxRetries, "max_retries", of.maxRetriesRange));
  if (of.override) settings.set("override", writeOverride(of.override, sources, writer));
  return settings;
}

/** JSON templates name builders, HCL templates the types and names of sources. */
function* selection(of: JsonSelectable, sources: Sources): Iterable<[string, string]> {
  for (const list of ["only", "except"] as const) {
    if (of[list].length === 0) continue;
    const written = of[list].map(({ text }) => {
      const source = sources.get(text);
      return quoteText(source ? `${source.type}.${source.name}` : text);
    });
    yield [list, `[${written.join(", ")}]`];
  }
}

/** In HCL templates an override is keyed by the name of the source alone. */
function writeOverride({ properties }: JsonObject, sources: Sources, writer: BlockWriter): string {
  const entries = properties.map(({ name, value }) => {
    const key = sources.get(name.value)?.name ?? name.value;
    const code = writeValue(value, undefined, `override.${key}`, writer);
    return `${isIdentifier(key) && key !== "for" ? key : quoteText(key)} = ${code}\n`;
  });
  return `{\n${entries.join("")}}`;
}
