import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Communicator, noneCommunicator, type Sink } from "@ingot/sdk";
import { beforeAll, describe, expect, test } from "vitest";
import { buildInGo, type GoPeer, provisionInGo } from "../../packages/go-plugin/test/play-host.ts";
import { goProgram, noGo } from "./go-programs.ts";

const never = () => new AbortController().signal;

/** What a sink took, as text. */
function collect() {
  const parts: Uint8Array[] = [];
  const sink = (chunk: Uint8Array) => void parts.push(chunk);
  return { sink, text: () => Buffer.concat(parts).toString() };
}

async function* from(...parts: readonly (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    yield Buffer.from("more\n");
  }
}

/** This machine, by a shell. */
const local: Communicator = {
  ...noneCommunicator,
  exec: (command, { stdin, stdout, stderr, signal }) =>
    new Promise((resolve, reject) => {
      if (command.startsWith("cannot-start")) return reject(new Error("there is no shell here"));
      const child = spawn("/bin/sh", ["-c", command], { stdio: "pipe", signal });
      const drain = async (stream: AsyncIterable<Uint8Array>, sink: Sink | undefined) => {
        for await (const chunk of stream) await sink?.(chunk);
      };
      const drained = Promise.all([drain(child.stdout, stdout), drain(child.stderr, stderr)]);
      drained.catch(reject);
      child.stdin.on("error", () => undefined);
      drain(stdin ?? from(), (chunk) => void child.stdin.write(chunk)).then(
        () => child.stdin.end(),
        () => child.stdin.end(),
      );
      child.on("error", reject);
      child.on("close", (code, name) =>
        drained.then(() => resolve(name ? { k: "signalled", signal: name } : { k: "exited", code: code ?? 0 }), reject),
      );
    }),
};

const programs = [
  ["SDK 0.6, protobuf", "probe", "protobuf"],
  ["SDK 0.6, gob", "probe", "gob"],
  ["SDK 0.2", "old", "gob"],
] as const;

