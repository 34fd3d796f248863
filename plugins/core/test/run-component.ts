// What a component needs to run by itself: a real folder, real processes, and a record of everything it says.

import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Artifact,
  type BuildContext,
  bodyFromValue,
  type Communicator,
  type Component,
  fromJs,
  type Generated,
  interpolate,
  type PostProcessContext,
  type Prepared,
  type ProvisionContext,
  type Range,
  type Resources,
  type RunContext,
  runProcess,
  type Ui,
} from "@ingot/sdk";

const position = { line: 1, column: 1, byte: 0 };

export interface Bench {
  /** A folder of the test's own. */
  readonly folder: string;
  /** Everything said, in order: `==> text` for say, `    text` for message, `!!! text` for errors, `out text` and `err text` for output. */
  readonly lines: string[];
  readonly context: RunContext;
  readonly abort: AbortController;
  /** Prepares a component as `validate` does. `weak` is how JSON templates are decoded. */
  readonly prepare: <T>(component: Component<T>, config: object, weak?: boolean) => Promise<Prepared<T>>;
  /** What is wrong with a config, as `place: summary`. */
  readonly complaints: <T>(component: Component<T>, config: object) => Promise<string[]>;
  /** Prepares a component that has nothing wrong. */
  readonly ready: <T>(component: Component<T>, config: object, weak?: boolean) => Promise<T>;
  readonly provisionContext: (communicator: Communicator, generated?: Generated) => ProvisionContext;
  readonly postProcessContext: (generated?: Generated) => PostProcessContext;
  readonly buildContext: (provision?: BuildContext["provision"]) => BuildContext;
  readonly remove: () => Promise<void>;
}

