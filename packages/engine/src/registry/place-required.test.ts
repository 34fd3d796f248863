import type { Range } from "@ingot/hcl";
import { expect, test } from "vitest";
import { placeRequired } from "./place-required.ts";
import type { PluginEntry } from "./registry.ts";

const place = { line: 1, column: 1, byte: 0 };
const range: Range = { filename: "t", start: place, end: place };
const nothing = { builder: [], provisioner: [], "post-processor": [], "data source": [] };

function entry(name: string, source: string | undefined, offers: Partial<PluginEntry["offers"]>): PluginEntry {
  const asked = async (kind: string, type: string) => {
    throw new Error(`${name}: ${kind} ${type}`);
  };
  return {
    name,
    source,
    version: source && "1.1.2",
    offers: { ...nothing, ...offers },
    component: asked,
    resourceKinds: async () => [],
  };
}

const builtIn = [
  entry("core", undefined, { builder: ["null"] }),
  entry("docker", "github.com/hashicorp/docker", { builder: ["docker"], "post-processor": ["docker-tag"] }),
];

/** What is there when a template requires these, written as NAME SOURCE VERSION; and what is to be found elsewhere. */
function placed(...required: readonly string[]): string {
  const { plugins, elsewhere } = placeRequired(
    builtIn,
    required.map((text) => {
      const [name = "", source = "", version = ""] = text.split(/ /);
      return { name, source, version, range };
    }),
  );
  const names = plugins.flatMap(({ offers }) => [...offers.builder, ...offers["post-processor"]]);
  return `${names.join(" ")} | ${elsewhere.map(({ name }) => name).join(" ")}`;
}

test.each([
  [[], "null docker docker-tag | "],
  [["docker github.com/hashicorp/docker >=1.0"], "null docker docker-tag | "],
  [["docker github.com/HashiCorp/docker ~>1"], "null docker docker-tag | "],
  [["dk github.com/hashicorp/docker >=1.0"], "null docker docker-tag dk dk-tag | "],
  [["docker github.com/hashicorp/docker >=2"], "null | docker"],
  [["dk github.com/hashicorp/docker >=2"], "null docker docker-tag | dk"],
  [["docker github.com/me/docker >=1"], "null | docker"],
  [["docker ./here >=0"], "null | docker"],
  [["null github.com/me/null >=1"], "null docker docker-tag | null"],
  [["core github.com/me/core >=1"], "null docker docker-tag | core"],
])("%j: %s", (required, there) => expect(placed(...required)).toBe(there));

test("a component under another name is the plugin's own", async () => {
  const { plugins } = placeRequired(builtIn, [
    { name: "dk", source: "github.com/hashicorp/docker", version: ">= 1", range },
  ]);
  await expect(plugins.at(-1)?.component("post-processor", "dk-tag")).rejects.toThrow(
    "docker: post-processor docker-tag",
  );
  await expect(plugins.at(-1)?.component("builder", "dk")).rejects.toThrow("docker: builder docker");
});
