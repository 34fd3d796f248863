import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a console says of an expression: its value as text, or that it is wrong. A program that ends in the middle, or has to be ended, has crashed. */
export type Answer =
  | { readonly k: "value"; readonly text: string }
  | { readonly k: "error" | "crash"; readonly text: string };

/** Beyond that it is not the expressions. */
const mostCrashes = 60;

// Packer's supervisor says so somewhere among the answers.
const crashReport = /\n\n!+ PACKER CRASH [\s\S]* PACKER CRASH !+\n/;

/**
 * Asks a console of many expressions. Behind each stands a line that prints a mark, so that answers of many lines can be told apart; after a
 * crash the rest is asked anew.
 * @param words what stands behind "console"
 * @param folder where the console runs
 * @param longestSilenceMs after so long without output it is ended: 1.6.6 comes to no end with some expressions, and takes memory all the while
 */
export async function driveConsole(
  program: string,
  words: readonly string[],
  expressions: readonly string[],
  folder: string,
  longestSilenceMs: number,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let crashes = 0;
  while (answers.length < expressions.length) {
    const rest = expressions.slice(answers.length);
    const lines = rest.map((expression, index) => `${expression}\n"@${index}@"\n`);
    const printed = (await printedBy(program, words, lines.join(""), folder, longestSilenceMs)).replace(
      crashReport,
      "",
    );
    let from = 0;
    for (const index of rest.keys()) {
      const mark = `@${index}@\n`;
      const to = printed.indexOf(mark, from);
      if (to < 0) {
        answers.push({ k: "crash", text: printed.slice(from) });
        if (++crashes > mostCrashes)
          throw new Error(`${program} ended ${crashes} times, last with:\n${printed.slice(from)}`);
        break;
      }
      answers.push(answerOf(printed.slice(from, to)));
      from = to + mark.length;
    }
  }
  return answers;
}

function answerOf(text: string): Answer {
  return text.startsWith("Error: ")
    ? { k: "error", text: text.replaceAll(/\s+/g, " ") }
    : { k: "value", text: text.replace(/\n$/, "") };
}

async function printedBy(
  program: string,
  words: readonly string[],
  lines: string,
  folder: string,
  longestSilenceMs: number,
): Promise<string> {
  // Only a redirected file is answered line by line.
  const own = mkdtempSync(join(tmpdir(), "console-lines-"));
  writeFileSync(join(own, "lines"), lines);
  const input = openSync(join(own, "lines"), "r");
  try {
    const child = spawn(program, ["console", ...words], {
      cwd: folder,
      env: { ...process.env, CHECKPOINT_DISABLE: "1", NO_COLOR: "1" },
      stdio: [input, "pipe", "ignore"],
      // A process group, because Packer runs itself once more.
      detached: true,
    });
    let printed = "";
    const watch = setTimeout(() => child.pid && process.kill(-child.pid, "SIGKILL"), longestSilenceMs);
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
      watch.refresh();
    });
    await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
    clearTimeout(watch);
    return printed;
  } finally {
    closeSync(input);
    rmSync(own, { recursive: true });
    rmSync(join(folder, "crash.log"), { force: true });
  }
}