/** Makes a bench; `answers` are what the person at the terminal says, in order. */
export async function makeBench(answers: readonly string[] = []): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "ingot-core-"));
  const temporary = join(folder, ".temporary");
  await mkdir(temporary);
  const lines: string[] = [];
  const abort = new AbortController();
  const waiting = [...answers];
  const context: RunContext = {
    buildName: "null.web",
    packerBuildName: "web",
    builderType: "null",
    runUuid: "00000000-0000-0000-0000-000000000001",
    versions: { ingot: "0.0.0", packerLevel: "1.16.0", node: "v20.20.0", system: "linux x64" },
    flags: { debug: false, force: false, onError: "cleanup" },
    sensitiveVariables: [],
    ui: recordingUi(lines),
    ask: async (prompt) => {
      lines.push(`??? ${prompt}`);
      const answer = waiting.shift();
      if (answer === undefined) throw new Error("nobody is there to answer");
      return answer;
    },
    temp: {
      file: async (prefix, suffix = "") => {
        const path = join(temporary, `${prefix}${randomBytes(8).toString("hex")}${suffix}`);
        await writeFile(path, "", { mode: 0o600 });
        return path;
      },
      directory: (prefix) => mkdtemp(join(temporary, prefix)),
    },
    resources: plainResources(),
    secret: () => undefined,
    signal: abort.signal,
  };
  const prepare: Bench["prepare"] = (component, config, weak = false) => {
    const rangeOf = (path: readonly (string | number)[]): Range => ({
      filename: path.join("."),
      start: position,
      end: position,
    });
    const body = bodyFromValue(fromJs(config), weak, { range: rangeOf(["header"]), rangeOf });
    const around = { dialect: "hcl2", startedAt: new Date(0), cwd: folder, packerVersion: "0.0.0" } as const;
    const decode = {
      component: { kind: "component", type: "test" },
      interpolate: (text: string) => interpolate(text, around),
      render: (text: string, data: object) => {
        const rendered = interpolate(text, { ...around, data: data as Record<string, unknown> });
        if ("error" in rendered) throw new Error(rendered.error);
        return rendered.value;
      },
    };
    return component.prepare(body, decode, {
      signal: abort.signal,
      cwd: folder,
      env: process.env,
      force: false,
      facts: around,
      flags: { debug: false, force: false, onError: "cleanup" },
      sensitiveVariables: [],
      buildNames: [],
      holding: { keep: (_, make) => make() },
    });
  };
  return {
    folder,
    lines,
    context,
    abort,
    prepare,
    complaints: async (component, config) => {
      const { diagnostics } = await prepare(component, config);
      return diagnostics.map((d) => `${d.subject?.filename}: ${d.summary}`);
    },
    ready: async (component, config, weak) => {
      const { value, diagnostics } = await prepare(component, config, weak);
      if (value === undefined) throw new Error(diagnostics.map((d) => `${d.summary}. ${d.detail}`).join("\n"));
      return value;
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
        runSteps: async (pipeline, first) => {
          let state: object = first;
          const around = { build, ui: context.ui, resources: context.resources, defer: () => undefined, attempt: 1 };
          for (const node of pipeline.nodes)
            state = { ...state, ...(await node.run(state as never, { ...around, signal: abort.signal })) };
          return state as never;
        },
      };
      return build;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** An artifact of some files. */
export function artifactOf(files: readonly string[], destroyed: string[] = []): Artifact {
  return {
    builderId: "test.files",
    id: "id-1",
    files,
    text: "some files",
    state: async () => undefined,
    destroy: async () => void destroyed.push("the input"),
  };
}

function recordingUi(lines: string[]): Ui {
  const ui: Ui = {
    say: (text) => void lines.push(`==> ${text}`),
    message: (text) => void lines.push(`    ${text}`),
    error: (text) => void lines.push(`!!! ${text}`),
    log: () => undefined,
    output: (stream) => {
      let rest = "";
      const prefix = stream === "stdout" ? "out" : "err";
      return {
        write: (chunk) => {
          const parts = (rest + Buffer.from(chunk).toString("utf8")).split("\n");
          rest = parts.pop() ?? "";
          lines.push(...parts.map((line) => `${prefix} ${line}`));
        },
        end: async () => {
          if (rest !== "") lines.push(`${prefix} ${rest}`);
        },
      };
    },
    progress: () => ({ update: () => undefined, end: () => undefined }),
    emit: () => undefined,
    as: () => ui,
  };
  return ui;
}

/** Resources without a journal: made when owned, destroyed when released. */
function plainResources(): Resources {
  const destroyers = new Map<number, () => Promise<void>>();
  return {
    own: async (kind, makeSpec, create) => {
      const spec = makeSpec(randomBytes(8).toString("hex"));
      const signal = new AbortController().signal;
      const id = await create(spec, signal);
      const n = destroyers.size;
      const secret = () => Promise.reject(new Error("no secrets here"));
      destroyers.set(n, () => kind.destroy(spec, id, { signal, secret }));
      return { n, kind: kind.kind, id };
    },
    findHolder: async () => undefined,
    release: async (...owned) => {
      for (const { n } of owned) await destroyers.get(n)?.();
    },
  };
}

/** A communicator to a folder of this host: `/machine` in a command or path stands for it. */
export function folderCommunicator(root: string, log: string[] = []): Communicator {
  const real = (path: string) => path.replaceAll("/machine", root);
  return {
    type: "folder",
    exec: async (command, { stdout, stderr, stdin, signal }) => {
      log.push(command);
      return runProcess("/bin/sh", ["-c", real(command)], {
        ...(stdin ? { stdin } : {}),
        ...(stdout ? { stdout } : {}),
        ...(stderr ? { stderr } : {}),
        signal,
      });
    },
    upload: async (to, content, meta) => {
      log.push(`upload ${to} ${meta.mode?.toString(8)} ${meta.sizeBytes}`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      await writeFile(real(to), Buffer.concat(chunks), { mode: meta.mode ?? 0o644 });
    },
    uploadDirectory: async (to, from) => void log.push(`uploadDirectory ${to} ${from}`),
    download: async (from, to) => {
      log.push(`download ${from}`);
      await to(await readFile(real(from)));
    },
    downloadDirectory: async (from, to) => void log.push(`downloadDirectory ${from} ${to}`),
  };
}
