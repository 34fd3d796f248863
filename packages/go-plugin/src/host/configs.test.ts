import { T, V } from "@ingot/hcl";
import { bodyFromValue, fromJs, overlayBody } from "@ingot/sdk";
import { expect, test } from "vitest";
import { decodeMsgpack } from "../msgpack/decode-msgpack.ts";
import { encodeMsgpack } from "../msgpack/encode-msgpack.ts";
import type { MsgpackValue } from "../msgpack/msgpack-value.ts";
import { hclConfigs, jsonConfigs, type Surroundings } from "./configs.ts";

const range = { filename: "t", start: { line: 1, column: 1, byte: 0 }, end: { line: 1, column: 1, byte: 0 } };
const around: Surroundings = {
  facts: {
    dialect: "hcl2",
    startedAt: new Date(0),
    cwd: "/",
    packerVersion: "1.16.0",
    buildName: "web",
    buildType: "probe",
    templatePath: "/t.json",
    userVariables: { region: "eu" },
  },
  flags: { debug: true, force: false, onError: "ask" },
  sensitiveVariables: ["password"],
  buildNames: ["ID", "WinRMPassword"],
};

const onTheWire = (configs: readonly MsgpackValue[]) =>
  configs.map((one) => {
    const value = decodeMsgpack(encodeMsgpack(one));
    return value instanceof Uint8Array ? `bin ${Buffer.from(value).toString("utf8")}` : value;
  });

const vars = {
  packer_build_name: "web",
  packer_builder_type: "probe",
  packer_core_version: "1.16.0",
  packer_debug: "true",
  packer_force: "false",
  packer_on_error: "ask",
};

test("HCL2: what is not known is filled in, and debug and force are texts", () => {
  const value = V.object([
    ["name", V.unknown(T.string)],
    ["sizes", V.unknown(T.list(T.number))],
  ]);
  const config = `bin {"value":{"name":"\\u003cunknown\\u003e","sizes":[]},"type":["object",{"name":"string","sizes":["list","number"]}]}`;
  const sensitive = { ...vars, packer_sensitive_variables: ["password"] };
  expect(onTheWire(hclConfigs("builder", value, undefined, around))).toEqual([vars, config]);
  expect(onTheWire(hclConfigs("provisioner", value, undefined, around))).toEqual([sensitive, config, null]);
  expect(onTheWire(hclConfigs("provisioner", value, fromJs({ a: [1] }), around))).toEqual([
    sensitive,
    config,
    { a: [1] },
  ]);
  expect(onTheWire(hclConfigs("post-processor", value, undefined, around))).toEqual([sensitive, config]);
  expect(onTheWire(hclConfigs("data source", value, undefined, around))).toEqual([config]);
});

const core = {
  ...vars,
  packer_debug: true,
  packer_force: false,
  packer_template_path: "/t.json",
  packer_user_variables: { region: "eu" },
  packer_sensitive_variables: ["password"],
};
const placeholders = {
  ID: "Build_ID. To set this dynamically in the Packer template, you must use the `build` function",
  WinRMPassword: "{{.WinRMPassword}}",
};

test("JSON: the config as it is written, an override, what the core says, and placeholders", () => {
  const raw = fromJs({ image: "{{user `region`}}", count: 3 });
  const body = bodyFromValue(raw, true, { range, rangeOf: () => range });
  const overlaid = overlayBody(body, fromJs({ count: 4 }), () => range);
  const config = { image: "{{user `region`}}", count: 3 };
  expect(onTheWire(jsonConfigs("builder", body, around))).toEqual([config, core]);
  expect(onTheWire(jsonConfigs("provisioner", body, around))).toEqual([config, core, placeholders]);
  expect(onTheWire(jsonConfigs("provisioner", overlaid, around))).toEqual([config, { count: 4 }, core, placeholders]);
  expect(onTheWire(jsonConfigs("post-processor", body, around))).toEqual([config, core, placeholders]);
});

test("JSON: whole numbers are floats", () => {
  const body = bodyFromValue(fromJs({ count: 3 }), true, { range, rangeOf: () => range });
  const [config] = jsonConfigs("builder", body, around);
  expect(Buffer.from(encodeMsgpack(config ?? null)).toString("hex")).toContain("cb4008000000000000");
});
