import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ui } from "../src/event/ui.ts";
import type { StepContext } from "../src/step/step.ts";

export interface StepBench {
  readonly context: StepContext;
  /** Everything said: `==> text`, `log text`. */
  readonly lines: string[];
  readonly abort: AbortController;
  readonly folder: string;
  /** Undoes what steps have deferred. */
  readonly end: () => Promise<void>;
}

/** What a step that owns no resources needs to run by itself. */
export async function makeStepBench(answers: readonly string[] = []): Promise<StepBench> {
  const folder = await mkdtemp(join(tmpdir(), "ingot-step-"));
  const lines: string[] = [];
  const abort = new AbortController();
  const undo: (() => void | Promise<void>)[] = [];
  const waiting = [...answers];
  const ui: Ui = {
    say: (text) => void lines.push(`==> ${text}`),
    message: (text) => void lines.push(`    ${text}`),
    error: (text) => void lines.push(`!!! ${text}`),
    log: (text) => void lines.push(`log ${text}`),
    output: () => ({ write: () => undefined, end: async () => undefined }),
    progress: () => ({ update: () => undefined, end: () => undefined }),
    emit: () => undefined,
    as: () => ui,
  };
  const refuse = () => Promise.reject(new Error("nothing of the kind here"));
  const resources = { own: refuse, release: refuse, findHolder: refuse };
  const build: StepContext["build"] = {
    buildName: "null.web",
    packerBuildName: "web",
    builderType: "null",
    runUuid: "00000000-0000-0000-0000-000000000001",
    versions: { ingot: "0.0.0", packerLevel: "1.16.0", node: "v20.20.0", system: "linux x64" },
    flags: { debug: false, force: false, onError: "cleanup" },
    sensitiveVariables: [],
    ui,
    ask: async (prompt) => {
      lines.push(`??? ${prompt}`);
      return waiting.shift() ?? refuse();
    },
    temp: {
      file: async (prefix, suffix = "") => {
        const path = join(folder, `${prefix}${randomBytes(8).toString("hex")}${suffix}`);
        await writeFile(path, "", { mode: 0o600 });
        return path;
      },
      directory: (prefix) => mkdtemp(join(folder, prefix)),
    },
    resources,
    secret: () => undefined,
    signal: abort.signal,
    provision: refuse,
    cleanupProvision: refuse,
    runSteps: refuse,
  };
  return {
    folder,
    lines,
    abort,
    context: { build, ui, resources, defer: (one) => void undo.push(one), attempt: 1, signal: abort.signal },
    end: async () => {
      for (const one of undo.reverse()) await one();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
