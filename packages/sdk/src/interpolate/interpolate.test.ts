import { describe, expect, test } from "vitest";
import { buildPlaceholder, isBuildPlaceholder } from "./build-placeholder.ts";
import type { InterpolationContext } from "./context.ts";
import { checkInterpolation, functionsCalled, interpolate } from "./interpolate.ts";
import { interpolateTree } from "./interpolate-tree.ts";

const json: InterpolationContext = {
  dialect: "json",
  startedAt: new Date("2024-03-07T01:05:09.140Z"),
  cwd: "/work",
  packerVersion: "1.16.0",
  buildName: "web",
  buildType: "docker",
  templatePath: "/templates/base/t.json",
  userVariables: { foo: "bar", empty: "" },
  data: { ID: "i-1", Port: 22, Later: buildPlaceholder("Later"), WinRMPassword: "{{.WinRMPassword}}" },
};
const hcl2: InterpolationContext = { ...json, dialect: "hcl2" };
const bare: InterpolationContext = { dialect: "json", startedAt: json.startedAt, cwd: "/", packerVersion: "1.16.0" };

function show(text: string, context: InterpolationContext): string {
  const result = interpolate(text, context);
  return "value" in result ? result.value : `${result.offset}: ${result.error}`;
}

test.each([
  ["no braces", "no braces"],
  ["{{build_name}} {{build_type}}", "web docker"],
  ["{{isotime}} {{isotime `2006`}} {{strftime `%d.%m`}} {{timestamp}}", "2024-03-07T01:05:09Z 2024 07.03 1709773509"],
  ["{{pwd}} {{template_dir}} {{packer_version}}", "/work /templates/base 1.16.0"],
  ["{{user `foo`}}[{{user `nope`}}]", "bar[]"],
  ["{{split `a-b` `-` 1}} {{upper `aß`}} {{lower `A`}}", "b Aß a"],
  [
    '{{ "foo-bar-baz" | replace "-" "/" 1}} {{replace_all "-" "/" "a-b-c"}} {{replace "" "." -1 "ab"}}',
    "foo/bar-baz a/b/c .a.b.",
  ],
  [
    "{{build `ID`}} {{build `Port`}} {{build `Later`}} {{build `WinRMPassword`}}",
    "i-1 22 {{.Later}} {{.WinRMPassword}}",
  ],
  ["{{.ID}} {{.Nope}}", "i-1 <no value>"],
  ["{{if eq build_type `docker`}}d{{else}}x{{end}}", "d"],
])("%s", (text, expected) => {
  expect(show(text, json)).toBe(expected);
});

test("uuid has the form of one and is new each time", () => {
  const one = show("{{uuid}}", json);
  expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  expect(show("{{uuid}}", json)).not.toBe(one);
});

describe("what is not available says so", () => {
  test.each([
    ["a {{user `x`}}", hcl2, `4: user: user does not exist in HCL templates; write \${var.x} instead`],
    [
      "{{template_dir}}",
      hcl2,
      `2: template_dir: template_dir does not exist in HCL templates; write \${path.root} instead`,
    ],
    ["{{template_dir}}", bare, "2: template_dir: template_dir is not available here, because the template has no path"],
    ["{{build_name}}", bare, "2: build_name: build_name is not available here; it exists inside builds only"],
    ["{{env `HOME`}}", json, "2: env: env is only available in the default values of variables"],
    ["{{consul_key `k`}}", json, "2: consul_key: consul_key is only available in the values of variables"],
    ["{{vault `k`}}", json, "2: vault takes 2 arguments, 1 given."],
    ["{{sed `a` `b`}}", json, "2: sed: this function was removed; use replace or replace_all"],
    [
      "{{build `ID`}}",
      bare,
      "2: build: ID is not passed to this component; build works in provisioners and post-processors",
    ],
    [
      "{{build `X`}}",
      json,
      '2: build: there is data of the build, but "X" is not in it; it has ID, Later, Port, WinRMPassword',
    ],
    ["{{split `a` `-` 1}}", json, '2: split: element 1 was asked for, and "a" has 1, counted from 0'],
    ["{{isotime `a` `b`}}", json, "2: isotime: at most one layout, 2 given"],
    ["{{clean_resource_name `a`}}", json, '2: There is no function "clean_resource_name".'],
    ["{{user 1}}", json, "7: user takes a string as argument 1, and this is an int."],
  ])("%s", (text, context, expected) => {
    expect(show(text, context)).toBe(expected);
  });
});

