import { rm, writeFile } from "node:fs/promises";
import { processStat } from "@ingot/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeDocker, fakeDocker } from "../../test/fake-docker.ts";
import type { Container } from "./container.ts";
import { execArguments, execCommand } from "./exec-command.ts";

// The stand-in runs the command on this machine; "container" ends the client's own arguments.
const runHere = `
case "$1" in
inspect) [ -e "$FOLDER/stopped" ] && echo '[false]' || echo '[true]'; exit ;;
exec) ;;
esac
[ -e "$FOLDER/refuses" ] && { echo "OCI runtime exec failed" >&2; exit 126; }
while [ "$1" != container ]; do shift; done
shift
exec "$@"
`;

let fake: FakeDocker;
let container: Container;
beforeAll(async () => {
  fake = await fakeDocker(runHere);
  const gone = new AbortController().signal;
  container = {
    engine: fake.engine,
    clientName: "docker",
    id: "container",
    execUser: undefined,
    hasTerminal: false,
    uploadOwner: undefined,
    mountPoint: "/shared",
    memoryPaths: [],
    gone,
  };
});
afterAll(() => fake.remove());

async function* bytes(text: string) {
  yield Buffer.from(text);
}

async function run(command: string, stdin?: string, signal = new AbortController().signal) {
  let [out, err] = ["", ""];
  const exit = await execCommand(container, command, {
    ...(stdin === undefined ? {} : { stdin: bytes(stdin) }),
    stdout: (chunk) => {
      out += Buffer.from(chunk).toString();
    },
    stderr: (chunk) => {
      err += Buffer.from(chunk).toString();
    },
    signal,
  });
  return { exit, out, err };
}

test.each<[string, string | undefined, unknown]>([
  ["echo hi", undefined, { exit: { k: "exited", code: 0 }, out: "hi\n", err: "" }],
  ["echo no >&2; exit 7", undefined, { exit: { k: "exited", code: 7 }, out: "", err: "no\n" }],
  ["cat; echo \"'$0'\"", "in", { exit: { k: "exited", code: 0 }, out: "in'/bin/sh'\n", err: "" }],
  ["printf 'no line end'", undefined, { exit: { k: "exited", code: 0 }, out: "no line end", err: "" }],
  ["echo $1:$#; (exit 3) || echo $?", undefined, { exit: { k: "exited", code: 0 }, out: ":0\n3\n", err: "" }],
  [
    "env | grep -c COMMAND; tr '\\0' ' ' </proc/$$/cmdline | grep -c hun''ter2",
    undefined,
    { exit: { k: "exited", code: 1 }, out: "0\n0\n", err: "" },
  ],
  ["true", undefined, { exit: { k: "exited", code: 0 }, out: "", err: "" }],
])("%s", async (command, stdin, expected) => {
  expect(await run(command, stdin)).toEqual(expected);
});

test.each([
  ["a plain command", {}, false, "exec -i -e COMMAND id /bin/sh -c"],
  ["as a user", { execUser: "1000:1000" }, false, "exec -i -u 1000:1000 -e COMMAND id /bin/sh -c"],
  ["in a terminal", { hasTerminal: true }, false, "exec -t -e COMMAND id /bin/sh -c"],
  ["in a terminal, with input", { hasTerminal: true }, true, "exec -i -e COMMAND id /bin/sh -c"],
])("the arguments of %s", (_, facts, hasInput, expected) => {
  const hidden = { line: "run it", env: { COMMAND: "make all" } };
  const args = execArguments({ id: "id", execUser: undefined, hasTerminal: false, ...facts }, hidden, hasInput);
  expect(args.join(" ")).toBe(`${expected} echo $$; run it`);
});

test("a cancelled command ends, with what it started", async () => {
  const cancel = new AbortController();
  let pids = "";
  const running = execCommand(container, "sleep 300 & echo $! $$; wait", {
    stdout: (chunk) => {
      pids += Buffer.from(chunk).toString();
      if (pids.includes("\n")) cancel.abort(new Error("it took too long"));
    },
    signal: cancel.signal,
  });
  await expect(running).rejects.toThrow("it took too long");
  for (const pid of pids.trim().split(" ")) expect((await processStat(Number(pid)))?.state ?? "gone").toMatch(/Z|gone/);
});

test("a command that the engine refuses to start says why", async () => {
  await fakeFile("refuses").make();
  await expect(run("true")).rejects.toThrow(
    "The command could not be started in the container: OCI runtime exec failed",
  );
  await fakeFile("refuses").remove();
});

test("a failing command in a container that has stopped tells of the container", async () => {
  await fakeFile("stopped").make();
  expect((await run("exit 137")).exit).toEqual({ k: "disconnected" });
  await fakeFile("stopped").remove();
});

function fakeFile(name: string) {
  const path = `${fake.folder}/${name}`;
  return { make: () => writeFile(path, ""), remove: () => rm(path) };
}
