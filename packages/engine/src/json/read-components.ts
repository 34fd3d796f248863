// The builders, provisioners and post-processors of a legacy JSON template (core-json 1): the settings that the engine reads are taken out,
// what is left of each object is the component's own.

import type { JsonNode, JsonObject, Range } from "@ingot/hcl";
import type { JsonComponent, JsonPostProcessor, JsonProvisioner } from "./json-template.ts";
import {
  type Fail,
  property,
  readBool,
  readDuration,
  readList,
  readString,
  readStrings,
  readWeakString,
  readWeakStrings,
  weakText,
  without,
} from "./read-json-value.ts";

function readComponent(
  node: JsonNode,
  what: string,
  fail: Fail,
): { readonly type: string; readonly object: JsonObject; readonly range: Range } | undefined {
  if (node.k !== "object") {
    fail(node.range, `Invalid ${what}`, `A ${what} is an object with a "type": { "type": "..." }.`);
    return undefined;
  }
  const type = property(node, "type");
  const text = what === "post-processor" && type?.k !== "string" ? undefined : weakText(type);
  if (type && text) return { type: text, object: node, range: type.range };
  fail(
    type?.range ?? node.openRange,
    `Missing type of a ${what}`,
    `Every ${what} needs a "type": a string that names what it is.`,
  );
  return undefined;
}

/** The builders, each under its name. */
export function readBuilders(node: JsonNode | undefined, fail: Fail): JsonComponent[] {
  const builders = new Map<string, JsonComponent>();
  for (const item of readList(node, "builders", fail)) {
    const component = readComponent(item, "builder", fail);
    if (!component) continue;
    const { type, object, range } = component;
    const name = readWeakString(property(object, "name"), "name", fail) || type;
    if (builders.has(name)) {
      fail(
        property(object, "name")?.range ?? range,
        `builder with name '${name}' already exists`,
        'Give each builder a "name" of its own.',
      );
    } else {
      const nameRange = property(object, "name")?.range ?? range;
      builders.set(name, { type, name, nameRange, config: without(object, ["type", "name"]), range });
    }
  }
  return [...builders.values()];
}

const provisionerKeys = ["type", "only", "except", "override", "pause_before", "max_retries", "timeout"];

/** A provisioner; undefined where it has no type. */
export function readProvisioner(node: JsonNode, fail: Fail): JsonProvisioner | undefined {
  const component = readComponent(node, "provisioner", fail);
  if (!component) return undefined;
  const { type, object, range } = component;
  const retries = property(object, "max_retries");
  return {
    type,
    name: type,
    nameRange: range,
    range,
    config: without(object, provisionerKeys),
    only: readWeakStrings(property(object, "only"), "only", fail),
    except: readWeakStrings(property(object, "except"), "except", fail),
    pauseBeforeMs: readDuration(property(object, "pause_before"), "pause_before", fail),
    timeoutMs: readDuration(property(object, "timeout"), "timeout", fail),
    maxRetries: readWeakString(retries, "max_retries", fail),
    maxRetriesRange: retries?.range ?? range,
    override: readOverride(property(object, "override"), fail),
  };
}

/** An object; of a list of objects all their properties. */
function readOverride(node: JsonNode | undefined, fail: Fail): JsonObject | undefined {
  if (!node || node.k === "null") return undefined;
  const properties: JsonObject["properties"][number][] = [];
  for (const item of node.k === "array" ? node.items : [node]) {
    if (item.k === "object") properties.push(...item.properties);
    else
      fail(
        item.range,
        'Invalid value for "override"',
        'An override has an object of settings for each builder that it is for. Write { "web": { "inline": ["..."] } }.',
      );
  }
  return { k: "object", range: node.range, openRange: node.range, properties };
}

/** The provisioner that runs when a build fails. */
export function readCleanup(node: JsonNode | undefined, fail: Fail): JsonProvisioner | undefined {
  return node && node.k !== "null" ? readProvisioner(node, fail) : undefined;
}

/** The chains of post-processors; one that stands alone is a chain of one. */
export function readChains(node: JsonNode | undefined, fail: Fail): JsonPostProcessor[][] {
  return readList(node, "post-processors", fail).map((item) => {
    if (item.k !== "array") return readPostProcessor(item, fail);
    return item.items.flatMap((link) => {
      if (link.k !== "array") return readPostProcessor(link, fail);
      fail(
        link.range,
        "Invalid post-processor",
        "A chain of post-processors cannot hold another chain. Write its members into the outer one.",
      );
      return [];
    });
  });
}

const postProcessorKeys = ["type", "name", "only", "except", "keep_input_artifact"];

function readPostProcessor(node: JsonNode, fail: Fail): JsonPostProcessor[] {
  if (node.k === "string" && node.value !== "") {
    const config: JsonObject = { k: "object", range: node.range, openRange: node.range, properties: [] };
    return [
      {
        type: node.value,
        name: node.value,
        nameRange: node.range,
        config,
        range: node.range,
        only: [],
        except: [],
        keepInputArtifact: undefined,
      },
    ];
  }
  const component = readComponent(node, "post-processor", fail);
  if (!component) return [];
  const { type, object, range } = component;
  return [
    {
      type,
      name: readString(property(object, "name"), "name", fail) || type,
      nameRange: property(object, "name")?.range ?? range,
      range,
      config: without(object, postProcessorKeys),
      only: readStrings(property(object, "only"), "only", fail),
      except: readStrings(property(object, "except"), "except", fail),
      keepInputArtifact: readBool(property(object, "keep_input_artifact"), "keep_input_artifact", fail),
    },
  ];
}