test("a component's own functions", () => {
  const functions = {
    clean_resource_name: { parameters: ["string"] as const, run: (name: unknown) => `clean ${name}` },
  };
  expect(show("{{clean_resource_name `a`}}", { ...json, functions })).toBe("clean a");
});

test("the fields in a user variable are those of the place where it is used", () => {
  const userVariables = {
    run: "{{ .Vars }} sh {{.Path | upper}} {{.Other}} {{upper `a`}} {{if .Vars}}x{{end}}",
    broken: "{{ .Vars",
  };
  const context = { ...json, userVariables, data: { Vars: "A=1", Path: "/tmp/x" } };
  expect(show("[{{user `run`}}]", context)).toBe("[A=1 sh /TMP/X {{.Other}} {{upper `a`}} {{if .Vars}}x{{end}}]");
  expect(show("[{{user `broken`}}]", context)).toBe("[{{ .Vars]");
  expect(show("[{{user `run`}}]", { ...context, data: undefined })).toBe(`[${userVariables.run}]`);
});

test("the folder of a template is absolute", () => {
  expect(show("{{template_dir}}", { ...json, templatePath: "base/t.json" })).toBe("/work/base");
  expect(show("{{template_dir}}", { ...json, templatePath: "t.json" })).toBe("/work");
});

test("what was asked for in vain is told", () => {
  expect(interpolate("{{build `Later`}}{{user `a`}}{{user `a`}}", json)).toEqual({
    value: "{{.Later}}",
    awaits: ["Later"],
    missingVariables: ["a"],
  });
  expect(isBuildPlaceholder(buildPlaceholder("ID"))).toBe(true);
});

describe("in variables", () => {
  const variables: InterpolationContext = {
    ...bare,
    keepFields: true,
    inVariables: { env: { HOME: "/root" }, lookUp: (name, args) => `${name}(${args.join()})` },
  };
  test.each([
    ["{{env `HOME`}}{{env `NOPE`}}", "/root"],
    [
      "{{consul_key `a`}} {{vault `p` `k`}} {{aws_secretsmanager `n`}} {{aws_secretsmanager `n` `k`}} {{aws_secretsmanager_raw `n`}}",
      "consul_key(a) vault(p,k) aws_secretsmanager(n) aws_secretsmanager(n,k) aws_secretsmanager_raw(n)",
    ],
    ["{{ .Name }}-{{timestamp}} {{ .A | upper }}", "{{ .Name }}-1709773509 {{ .A | upper }}"],
    ["{{aws_secretsmanager `a` `b` `c`}}", "2: aws_secretsmanager: at most 2 arguments, 3 given"],
  ])("%s", (text, expected) => {
    expect(show(text, variables)).toBe(expected);
  });
});

test("checking without rendering", () => {
  expect(checkInterpolation("{{user `nope`}}{{env `X`}}{{.Y}}")).toBeUndefined();
  expect(checkInterpolation("a{{nope}}")).toEqual({ error: 'There is no function "nope".', offset: 3 });
  expect(checkInterpolation("{{nope}}", ["nope"])).toBeUndefined();
  expect(functionsCalled("foo {{user `bar` | upper}}{{user `a`}}")).toEqual(["user", "upper"]);
});

describe("trees", () => {
  test("values and nested keys are rendered, keys of the root are not", () => {
    const tree = {
      "{{foo": "{{upper `a`}}",
      list: ["{{user `foo`}}", 1, null, { "{{upper `k`}}": true }],
      late: "{{.Vars}}",
    };
    expect(interpolateTree(tree, json, { exclude: ["late"] })).toEqual({
      value: { "{{foo": "A", list: ["bar", 1, null, { K: true }], late: "{{.Vars}}" },
      awaits: [],
      missingVariables: [],
    });
    expect(interpolateTree(tree, json, { only: [] })).toMatchObject({ value: tree });
  });
  test("all is checked before anything is rendered", () => {
    const tree = { a: "{{user 1}}", late: "x {{", deep: [{ "{{nope}}": 1 }] };
    expect(interpolateTree(tree, json, { exclude: ["late"] })).toEqual({
      failures: [
        { path: ["late"], error: "This action is not closed. End it with }}.", offset: 2, when: "check" },
        { path: ["deep", 0, "{{nope}}"], error: 'There is no function "nope".', offset: 2, when: "check" },
      ],
    });
    expect(interpolateTree({ a: ["{{user 1}}"], b: "{{sed}}" }, json)).toMatchObject({
      failures: [
        { path: ["a", 0], when: "render" },
        { path: ["b"], when: "render" },
      ],
    });
  });
});
