import { toJs, V } from "@ingot/hcl";
import { buildPlaceholder, type ConfigBody, schema } from "@ingot/sdk";
import { describe, expect, test } from "vitest";
import { encodeCtyJson } from "../cty/encode-cty-json.ts";
import type { Wire } from "../rpc/rpc.ts";
import { readConfigs } from "./read-configs.ts";

const cty = (value: Record<string, string | null>) =>
  encodeCtyJson(
    V.object(
      Object.entries(value).map(
        ([name, text]) => [name, text === null ? V.null({ k: "string" }) : V.string(text)] as const,
      ),
    ),
  );

function settings(body: ConfigBody, ...names: string[]) {
  const { attributes } = body.content({ attributes: names, blocks: [] });
  return Object.fromEntries(
    [...attributes].map(([name, { value, weak }]) => [
      name,
      `${value.k === "unknown" ? "?" : JSON.stringify(toJs(value))}${weak ? " weakly" : ""}`,
    ]),
  );
}

const any = schema({});
const read = (...configs: Wire[]) => readConfigs({ Configs: configs });

describe("of HCL2 templates", () => {
  const vars = {
    packer_build_name: "web",
    packer_builder_type: "docker",
    packer_debug: "false",
    packer_force: "true",
    packer_on_error: "abort",
    packer_sensitive_variables: ["password"],
  };

  test("what Packer says is no setting", () => {
    const { dialect, packer, body } = read(vars, cty({ a: "1", b: null }));
    expect(dialect).toBe("hcl2");
    expect(packer).toEqual({
      buildName: "web",
      builderType: "docker",
      coreVersion: undefined,
      templatePath: undefined,
      debug: false,
      force: true,
      onError: "abort",
      userVariables: undefined,
      sensitiveVariables: ["password"],
    });
    expect(body(any, true).weak).toBe(false);
    expect(settings(body(any, true), "a", "b")).toEqual({ a: '"1"', b: "null" });
  });

  test("an override wins, and is decoded weakly", () => {
    const { body } = read(vars, cty({ a: "1", b: "2" }), { b: true });
    expect(settings(body(any, true), "a", "b")).toEqual({ a: '"1"', b: "true weakly" });
    expect(settings(read(vars, cty({ a: "1" }), null).body(any, true), "a")).toEqual({ a: '"1"' });
  });

  test("texts that stand for what is not known yet are unknown, until the build runs", () => {
    const { body } = read(vars, cty({ a: "<unknown>", b: "at <unknown>/x", c: "known" }));
    expect(settings(body(any, true), "a", "b", "c")).toEqual({ a: "?", b: "?", c: '"known"' });
    expect(settings(body(any, false), "a", "b")).toEqual({ a: '"<unknown>"', b: '"at <unknown>/x"' });
  });

  test("a data source is told nothing but its settings, and perhaps not even these", () => {
    expect(read(cty({ a: "1" })).dialect).toBe("hcl2");
    expect(settings(readConfigs({ Configs: null }).body(any, true), "a")).toEqual({});
    expect(settings(readConfigs(null).body(any, true), "a")).toEqual({});
  });
});

describe("of legacy JSON templates", () => {
  const packer = {
    packer_build_name: "docker",
    packer_builder_type: "docker",
    packer_core_version: "1.6.6",
    packer_debug: true,
    packer_force: false,
    packer_on_error: "",
    packer_template_path: "/t/template.json",
    packer_user_variables: { region: "eu", empty: "" },
  };
  const placeholders = { ID: buildPlaceholder("ID"), WinRMPassword: "{{.WinRMPassword}}" };

  test("settings, an override, what Packer says, and placeholders", () => {
    const configs = read({ a: 1, B: ["x"], packer_x: 1 }, { a: 2 }, packer, placeholders);
    expect(configs.dialect).toBe("json");
    expect(configs.buildNames).toEqual(["ID", "WinRMPassword"]);
    expect(configs.packer).toMatchObject({
      buildName: "docker",
      coreVersion: "1.6.6",
      debug: true,
      onError: "cleanup",
      templatePath: "/t/template.json",
      userVariables: { region: "eu", empty: "" },
    });
    expect(configs.body(any, true).weak).toBe(true);
    expect(settings(configs.body(any, true), "a", "b", "ID")).toEqual({ a: "2 weakly", b: '["x"]' });
  });

  test("a placeholder in a setting is an unknown", () => {
    const { body } = read({ a: `id ${buildPlaceholder("ID")}`, b: ["{{ build `ID` }}"] }, packer, placeholders);
    expect(settings(body(any, true), "a", "b")).toEqual({ a: "?", b: '["{{ build `ID` }}"]' });
  });

  test("a component without settings", () => {
    const { body, packer: facts } = read({}, packer, placeholders);
    expect(facts.buildName).toBe("docker");
    expect(settings(body(any, true), "a")).toEqual({});
  });
});

test.each<[Wire, string]>([
  ["text", "The arguments must be a map, and is text"],
  [{ Configs: "text" }, "Configs must be a list"],
  [{ Configs: ["text"] }, "Each of Configs must be a map, or the bytes of a value"],
  [{ Configs: [{ a: Number.NaN }] }, "The config has a number that is none"],
])("%j", (args, message) => {
  expect(() => readConfigs(args)).toThrow(message);
});

test("bytes that are no value, and nesting without end", () => {
  expect(() => read(Buffer.from("garbage"))).toThrow();
  let deep: Wire = "x";
  for (let i = 0; i < 5000; i++) deep = [deep];
  expect(() => read({ a: deep })).toThrow("more than 100 levels deep");
});
