import { type Bus, createBus, type Run, runBuilds } from "@ingot/engine";
import { parseGoDuration, type TemplateFacts, type VersionFacts } from "@ingot/sdk";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import type { Host } from "../host.ts";
import { askAtTerminal, askInTurn, askNobody } from "../output/ask.ts";
import { palette, usesColour } from "../output/colours.ts";
import { progressModes } from "../output/live/choose-view.ts";
import { openRenderers } from "../output/open-renderers.ts";
import { type BegunRun, beginRun } from "../session/begin-run.ts";
import { heartbeatSetting } from "../session/heartbeat-setting.ts";
import type { Interrupts } from "../session/interrupts.ts";
import { offerCleanup } from "../session/offer-cleanup.ts";
import { openRecords, recordFlags } from "../session/open-records.ts";
import { pluginRulesOf, prereleaseFlag } from "../session/plugin-rules.ts";
import { type ReadPlan, readPlan } from "../session/read-plan.ts";
import { templateFacts, versionFacts } from "../session/run-facts.ts";
import { runInterruptibly } from "../session/run-interruptibly.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";
import { tellUnfinished } from "../session/tell-unfinished.ts";
import { loadOptionsOf, selectionOf, templateFlags } from "../session/template-flags.ts";

const table = defineCommand({
  name: "build",
  summary:
    "Builds the images that a template describes, all at once unless told otherwise. Exits with 0 when every build succeeded, with 1 when one failed or was interrupted.",
  positional: { usage: "TEMPLATE", min: 1, max: 1 },
  flags: {
    ...templateFlags,
    ...prereleaseFlag,
    color: {
      kind: "bool",
      default: true,
      help: "Write without colours. They are on at a terminal; -color=true writes them into a pipe, too.",
    },
    debug: {
      kind: "bool",
      default: false,
      help: "Stop after each step and ask before going on; builds run one after another.",
    },
    force: {
      kind: "bool",
      default: false,
      help: "Replace what an earlier build has made, where a builder would refuse to.",
    },
    "on-error": {
      kind: "enum",
      values: ["cleanup", "abort", "ask", "run-cleanup-provisioner"],
      default: "cleanup",
      help: "What to do when a build fails: remove what it made (cleanup), leave everything (abort), ask, or only run the error-cleanup-provisioner.",
    },
    ...recordFlags,
    "skip-enforcement": {
      kind: "bool",
      default: false,
      // What HCP would put into every build is never put there.
      help: "Has no effect: there are no provisioners that a service enforces.",
      hidden: true,
    },
    "parallel-builds": { kind: "int", default: 0, valueName: "n", help: "As many builds at once; 0 is no limit." },
    progress: {
      kind: "enum",
      values: progressModes,
      default: "auto",
      help: "How a run is shown: as the log alone (plain), or with a lane for each running build under it (tty). With auto, a terminal has the lanes, unless the variable CI is set.",
    },
    timeout: {
      kind: "string",
      valueName: "duration",
      help: "How long each build may take, such as 45m or 2h, whatever the template says. Then it is stopped and cleaned up; 0 is no limit.",
    },
    "timestamp-ui": { kind: "bool", default: false, help: "Write the time in front of every line." },
    "machine-readable": {
      kind: "bool",
      default: false,
      // The exact word is taken out before; what is left is another spelling, which in Packer, too, does nothing (core-cli 1).
      help: "Only in this spelling; prints lines for programs.",
      hidden: true,
    },
    "warn-on-undeclared-var": {
      kind: "bool",
      default: false,
      help: "Warn of values in variable files that the template does not declare.",
    },
    "use-sequential-evaluation": {
      kind: "bool",
      default: false,
      help: "Evaluate all data sources first, then all locals.",
    },
  },
});

const hasNoEffect = {
  severity: "warning",
  summary: "-machine-readable has no effect in this spelling",
  detail: "As in Packer, only the exact word switches the output. Write -machine-readable, with one dash and no value.",
} as const;

type Flags = Parameters<Parameters<typeof commandOf<(typeof table)["flags"]>>[1]>[0]["flags"];

export const build = commandOf(table, async ({ flags, given, positional, version, host }) => {
  const isColoured = usesColour(flags.color, given.has("color"), host);
  // Every component and program of the run may read it.
  const runUuid = host.events.run;
  process.env.PACKER_RUN_UUID = runUuid;
  const records = await openRecords(flags, { host, isColoured });
  if (!records) return 1;
  if (given.has("machine-readable")) await showDiagnostics([hasNoEffect], new Map(), { isColoured, host });
  const timeout = flags.timeout === undefined ? undefined : parseGoDuration(flags.timeout);
  if (flags.timeout !== undefined && (!timeout || timeout.nanoseconds < 0n)) {
    await showDiagnostics([noDuration(flags.timeout)], new Map(), { isColoured, host });
    return 1;
  }
  const heartbeatMs = heartbeatSetting(host.env);
  if (typeof heartbeatMs !== "number") {
    await showDiagnostics([heartbeatMs], new Map(), { isColoured, host });
    return 1;
  }
  const versions = versionFacts(version);
  const work = runInterruptibly(isColoured, host, async (interrupts) => {
    const begun = beginRun(host);
    interrupts.setLastWords(() => tellUnfinished(begun.run));
    try {
      const timeoutMs = timeout?.milliseconds;
      return await buildTemplate(positional[0] ?? "", flags, {
        host,
        isColoured,
        runUuid,
        begun,
        interrupts,
        timeoutMs,
        heartbeatMs,
        versions,
      });
    } finally {
      await begun.run.close(new AbortController().signal);
    }
  });
  return work.finally(records.close);
});

