import { expect, test } from "vitest";
import { runBootCommandCase } from "./boot-command.ts";

test.each([
  ["sequence", "a<wait><enterOn>)<)On>", ["LIT-Press(a)", "Wait<1s>", "Spec-On(enter)", "LIT-Press())", "LIT-On())"]],
  ["sequence", "a<wait10s>b", "[LIT-Press(a) Wait<10s> LIT-Press(b)]"],
  ["sequence-all", "<wait5><wait5s>", "Wait<5s>"],
  ["waits", "<wait5>a<wait1m>", [5e9, 6e10]],
  ["valid", "<wait-1m>", false],
  ["valid", "<", true],
  ["pcxt-codes", "<left>", ["e0", "4b", "e0", "cb"]],
  [
    "pcxt-batches",
    "a<wait>b",
    [
      ["1e", "9e"],
      ["30", "b0"],
    ],
  ],
  [
    "usb-events",
    "<leftCommandOn>1",
    [
      ["key.CodeLeftGUI", true],
      ["key.Code1", true],
      ["key.Code1", false],
    ],
  ],
  ["vnc-events", "<leftShiftOn>", [[0xffe1, true]]],
])("%s of %j", (kind, input, want) => {
  expect(runBootCommandCase({ id: "x", kind, input, want }).text).toBe("");
});

test("the last event of USB", () => {
  const given = { id: "x", kind: "usb-last-event", input: "<pageUp>", want_code: "key.CodePageUp", want_shift: false };
  expect(runBootCommandCase(given).text).toBe("");
  expect(runBootCommandCase({ ...given, want_shift: true }).text).toBe(
    '["key.CodePageUp",true] was expected, ["key.CodePageUp",false] came',
  );
});
