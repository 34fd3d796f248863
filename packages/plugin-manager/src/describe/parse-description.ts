import type { PluginDescription } from "../installed-plugin.ts";

/** More components than any plugin has. */
const mostComponents = 1000;

/** Reads what a program printed on `describe` (plugin-protocol 1.3). The problem is a phrase. */
export function parseDescription(text: string): PluginDescription | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: text.trim() === "" ? "it printed nothing" : "what it printed is not JSON" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { problem: "what it printed is not a JSON object" };
  const fields = value as Readonly<Record<string, unknown>>;
  const { version, api_version: apiVersion, sdk_version: sdkVersion, protocol_version: protocolVersion } = fields;
  if (typeof version !== "string") return { problem: "it does not say its version" };
  const lists = [fields.builders, fields.provisioners, fields.post_processors, fields.datasources].map(namesOf);
  const [builders, provisioners, postProcessors, dataSources] = lists;
  if (!builders || !provisioners || !postProcessors || !dataSources)
    return { problem: "its lists of components are not lists of names" };
  return {
    version,
    apiVersion: typeof apiVersion === "string" ? apiVersion : undefined,
    sdkVersion: typeof sdkVersion === "string" ? sdkVersion : undefined,
    builders,
    provisioners,
    postProcessors,
    dataSources,
    hasProtobuf: protocolVersion === "v2",
  };
}

/** Names of components; those of older SDKs have no data sources, and what is not there may be null. */
function namesOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > mostComponents) return undefined;
  const names = value.filter((name): name is string => typeof name === "string" && isComponentName(name));
  return names.length === value.length ? names : undefined;
}

/** They become arguments of the program, words of templates and parts of messages. */
function isComponentName(name: string): boolean {
  return /^[A-Za-z0-9_.-]{1,200}$/.test(name) && !name.startsWith("--");
}