describe.skipIf(noGo).each(programs)("the services, with Go at the other end: %s", (_, name, encoding) => {
  let peer: GoPeer;
  beforeAll(async () => {
    peer = { path: await goProgram(name), encoding };
  }, 300_000);

  test("a machine in Go is ours to work on", async () => {
    const said: string[] = [];
    const folder = await mkdtemp(join(tmpdir(), "services-"));
    const data = Buffer.alloc(3_000_000, "abc");
    const seen: unknown[] = [];
    const config = { image: "img", progress: true, ask: "name?" };
    const work = buildInGo(
      peer,
      config,
      async (_name, { communicator, generated, ui, ask }) => {
        const signal = never();
        const run = async (command: string, stdin?: AsyncIterable<Uint8Array>) => {
          const [out, err] = [collect(), collect()];
          const streams = { stdout: out.sink, stderr: err.sink, signal };
          const exit = await communicator.exec(command, stdin ? { stdin, ...streams } : streams);
          return [exit, out.text(), err.text()];
        };
        seen.push([generated.Port, generated.ProbeFact]);
        seen.push(await run("cat; echo err >&2; exit 7", from("in", "put")));
        seen.push(await run("exit 3", endless()));
        seen.push(await run("cannot-start").catch((error: Error) => error.message));
        const exits = await Promise.all(Array.from({ length: 20 }, (_, at) => run(`echo ${at}; exit ${at}`)));
        seen.push(exits.every(([exit, out], at) => out === `${at}\n` && (exit as { code: number }).code === at));
        const [, zeros] = await run("head -c 8000000 /dev/zero");
        seen.push((zeros as string).length);
        const meta = { mode: 0o750, sizeBytes: data.length };
        await communicator.upload("up.bin", from(data.subarray(0, 999), data.subarray(999)), meta, { signal });
        seen.push(await run("stat -c %a up.bin"));
        const down = collect();
        await communicator.download("up.bin", down.sink, { signal });
        seen.push(down.text() === data.toString());
        await communicator.download("none", down.sink, { signal }).catch((error: Error) => seen.push(error.message));
        await writeFile(join(folder, "f"), "x");
        await communicator.uploadDirectory("folder", `${folder}/`, { signal });
        await communicator.downloadDirectory("folder", join(folder, "back"), { signal });
        seen.push(await readFile(join(folder, "back/f"), "utf8"));
        const broken = (async function* () {
          yield Buffer.from("half");
          throw new Error("the source broke");
        })();
        await communicator.upload("half", broken, {}, { signal }).catch((error: Error) => seen.push(error.message));
        ui.say("said over there");
        ui.message(await ask("inner?", [], signal));
      },
      said,
      async (artifact) => {
        seen.push([artifact.builderId, artifact.id, await artifact.state("probe.map"), await artifact.state("none")]);
        await artifact.destroy(never());
      },
    );
    await work.finally(() => rm(folder, { recursive: true }));
    const exited = (code: number, ...texts: string[]) => [{ k: "exited", code }, ...texts];
    expect(seen).toEqual([
      [22, "fact of img"],
      exited(7, "input", "err\n"),
      exited(3, "", ""),
      "this machine does not start that",
      true,
      8_000_000,
      exited(0, "750\n", ""),
      true,
      expect.stringContaining("no such file or directory"),
      "x",
      "the source broke",
      ["ingot.probe", "probe-b", { count: 300, ratio: 0.5, on: true, none: null }, undefined],
    ]);
    expect(said.slice(2)).toEqual([
      "say Answer: answer to name?",
      "progress of image.iso: 1048576 of 1048576",
      "say Read 1048576 bytes (<nil>)",
      "say said over there",
      "message answer to inner?",
    ]);
  });

  const line = name === "old" ? "message" : "say";
  test.each<[string, object, readonly string[], string]>([
    [
      "input and output",
      { commands: ["cat; echo no >&2"], input: "one\ntwo\n" },
      [`${line} one`, `${line} two`, "error no"],
      "",
    ],
    ["a status", { commands: ["exit 9"] }, [], "ended with status 9"],
    ["a signal", { commands: ["kill -TERM $$"] }, [], "ended with status 143"],
    ["no start", { commands: ["cannot-start"] }, [], "there is no shell here"],
    [
      "no machine for files",
      { download: "/x", to: "/y" },
      [],
      "Download is not implemented when communicator = 'none'",
    ],
    ["no machine for folders", { download_dir: "/x", to: "/y" }, [], "DownloadDir is not implemented"],
  ])("Go works on a machine of ours: %s", async (_name, config, words, failure) => {
    const said: string[] = [];
    const outcome = await provisionInGo(peer, { ...config }, local, said).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(outcome).toContain(failure);
    expect(failure === "" ? outcome : "").toBe("");
    expect([...said.slice(1)].sort()).toEqual([...words].sort());
  });

  test("Go sends and takes files of ours", async () => {
    const folder = await mkdtemp(join(tmpdir(), "services-"));
    const seen: unknown[] = [];
    const machine: Communicator = {
      ...local,
      upload: async (to, content, { mode, sizeBytes, name }) => {
        let length = 0;
        for await (const chunk of content) length += chunk.length;
        seen.push([to, length, mode, sizeBytes, name]);
      },
      uploadDirectory: async (to, source, { exclude }) => void seen.push([to, source, exclude]),
      download: async (_from, to) => {
        for (let part = 0; part < 30; part++) await to(new Uint8Array(100_000));
      },
    };
    await writeFile(join(folder, "sent.sh"), Buffer.alloc(1_000_000), { mode: 0o700 });
    const source = join(folder, "sent.sh");
    const to = join(folder, "taken");
    const config = { source, upload: "/r/s", source_dir: "/etc/apt", to, download: "/big" };
    await provisionInGo(peer, config, machine, []);
    expect(seen).toEqual([
      ["/r/s", 1_000_000, 0o700, 1_000_000, "sent.sh"],
      [to, "/etc/apt", undefined],
    ]);
    expect((await stat(to)).size).toBe(3_000_000);
    await rm(folder, { recursive: true });
  });

  test("a command of ours ends when Go's provisioner is cancelled", async () => {
    const stop = new AbortController();
    let isAborted = false;
    const machine: Communicator = {
      ...local,
      exec: (command, options) => {
        options.signal.addEventListener("abort", () => {
          isAborted = true;
        });
        setImmediate(() => stop.abort(new Error("Ctrl-C")));
        return local.exec(command, options);
      },
    };
    await expect(provisionInGo(peer, { commands: ["sleep 60"] }, machine, [], stop.signal)).rejects.toThrow("Ctrl-C");
    expect(isAborted).toBe(true);
  });
});
