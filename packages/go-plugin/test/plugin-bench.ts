// What a component of a plugin needs to be prepared and to run, with a record of what is said, and of the processes that were started.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Diagnostic, type Range, V, type Value } from "@ingot/hcl";
import {
  type BuildContext,
  bodyFromValue,
  type Component,
  fromJs,
  type Holding,
  type PrepareContext,
  type Prepared,
  type Resources,
  type Ui,
} from "@ingot/sdk";
import { type GoPlugins, type GoPluginsOptions, openGoPlugins } from "../src/host/open-go-plugins.ts";
import type { PluginProgram } from "../src/host/plugin-program.ts";

export interface PluginBench {
  readonly plugins: GoPlugins;
  /** Everything said and logged: `==> text`, `!!! text`, `log text`. */
  readonly lines: string[];
  readonly abort: AbortController;
  readonly prepare: <T>(
    component: Component<T>,
    config: object,
    more?: Partial<PrepareContext>,
  ) => Promise<Prepared<T>>;
  readonly buildContext: (more?: Partial<BuildContext>) => BuildContext;
  /** Ends what the components hold, as the end of a build does. */
  readonly endBuild: () => Promise<void>;
  /** The process ids of the fake plugins that were started. */
  readonly started: () => readonly number[];
  readonly close: () => Promise<void>;
}

const fakePlugin = fileURLToPath(new URL("fake-plugin.ts", import.meta.url));

/** The fake plugin with one fault. */
export function fakeProgram(fault: string): PluginProgram {
  return { path: process.execPath, args: () => ["--import", "tsx", fakePlugin, fault], encoding: "gob" };
}

const range: Range = {
  filename: "t.pkr.hcl",
  start: { line: 1, column: 1, byte: 0 },
  end: { line: 1, column: 2, byte: 1 },
};

/** Opens a bench; close it. */
export function openPluginBench(options: Partial<GoPluginsOptions> = {}): PluginBench {
  const folder = mkdtempSync(join(tmpdir(), "ingot-plugins-"));
  const starts = join(folder, "starts");
  writeFileSync(starts, "");
  const lines: string[] = [];
  const plugins = openGoPlugins({
    log: (line) => void lines.push(`log ${line}`),
    ...options,
    env: { ...process.env, ...options.env, FAKE_STARTS: starts },
  });
  const abort = new AbortController();
  const ends: (() => Promise<void>)[] = [];
  const newHolding = (): Holding => {
    const kept = new Map<string, unknown>();
    return {
      keep: (name, make, end) => {
        if (!kept.has(name)) {
          const made = make();
          kept.set(name, made);
          ends.push(() => end(made));
        }
        return kept.get(name) as never;
      },
    };
  };
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
  const resources: Resources = { own: refuse, release: refuse, findHolder: refuse };
  const flags = { debug: false, force: false, onError: "cleanup" } as const;
  const endBuild = async () => {
    await Promise.all(ends.splice(0).map((end) => end()));
  };
  return {
    plugins,
    lines,
    abort,
    prepare: (component, config, more) =>
      component.prepare(
        bodyFromValue(bodyOf(config), more?.facts?.dialect === "json", { range, rangeOf: () => range }),
        {
          component: { kind: "builder", type: "fake" },
          interpolate: (text) => ({ value: text }),
          render: (text) => text,
        },
        {
          signal: abort.signal,
          cwd: folder,
          env: {},
          force: false,
          facts: { dialect: "hcl2", startedAt: new Date(0), cwd: folder, packerVersion: "1.16.0", buildName: "web" },
          flags,
          sensitiveVariables: [],
          buildNames: ["ID"],
          holding: newHolding(),
          ...more,
        },
      ),
    buildContext: (more) => ({
      buildName: "fake.web",
      packerBuildName: "web",
      builderType: "fake",
      runUuid: "u",
      versions: { ingot: "0", packerLevel: "1.16.0", node: "v20", system: "linux x64" },
      flags,
      sensitiveVariables: [],
      ui,
      ask: refuse,
      temp: { file: refuse, directory: refuse },
      resources,
      secret: () => undefined,
      signal: abort.signal,
      provision: refuse,
      cleanupProvision: refuse,
      runSteps: refuse,
      ...more,
    }),
    endBuild,
    started: () =>
      readFileSync(starts, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => Number(line.split(" ")[1])),
    close: async () => {
      await endBuild();
      await plugins.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Plain data, or values of HCL by name. */
function bodyOf(config: object): Value {
  return V.object(
    Object.entries(config).map(([name, part]) => [name, part?.k ? (part as Value) : fromJs(part)] as const),
  );
}

/** Whether a process is there and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Diagnostics as `severity: summary | detail`. */
export function told(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ severity, summary, detail }) => `${severity}: ${summary} | ${detail}`);
}
