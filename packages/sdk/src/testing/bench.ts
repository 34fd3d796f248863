// What a component needs to run: a folder, a voice that is written down, a ledger of resources, answers to questions.

import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Communicator } from "../communicator/communicator.ts";
import type { RunContext } from "../component/context.ts";
import type { Component, Prepared } from "../component/define.ts";
import type { PostProcessContext } from "../component/post-processor.ts";
import type { ProvisionContext } from "../component/provisioner.ts";
import type { EventBody } from "../event/event.ts";
import type { Generated } from "../machine/machine.ts";
import { createSecretFilter } from "../secrets/secret-filter.ts";
import type { BuildContext } from "../step/step.ts";
import { openLedger, type TestLedger } from "./ledger.ts";
import { prepareForTest, type TestConfig } from "./prepare-for-test.ts";
import { recordingUi } from "./recording-ui.ts";
import { runPipeline } from "./run-pipeline.ts";

/** What a bench is like. */
export interface BenchOptions {
  /** What the person at the terminal answers, in order. With no answer left, a question fails as where nobody is there. */
  readonly answers?: readonly string[];
  readonly flags?: Partial<RunContext["flags"]>;
  /** "docker.web"; default "null.web". */
  readonly buildName?: string;
  /** The kind of the builder; default: what stands before the dot of `buildName`. */
  readonly builderType?: string;
  readonly sensitiveVariables?: readonly string[];
}

/** Everything that a component sees and does in one test. */
export interface Bench {
  /** A folder of the test's own. */
  readonly folder: string;
  /** Where `context.temp` makes its files; there once it has made one. */
  readonly temporaryFolder: string;
  /** All that was said, masked as a person would see it: `==> text` for say, `    text` for message, `!!! text` for errors, `out text` and `err text` for programs, `??? text` for questions. */
  readonly lines: string[];
  /** What went to the log only. */
  readonly logLines: string[];
  readonly events: EventBody[];
  /** What components own, and what of it is left. */
  readonly ledger: TestLedger;
  /** Lines that show a secret: it was said before it was declared one. Each secret is a sensitive setting, or a value given to `context.secret`. */
  readonly leaks: () => readonly string[];
  /** Declares a secret, as a sensitive variable of a template is one. */
  readonly secret: (value: string) => void;
  /** Interrupts what runs. */
  readonly abort: AbortController;
  readonly context: RunContext;
  /** Prepares a component as `validate` does. `isWeak` is how JSON templates are decoded. */
  readonly prepare: <T>(
    component: Component<T>,
    config: TestConfig,
    isWeak?: boolean,
    generated?: Generated,
  ) => Promise<Prepared<T>>;
  /** Prepares a component that has nothing wrong; throws its messages where it has. */
  readonly ready: <T>(
    component: Component<T>,
    config: TestConfig,
    isWeak?: boolean,
    generated?: Generated,
  ) => Promise<T>;
  readonly provisionContext: (communicator: Communicator, generated?: Generated) => ProvisionContext;
  readonly postProcessContext: (generated?: Generated) => PostProcessContext;
  /** @param provision what happens when the builder hands its machine over */
  readonly buildContext: (provision?: BuildContext["provision"]) => BuildContext;
  /** Destroys what is left, and takes the folder away. */
  readonly remove: () => Promise<void>;
}

/** Makes a bench. `remove` it at the end of the test. */
export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "ingot-bench-"));
  const temporaryFolder = `${folder}-temporary`;
  const { buildName = "null.web", sensitiveVariables = [] } = options;
  const abort = new AbortController();
  const voice = openVoice();
  const ledger = openLedger();
  const { resources } = ledger.scope(abort.signal);
  const context: RunContext = {
    buildName,
    packerBuildName: buildName.split(".").at(-1) ?? "",
    builderType: options.builderType ?? buildName.split(".")[0] ?? "",
    runUuid: "00000000-0000-0000-0000-000000000001",
    versions: { ingot: "0.0.0", packerLevel: "1.16.0", node: "v20.20.0", system: "linux x64" },
    flags: { debug: false, force: false, onError: "cleanup", ...options.flags },
    sensitiveVariables,
    ui: voice.ui,
    ask: answerer(options.answers ?? [], voice.say),
    temp: temporaryFiles(temporaryFolder),
    resources,
    secret: voice.secret,
    signal: abort.signal,
  };
  const prepare: Bench["prepare"] = async (component, config, isWeak = false, generated = {}) => {
    const around = { isWeak, cwd: folder, flags: context.flags, signal: abort.signal, generated };
    const prepared = await prepareForTest(component, config, around);
    for (const secret of prepared.secrets) voice.secret(secret);
    return prepared;
  };
  return {
    folder,
    temporaryFolder,
    lines: voice.lines,
    logLines: voice.logLines,
    events: voice.events,
    ledger,
    leaks: voice.leaks,
    secret: voice.secret,
    abort,
    context,
    prepare,
    ready: async (component, config, isWeak, generated) => {
      const { value, diagnostics, unknown } = await prepare(component, config, isWeak, generated);
      if (value !== undefined) return value;
      const complaints = diagnostics.map((d) => `${d.subject?.filename}: ${d.summary}. ${d.detail}`);
      throw new Error([...complaints, ...unknown.map((name) => `${name}: its value is not known`)].join("\n"));
    },
    provisionContext: (communicator, generated = {}) => ({
      ...context,
      communicator,
      generated,
      tellWayIn: async () => undefined,
    }),
    postProcessContext: (generated = {}) => ({ ...context, generated }),
    buildContext: (provision = async () => undefined) => {
      const build: BuildContext = {
        ...context,
        provision,
        cleanupProvision: async () => undefined,
        runSteps: (pipeline, state) => runPipeline(pipeline, state, build, ledger),
      };
      return build;
    },
    remove: async () => {
      await ledger.clear();
      for (const one of [folder, temporaryFolder]) await rm(one, { recursive: true, force: true });
    },
  };
}

function openVoice() {
  const lines: string[] = [];
  const logLines: string[] = [];
  const events: EventBody[] = [];
  const filter = createSecretFilter();
  const say = (text: string) => {
    lines.push(filter.text(text));
  };
  return {
    lines,
    logLines,
    events,
    say,
    ui: recordingUi({
      line: say,
      log: (text) => void logLines.push(filter.text(text)),
      event: (event) => void events.push(event),
    }),
    secret: (value: string) => void filter.add(value),
    // What was said with all secrets known stays as it is now.
    leaks: () => [...lines, ...logLines].filter((line) => filter.text(line) !== line),
  };
}

function answerer(answers: readonly string[], say: (text: string) => void): RunContext["ask"] {
  const waiting = [...answers];
  return async (prompt, _, signal) => {
    signal.throwIfAborted();
    say(`??? ${prompt}`);
    const answer = waiting.shift();
    if (answer === undefined) throw new Error("nobody is there to answer");
    return answer;
  };
}

function temporaryFiles(folder: string): RunContext["temp"] {
  return {
    file: async (prefix, suffix = "") => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${prefix}${randomBytes(8).toString("hex")}${suffix}`);
      await writeFile(path, "", { mode: 0o600 });
      return path;
    },
    directory: async (prefix) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return mkdtemp(join(folder, prefix));
    },
  };
}
