// Questions of the step runner. None of them may hold up a run that nobody watches: where nobody can answer, it goes on.

import type { Ask, BuildContext } from "@ingot/sdk";

const question =
  "[c] Clean up and exit, [a] abort without cleanup, or [r] retry step (build may fail even if retry succeeds)?";

/** Asks what to do about a failed step. An interrupt, or nobody there to answer, means clean up. */
export async function askAfterFailure(
  step: string,
  error: Error,
  build: Pick<BuildContext, "ui" | "ask" | "signal">,
): Promise<"clean up" | "abort" | "retry"> {
  build.ui.error(error.message);
  build.ui.say(`Step "${step}" failed`);
  for (;;) {
    let answer: string;
    try {
      answer = await build.ask(question, ["c", "a", "r"], build.signal);
    } catch {
      return "clean up";
    }
    switch (answer.trim().slice(0, 1).toLowerCase()) {
      case "":
      case "c":
        return "clean up";
      case "a":
        return "abort";
      case "r":
        return "retry";
    }
  }
}

/** Waits for the enter key. An interrupt, or nobody there to press it, ends the wait. */
export async function pauseForDebug(prompt: string, ask: Ask, signal: AbortSignal): Promise<void> {
  await ask(prompt, [], signal).catch(() => undefined);
}