interface Session {
  readonly host: Host;
  readonly isColoured: boolean;
  readonly runUuid: string;
  readonly begun: BegunRun;
  readonly interrupts: Interrupts;
  /** -timeout */
  readonly timeoutMs: number | undefined;
  readonly heartbeatMs: number;
  readonly versions: VersionFacts;
}

async function buildTemplate(path: string, flags: Flags, session: Session): Promise<number> {
  const { host, isColoured, interrupts, begun } = session;
  const { signal } = interrupts;
  const read = await readPlan({
    path,
    load: loadOptionsOf(flags, flags["warn-on-undeclared-var"], host),
    selection: selectionOf(flags),
    dataSources: "read",
    sequential: flags["use-sequential-evaluation"],
    syntaxOnly: false,
    warnsOfUnused: false,
    flags: { debug: flags.debug, force: flags.force, onError: flags["on-error"] },
    rules: pluginRulesOf(flags, host),
    run: begun.run,
    host,
    isColoured,
    signal,
  });
  if (!read || read === "syntax") return 1;
  try {
    if (read.plan.builds.length === 0) {
      await showDiagnostics([noBuilds(read.plan.buildNames)], read.sources, { isColoured, host });
      return 1;
    }
    if (read.prepared.builds.length === 0) return 1;
    await offerCleanup({ registry: read.registry, host, signal });
    return await runPlan(read, templateFacts(path, read.sources), flags, session);
  } finally {
    await read.close();
  }
}

async function runPlan(read: ReadPlan, template: TemplateFacts, flags: Flags, session: Session): Promise<number> {
  const { host, isColoured, runUuid, begun, interrupts, timeoutMs, heartbeatMs, versions } = session;
  const { run } = begun;
  const { signal } = interrupts;
  const { sources } = read;
  const renderers = await openRenderers({
    host,
    isColoured,
    hasTimestamps: flags["timestamp-ui"],
    progress: flags.progress,
    sources,
  });
  if ("severity" in renderers) {
    await showDiagnostics([renderers], new Map(), { host, isColoured });
    return 1;
  }
  const bus = createBus({ stamp: host.events.stamp, renderers, masker: read.secrets, heartbeatMs });
  begun.tell(bus);
  interrupts.setTeller((name) => bus.emit({ type: "interrupt", signal: name, isSecond: false }));
  const startedAt = performance.now();
  const names = read.prepared.builds.map(({ planned }) => planned.name);
  if (flags.debug) bus.ui().say("Debug mode enabled. Builds will not be parallelized.");
  bus.emit({ type: "run-start", builds: names, template, versions });
  if (isColoured) await host.print("say", banner(names));
  try {
    const results = await runBuilds(read.prepared.builds, {
      run,
      runUuid,
      versions,
      registry: read.registry,
      bus,
      askFor: askInTurn((build) => (host.isForPeople ? askAtTerminal(host, build) : askNobody), bus),
      around: {
        signal,
        cwd: host.cwd,
        env: host.env,
        force: flags.force,
        flags: { debug: flags.debug, force: flags.force, onError: flags["on-error"] },
        sensitiveVariables: read.plan.sensitiveVariables,
        holdsSecret: (text) => read.secrets.text(text) !== text,
      },
      timeoutMs,
      parallelBuilds: flags["parallel-builds"],
      secret: (value) => {
        const warning = read.secrets.add(value);
        if (warning) bus.emit({ type: "log", level: "warn", source: "ingot", text: warning.detail });
      },
      signal,
    });
    const failed = results.filter((result) => result.error !== undefined).length;
    await closeRun(run, bus);
    const outcome = signal.aborted ? "cancelled" : failed > 0 ? "failed" : "done";
    bus.emit({ type: "run-end", tookMs: performance.now() - startedAt, outcome, failed });
    return outcome === "done" && !read.hasErrors ? 0 : 1;
  } finally {
    await bus.close();
  }
}

/** Removes the rest of what the run made, and says what could not be removed or was left on purpose. */
async function closeRun(run: Run, bus: Bus): Promise<void> {
  const end = await run.close(new AbortController().signal);
  const ui = bus.ui();
  for (const { thing, reason } of end.left) ui.error(`Could not remove ${thing.description}: ${reason}`);
  if (end.left.length > 0) ui.say(`Run this to try again: ingot cleanup -run=${run.id}`);
  if (end.kept.length > 0) {
    ui.say(`Left as it is, because of -on-error: ${end.kept.map(({ description }) => description).join(", ")}`);
    ui.say(`Run this to remove it: ingot cleanup -kept -run=${run.id}`);
  }
}

function banner(names: readonly string[]): string {
  const paint = palette(true);
  return `${names.map((name, index) => paint.build(index, `${name}: output will be in this color.`, true)).join("\n")}\n\n`;
}

function noDuration(text: string) {
  return {
    severity: "error",
    summary: "Invalid -timeout",
    detail: `"${text}" is not how long a build may take. Write a number with a unit, such as -timeout=45m or -timeout=2h.`,
  } as const;
}

function noBuilds(names: readonly string[]) {
  return {
    severity: "error",
    summary: "No builds to run",
    detail: `-only and -except leave nothing to build. The builds of this template are: ${names.join(", ") || "none"}.`,
  } as const;
}
