import { expect, test } from "vitest";
import type { BootItem, KeyItem } from "./boot-item.ts";
import { encodePcXt, pcXtSteps } from "./encode-pc-xt.ts";
import { encodeUsb } from "./encode-usb.ts";
import { encodeVnc } from "./encode-vnc.ts";
import { parseBootCommand } from "./parse-boot-command.ts";

function keysOf(text: string): readonly KeyItem[] {
  return parseBootCommand(text).items.filter((item: BootItem): item is KeyItem => item.k !== "wait");
}

test.each([
  ["a", "1e 9e"],
  ["A", "2a 1e 9e aa"],
  ["<aOn>", "1e"],
  ["<aOff>", "9e"],
  ["<AOn>", "2a 1e"],
  ["<AOff>", "9e aa"],
  ["1!0)-_=+", "02 82 2a 02 82 aa 0b 8b 2a 0b 8b aa 0c 8c 2a 0c 8c aa 0d 8d 2a 0d 8d aa"],
  ["q]'`~", "10 90 1b 9b 28 a8 29 a9 2a 29 a9 aa"],
  ["\\|/? ", "2b ab 2a 2b ab aa 35 b5 2a 35 b5 aa 39 b9"],
  ["é", "00 80"],
  ["É", "2a 00 80 aa"],
  ["<enter><return><esc><bs><tab><spacebar>", "1c 9c 1c 9c 01 81 0e 8e 0f 8f 39 b9"],
  ["<up><down><left><right>", "e0 48 e0 c8 e0 50 e0 d0 e0 4b e0 cb e0 4d e0 cd"],
  ["<insert><del><home><end>", "e0 52 e0 d2 e0 53 e0 d3 e0 47 e0 c7 e0 4f e0 cf"],
  ["<pageUp><pageDown><menu>", "e0 49 e0 c9 e0 51 e0 d1 e0 5d e0 dd"],
  ["<f1><f10><f11><f12>", "3b bb 44 c4 57 d7 58 d8"],
  ["<leftAltOn><rightAltOff><leftOptionOn><rightOptionOff>", "38 e0 b8 38 e0 b8"],
  ["<leftCtrl><rightCtrl><leftShift><rightShift>", "1d 9d e0 1d e0 9d 2a aa 36 b6"],
  ["<leftSuperOn><rightSuperOn><leftCommandOff><rightCommandOff>", "e0 5b e0 5c e0 db e0 dc"],
])("%s as scan codes", (text, codes) => {
  expect(keysOf(text).flatMap(encodePcXt).join(" ")).toBe(codes);
});

test("scan codes go in calls of at most 25, whole keys only, and before a pause", () => {
  const steps = pcXtSteps(parseBootCommand("aaaaaaaaaaaaA<wait5>b<wait><wait>").items);
  expect(steps.map((step) => (step.k === "send" ? step.codes.length : `${step.nanoseconds}ns`))).toEqual([
    24,
    4,
    "5000000000ns",
    2,
    "1000000000ns",
    "1000000000ns",
  ]);
  expect(pcXtSteps([])).toEqual([]);
});

test.each([
  ["a", "61+ 61-"],
  ["A", "ffe1+ 41+ 41- ffe1-"],
  ["<AOn><AOff>", "ffe1+ 41+ 41- ffe1-"],
  ["<aOn>", "61+"],
  ["é€", "e9+ e9- 20ac+ 20ac-"],
  ["<enter><return><esc><bs><tab><spacebar>", "ff0d+ ff0d- ff0d+ ff0d- ff1b+ ff1b- ff08+ ff08- ff09+ ff09- 20+ 20-"],
  ["<del><f1><f12><menu>", "ffff+ ffff- ffbe+ ffbe- ffc9+ ffc9- ff67+ ff67-"],
  ["<leftCommandOn><rightCommandOff><leftOptionOn><rightOptionOff>", "ffe9+ ffea- ffe7+ ffe8-"],
])("%s as key events of VNC", (text, events) => {
  const sent = keysOf(text).flatMap(encodeVnc);
  expect(sent.map(({ keysym, isDown }) => `${keysym.toString(16)}${isDown ? "+" : "-"}`).join(" ")).toBe(events);
});

test.each([
  ["a", "4+ 4-"],
  ["Z", "e1+ 1d+ 1d- e1-"],
  ["0)", "27+ 27- e1+ 27+ 27- e1-"],
  [" -_[{\\|", "2c+ 2c- 2d+ 2d- e1+ 2d+ 2d- e1- 2f+ 2f- e1+ 2f+ 2f- e1- 31+ 31- e1+ 31+ 31- e1-"],
  [";:/?", "33+ 33- e1+ 33+ 33- e1- 38+ 38- e1+ 38+ 38- e1-"],
  ["é", "0+ 0-"],
  ["<leftShiftOn><rightOptionOff><leftCommandOn>", "e1+ e6- e3+"],
  ["<pageUp><menu><f12>", "4b+ 4b- 65+ 65- 45+ 45-"],
])("%s as key events of USB", (text, events) => {
  const sent = keysOf(text).flatMap(encodeUsb);
  expect(sent.map(({ usage, isDown }) => `${usage.toString(16)}${isDown ? "+" : "-"}`).join(" ")).toBe(events);
});
