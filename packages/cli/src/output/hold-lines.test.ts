import type { Event, EventBody } from "@ingot/sdk";
import { expect, test } from "vitest";
import { holdWhileAsking } from "./hold-lines.ts";

const say = (text: string): EventBody => ({ type: "say", level: "say", text });
const event = (body: EventBody): Event => ({ v: 1, at: "", run: "r", seq: 0, buildSeq: 0, build: "null.a", ...body });

function record() {
  const shown: string[] = [];
  const renderer = holdWhileAsking({
    render: async (seen) => void shown.push(seen.type === "say" ? seen.text : seen.type),
    close: async () => void shown.push("closed"),
  });
  return { shown, render: (body: EventBody) => renderer.render(event(body)), close: renderer.close };
}

test("between a question and its answer only what the person must know is written", async () => {
  const { shown, render } = record();
  render(say("before"));
  render({ type: "question", prompt: "?", choices: [] });
  const held = [render(say("one")), render(say("two"))];
  render({ type: "machine-gone", reason: "gone" });
  render({ type: "interrupt", signal: "SIGINT", isSecond: false });
  expect(shown).toEqual(["before", "question", "machine-gone", "interrupt"]);
  // What is held counts as one: a program that writes on has to wait for it.
  expect(held[0]).toBe(held[1]);
  render({ type: "answer", answer: "" });
  await Promise.all(held);
  render(say("after"));
  expect(shown.slice(4)).toEqual(["answer", "one", "two", "after"]);
});

test("a second question holds again, and nothing is lost at the end", async () => {
  const { shown, render, close } = record();
  render({ type: "question", prompt: "?", choices: [] });
  render({ type: "answer" });
  render({ type: "question", prompt: "?", choices: [] });
  render(say("held"));
  await close();
  expect(shown).toEqual(["question", "answer", "question", "held", "closed"]);
});
