import {
  decodeCtyJson,
  decodeData,
  decodeSpec,
  encodeCtyJson,
  encodeData,
  encodeSpec,
  type HclObjectSpec,
  type HclSpec,
} from "@ingot/go-plugin";
import { sameValue, type Value } from "@ingot/hcl";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { anySpec } from "../../packages/go-plugin/test/any-spec.ts";
import { anyValue } from "../../packages/go-plugin/test/any-value.ts";
import { runCommand } from "../environment/run-command.ts";
import { goProgram, noGo } from "./go-programs.ts";

// What Ingot writes, read and written again by the libraries that Packer and its plugins are made of.

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string | undefined) => Buffer.from(text ?? "", "hex");
const shown = (value: Value) => Buffer.from(encodeCtyJson(value)).toString();

/** Answers of Go, one for each line. */
async function ask(program: string, lines: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await runCommand(program, [], { input: `${lines.join("\n")}\n` });
  const answers = stdout.trimEnd().split("\n");
  expect(answers.length).toBe(lines.length);
  return answers;
}

/** What is said in gob; undefined for numbers in places where Go cannot read its own gob. */
function inGob(value: Value): string | undefined {
  try {
    return `gob ${hex(encodeData(value, "gob"))}`;
  } catch (error) {
    expect(String(error)).toContain("which Packer cannot read in gob");
    return undefined;
  }
}

const holdsLiteral = (spec: HclObjectSpec): boolean => [...spec.parts.values()].some(isLiteral);
const isLiteral = (part: HclSpec): boolean =>
  part.k === "literal" ||
  (part.k === "default" && (isLiteral(part.primary) || isLiteral(part.fallback))) ||
  ("nested" in part && holdsLiteral(part.nested));

describe.skipIf(noGo !== undefined)("Go reads what is written for it (needs Go)", () => {
  let program: string;
  beforeAll(async () => {
    program = await goProgram("codecs");
  });

  test("values in gob and msgpack", async () => {
    const values = fc.sample(anyValue, { numRuns: 500, seed: 10 });
    for (const write of [inGob, (value: Value) => `msgpack ${hex(encodeData(value, "protobuf"))}`]) {
      const sent = values.flatMap((value) => {
        const line = write(value);
        return line === undefined ? [] : [[value, line] as const];
      });
      expect(sent.length).toBeGreaterThan(300);
      const answers = await ask(
        program,
        sent.map(([, line]) => line),
      );
      for (const [i, answer] of answers.entries()) {
        const value = sent[i]?.[0];
        if (!value) continue;
        const [gob, msgpack, json] = answer.split(",");
        expect(json, `${answer}: ${shown(value)}`).toBeDefined();
        // Out of msgpack a number has the precision of a double where one holds it, and is shown with fewer digits.
        if (write === inGob)
          expect(shown(decodeCtyJson(bytesOf(json)))).toBe(shown(decodeCtyJson(encodeCtyJson(value))));
        expect(sameValue(decodeData(bytesOf(msgpack), "protobuf"), value)).toBe(true);
        if (gob !== "") expect(sameValue(decodeData(bytesOf(gob), "gob"), value)).toBe(true);
      }
    }
  });

  test("specs in gob", async () => {
    const specs = fc.sample(anySpec, { numRuns: 400, seed: 10 }).filter((spec) => !holdsLiteral(spec));
    expect(specs.length).toBeGreaterThan(150);
    const answers = await ask(
      program,
      specs.map((spec) => `spec ${hex(encodeSpec(spec, "gob"))}`),
    );
    for (const [i, answer] of answers.entries()) {
      expect(answer).toMatch(/^[0-9a-f]+$/);
      expect(decodeSpec(bytesOf(answer), "gob")).toEqual(specs[i]);
    }
  });
});
