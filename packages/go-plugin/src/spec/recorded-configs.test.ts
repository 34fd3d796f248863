import { parseFile } from "@ingot/hcl";
import { bodyFromHcl } from "@ingot/sdk";
import { describe, expect, test } from "vitest";
import { callsOn, readRecording } from "../../test/replay/recording.ts";
import { encodeCtyJson } from "../cty/encode-cty-json.ts";
import { hasVectors } from "../vectors.fixture.ts";
import { conformBody } from "./conform-body.ts";
import { decodeSpec } from "./decode-spec.ts";
import type { Encoding } from "./hcl-spec.ts";

// What Packer's core and the SDK's host made of a config, by the spec that the plugin had sent: ours is the same, byte for byte.

const probe = 'name = "n"\ncount = 300\nlist = ["x", "y"]\nnet {\n  cidr = "10.0.0.0/8"\n}\n';
const foreign = 'name  = "nm"\ncount = "3"\nlist = ["a", "b"]\nnet {\n  cidr = "10.0.0.0/8"\n}\n';

describe.skipIf(!hasVectors)("the config of a recording", () => {
  test.each<[string, Encoding, string]>([
    ["builder-run-gob", "gob", probe],
    ["builder-run-protobuf", "protobuf", probe],
    ["builder-cancel-protobuf", "protobuf", probe],
    ["datasource-gob", "gob", probe],
    ["datasource-protobuf", "protobuf", probe],
    ["provisioner-communicator-gob", "gob", probe],
    ["packer-1.6.6-core-drives-foreign-plugin", "gob", foreign],
  ])("%s is made of its HCL", (name, encoding, text) => {
    const calls = callsOn(readRecording(name), "host", 0);
    const answer = calls.find(({ method }) => method.endsWith(".ConfigSpec"))?.answer as { ConfigSpec: Uint8Array };
    const prepare = calls.find(({ method }) => /\.(Prepare|Configure)$/.test(method))?.args as { Configs: unknown[] };
    const sent = prepare.Configs.find((config) => config instanceof Uint8Array) as Uint8Array;
    const { body } = parseFile(text, "t").file;
    const scope = { variables: new Map(), functions: new Map() };
    const { value, diagnostics } = conformBody(
      decodeSpec(answer.ConfigSpec, encoding),
      bodyFromHcl(body, scope, body.range),
    );
    expect(diagnostics).toEqual([]);
    expect(Buffer.from(encodeCtyJson(value)).toString()).toBe(Buffer.from(sent).toString());
  });
});
