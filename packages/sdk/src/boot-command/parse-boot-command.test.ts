import fc from "fast-check";
import { expect, test } from "vitest";
import { type BootItem, specialKeys } from "./boot-item.ts";
import { parseBootCommand } from "./parse-boot-command.ts";

/** Items in one line: `a`, `<enter>`, `<leftctrl on>`, `<a off>`, `<wait 1000000000ns>`. */
function show(items: readonly BootItem[]): string {
  return items
    .map((item) => {
      if (item.k === "wait") return `<wait ${item.nanoseconds}ns>`;
      const name = item.k === "special" ? item.key : item.character;
      if (item.action === "press") return item.k === "special" ? `<${name}>` : name;
      return `<${name} ${item.action}>`;
    })
    .join("");
}

test.each([
  ["", ""],
  ["abc ", "abc "],
  ["<enter><ENTER><eNtEr>", "<enter><enter><enter>"],
  ["<enterOn><enterOFF><leftCtrloff>", "<enter on><enter off><leftctrl off>"],
  ["<f1><f10><f12><f1On>", "<f1><f10><f12><f1 on>"],
  ["<left><leftOn><leftShift><leftOptionOff>", "<left><left on><leftshift><leftoption off>"],
  ["<aOn>b<aoff>", "<a on>b<a off>"],
  ["<<On><>Off>", "<< on><> off>"],
  ["<\nOn><😀Off>", "<\n on><😀 off>"],
  ["<wait>", "<wait 1000000000ns>"],
  ["<wait5><wait300ms>", "<wait 5000000000ns><wait 300000000ns>"],
  ["<wait1m30s><wait1.5s><wait1us1µs>", "<wait 90000000000ns><wait 1500000000ns><wait 2000ns>"],
  ["<<wait>", "<<wait 1000000000ns>"],
  ["é<", "é<"],
])("%j", (text, want) => {
  const { items, complaints } = parseBootCommand(text);
  expect(complaints).toEqual([]);
  expect(show(items)).toBe(want);
});

test.each([
  ["<foo>"],
  ["<delete>"],
  ["<wait 5>"],
  ["<wait05>"],
  ["<wait1.5>"],
  ["<wait-5>"],
  ["<WAIT>"],
  ["<Wait5>"],
  ["<on>"],
  ["<abOn>"],
  ["<enter"],
  ["<>"],
])("%s is typed as it stands", (text) => {
  const { items, complaints } = parseBootCommand(text);
  expect(complaints).toEqual([]);
  expect(items).toEqual([...text].map((character) => ({ k: "literal", character, action: "press" })));
});

test.each([
  ["<wait0>", "waits for 0s. A wait must be longer than 0s; take it away, or write a longer one."],
  ["<wait0s>", "waits for 0s. A wait must be longer than 0s; take it away, or write a longer one."],
  ["<wait-5s>", "waits for -5s. A wait must be longer than 0s; take it away, or write a longer one."],
  [
    "<wait1h-1m>",
    'is not a length of time that can be waited for. Write it as "<wait5>", "<wait300ms>" or "<wait1m30s>".',
  ],
  [
    "<wait99999999999>",
    'is not a length of time that can be waited for. Write it as "<wait5>", "<wait300ms>" or "<wait1m30s>".',
  ],
])("%s cannot be waited for", (text, complaint) => {
  expect(parseBootCommand(`a${text}b`).complaints).toEqual([`"${text}" ${complaint}`]);
});

test("every complaint is told", () => {
  expect(parseBootCommand("<wait0><wait><wait-1s>").complaints).toHaveLength(2);
});

test("any text can be read, and names in any case are the same keys", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-composite" }), (text) => {
      const { items } = parseBootCommand(text);
      if (!text.includes("<")) expect(show(items)).toBe(text);
    }),
  );
  for (const key of specialKeys) {
    for (const name of [key, key.toUpperCase()]) {
      expect(parseBootCommand(`<${name}>`).items).toEqual([{ k: "special", key, action: "press" }]);
    }
  }
});
