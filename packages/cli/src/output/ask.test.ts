import type { EventBody } from "@ingot/sdk";
import { expect, test } from "vitest";
import { askInTurn, askNobody } from "./ask.ts";

/** A person who takes note of what she is asked, and answers when she is told to. */
function person() {
  const asked: string[] = [];
  const events: string[] = [];
  let answer: (text: string) => void = () => {};
  const ask = askInTurn(
    (build) => (prompt, _, signal) =>
      new Promise((resolve, reject) => {
        asked.push(`${build}: ${prompt}`);
        answer = resolve;
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
    {
      emit: (event: EventBody, build?: string) => {
        const what = event.type === "answer" ? (event.answer ?? "nothing") : "";
        events.push(`${build} ${event.type} ${what}`.trim());
      },
    },
  );
  return { asked, events, ask, answer: (text: string) => answer(text) };
}

const forever = new AbortController().signal;

test("one question is open at a time, and each is told of when its turn comes", async () => {
  const { asked, events, ask, answer } = person();
  const first = ask("a")("go on?", [], forever);
  const second = ask("b")("retry?", ["c", "r"], forever);
  await expect.poll(() => asked).toEqual(["a: go on?"]);
  answer("");
  expect(await first).toBe("");
  await expect.poll(() => asked).toEqual(["a: go on?", "b: retry?"]);
  answer("r");
  expect(await second).toBe("r");
  expect(events).toEqual(["a question", "a answer", "b question", "b answer r"]);
});

test("a question whose build is stopped in the queue is never put; an open one is given up", async () => {
  const { asked, events, ask, answer } = person();
  const [open, waiting] = [new AbortController(), new AbortController()];
  const first = ask("a")("go on?", [], open.signal);
  const second = ask("b")("retry?", [], waiting.signal);
  const third = ask("c")("and this?", [], forever);
  await expect.poll(() => asked).toHaveLength(1);
  waiting.abort(new Error("its time is over"));
  await expect(second).rejects.toThrow("its time is over");
  open.abort(new Error("interrupted"));
  await expect(first).rejects.toThrow("interrupted");
  await expect.poll(() => asked).toEqual(["a: go on?", "c: and this?"]);
  answer("");
  await third;
  expect(events).toEqual(["a question", "a answer nothing", "c question", "c answer"]);
});

test("with -machine-readable or -json nobody answers", async () => {
  await expect(askNobody("Press enter to continue.", [], forever)).rejects.toThrow("nobody is asked");
});
