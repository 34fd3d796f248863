// The process in which cases run: it says that it is ready, then answers every question with the outcome of its case.

import { type CaseResult, failed } from "./case.ts";
import type { Question } from "./run-cases.ts";
import { runners } from "./runners.ts";

async function answer({ category, given }: Question): Promise<CaseResult> {
  const run = Object.hasOwn(runners, category) ? runners[category] : undefined;
  if (!run) return failed(`the category ${category} is not known`);
  try {
    return await run(given);
  } catch (error) {
    return failed(`the case threw: ${error instanceof Error ? error.message : String(error)}`);
  }
}

process.on("message", async (question: Question) => process.send?.(await answer(question)));
process.send?.("ready");
