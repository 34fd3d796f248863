import { readFile } from "node:fs/promises";
import { describeSchema, type FieldDescription } from "@ingot/sdk";
import { describe, expect, test } from "vitest";
import { builtinPlugins } from "./builtin-plugins.ts";

const sections = {
  builder: "builders",
  provisioner: "provisioners",
  "post-processor": "postProcessors",
  "data source": "dataSources",
} as const;
const kinds = Object.keys(sections) as (keyof typeof sections)[];

describe.each(builtinPlugins.map((entry) => [entry.name, entry] as const))("the plugin %s", (_, entry) => {
  test("offers what its entry says, no more and no less", async () => {
    const plugin = await entry.load();
    for (const kind of kinds)
      expect([kind, Object.keys(plugin[sections[kind]]).sort()]).toEqual([kind, [...entry.offers[kind]].sort()]);
  });

  test("names its resource kinds after itself, so that recovery finds them", async () => {
    const plugin = await entry.load();
    for (const { kind } of plugin.resourceKinds) expect(kind).toMatch(new RegExp(`^${plugin.name}\\.`));
    expect(plugin.name).toBe(entry.name);
  });

  test("documents every component and every field", async () => {
    const plugin = await entry.load();
    for (const kind of kinds) {
      for (const [name, component] of Object.entries(plugin[sections[kind]])) {
        expect([name, component.doc]).not.toEqual([name, ""]);
        const undocumented = describeSchema(component.schema).filter(
          (field) => field.doc === "" && field.refused === undefined,
        );
        expect([name, undocumented.map((field) => field.name)]).toEqual([name, []]);
      }
    }
  });
});

test("the fields that are refused are these, and the page on compatibility names each", async () => {
  const refused: string[] = [];
  const collect = (path: string, fields: readonly FieldDescription[]) => {
    for (const field of fields) {
      if (field.refused !== undefined) refused.push(`${path} ${field.name}`);
      collect(`${path} ${field.name}`, field.fields ?? []);
    }
  };
  for (const entry of builtinPlugins) {
    const plugin = await entry.load();
    for (const kind of kinds) {
      for (const [name, component] of Object.entries(plugin[sections[kind]]))
        collect(`${kind} ${name}:`, describeSchema(component.schema));
    }
  }
  expect(refused.sort()).toMatchInlineSnapshot(`
    [
      "builder docker: aws_access_key",
      "builder docker: aws_force_use_public_ecr",
      "builder docker: aws_profile",
      "builder docker: aws_secret_key",
      "builder docker: aws_token",
      "builder docker: ecr_login",
      "builder docker: ssh_private_key",
      "builder docker: ssh_public_key",
      "builder docker: windows_container",
      "builder null: ssh_private_key",
      "builder null: ssh_public_key",
      "post-processor docker-push: aws_access_key",
      "post-processor docker-push: aws_force_use_public_ecr",
      "post-processor docker-push: aws_profile",
      "post-processor docker-push: aws_secret_key",
      "post-processor docker-push: aws_token",
      "post-processor docker-push: ecr_login",
      "post-processor provenance: fulcio_url",
      "post-processor provenance: keyless_identity",
      "post-processor provenance: keyless_oidc_issuer",
      "post-processor provenance: rekor_url",
      "post-processor provenance: trusted_root_path",
      "post-processor provenance: upload_tlog",
    ]
  `);
  const page = await readFile(new URL("../../../../docs/compatibility.md", import.meta.url), "utf8");
  for (const name of new Set(refused.map((line) => line.split(" ").at(-1) ?? "")))
    expect(page).toContain(`\`${name}\``);
});
