import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { connectedMachine, type SshMachineOptions } from "../../../test/ssh-machine.ts";
import type { SshServer } from "../../../test/ssh-server.ts";
import type { Communicator } from "../communicator.ts";

const { signal } = new AbortController();
const undo: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const machine = (options: SshMachineOptions = {}) => connectedMachine(options, undo);

/** Runs a script in one go, where that is possible. */
async function runScript(communicator: Communicator, text: string, command = "./s.sh", sizeBytes = text.length) {
  const [out, err]: [Uint8Array[], Uint8Array[]] = [[], []];
  async function* content() {
    yield Buffer.from(text);
  }
  const exit = await communicator.runScript?.({ place: "s.sh", content, sizeBytes, mode: 0o750 }, command, {
    stdout: (chunk) => void out.push(chunk),
    stderr: (chunk) => void err.push(chunk),
    signal,
  });
  return { exit, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

const commands = (server: SshServer) => server.log.filter((line) => line.startsWith("exec "));

test("a script is sent and run by one command, and its input is empty", async () => {
  const { server, communicator } = await machine();
  const text = '#!/bin/sh\necho "out $1"; echo err >&2; wc -c; exit 3\n';
  expect(await runScript(communicator, text, "./s.sh 'a b'")).toEqual({
    exit: { k: "exited", code: 3 },
    out: expect.stringMatching(/^out a b\n\s*0\n$/),
    err: "err\n",
  });
  expect(commands(server)).toHaveLength(1);
  expect((await stat(join(server.folder, "s.sh"))).mode & 0o777).toBe(0o750);
});

test("what is to be removed goes before the next thing that happens, and takes no command of its own before a script", async () => {
  const { server, communicator } = await machine();
  const old = join(server.folder, "old");
  await writeFile(old, "");
  const calls: string[] = [];
  communicator.removeLater?.("old", async () => void calls.push("removed apart"));
  expect(await readdir(server.folder)).toContain("old");
  expect((await runScript(communicator, "#!/bin/sh\nls\n")).out).toBe("s.sh\n");
  expect(commands(server)).toHaveLength(1);
  communicator.removeLater?.("s.sh", async (until) => {
    await communicator.exec("rm -f s.sh", { signal: until });
  });
  const out: Uint8Array[] = [];
  await communicator.exec("ls", { stdout: (chunk) => void out.push(chunk), signal });
  expect(Buffer.concat(out).toString()).toBe("");
  expect(commands(server)).toHaveLength(3);
  expect(calls).toEqual([]);
});

test("a script that is cut short does not run, and neither does one that has no place", async () => {
  const { server, communicator } = await machine();
  const cut = await runScript(communicator, "#!/bin/sh\ntouch ran\n", "./s.sh", 1000);
  expect(cut).toEqual({ exit: undefined, out: "", err: "" });
  expect(await readdir(server.folder)).toEqual(["s.sh"]);
});

test("a shell that does it another way is found out once, and what was to be removed still is", async () => {
  // What cmd.exe does of it: it knows no head, understands `||`, and reads one line.
  const { server, communicator } = await machine({
    exec: (command, channel) => {
      if (command.startsWith("rm -f old &&")) channel.stderr.write("'rm' is not recognized\r\n");
      channel.exit(command.includes("|| exit 96\n") ? 96 : 0);
      channel.end();
    },
  });
  const calls: string[] = [];
  communicator.removeLater?.("old", async () => void calls.push("removed apart"));
  expect(await runScript(communicator, "#!/bin/sh\n")).toEqual({ exit: undefined, out: "", err: "" });
  await communicator.settle?.(signal);
  expect(calls).toEqual(["removed apart"]);
  expect((await runScript(communicator, "#!/bin/sh\n")).exit).toBe(undefined);
  expect(commands(server)).toHaveLength(1);
});

test("what a shell says at its start is told as what the command says", async () => {
  const { communicator } = await machine({
    exec: (command, channel) => {
      const token = /echo (ingot-\w+)/.exec(command)?.[1] ?? "";
      channel.stderr.write("no such locale\n");
      channel.write(`Welcome\n${token.slice(0, 4)}`);
      setTimeout(() => {
        channel.write(`${token.slice(4)}\nout\n`);
        channel.exit(0);
        channel.end();
      }, 50);
    },
  });
  const said = await runScript(communicator, "#!/bin/sh\n");
  expect(said).toEqual({ exit: { k: "exited", code: 0 }, out: "Welcome\nout\n", err: "no such locale\n" });
});

test("a connection that is lost before the script is there is an error; after that it is how the command ended", async () => {
  let isCutEarly = true;
  const { server, communicator } = await machine({
    exec: (command, channel) => {
      const token = /echo (ingot-\w+)/.exec(command)?.[1];
      if (!isCutEarly) channel.write(`${token}\nbegun\n`);
      setTimeout(() => server.cut(), 50);
    },
  });
  await expect(runScript(communicator, "#!/bin/sh\n")).rejects.toThrow("The connection was lost during the transfer");
  isCutEarly = false;
  expect(await runScript(communicator, "#!/bin/sh\n")).toEqual({
    exit: { k: "disconnected" },
    out: "begun\n",
    err: "",
  });
});

test("through a terminal scripts are not taken this way", async () => {
  const { server, communicator } = await machine({ hasTerminal: true });
  expect((await runScript(communicator, "#!/bin/sh\n")).exit).toBe(undefined);
  expect(commands(server)).toEqual([]);
});

test("a long script gets there whole", async () => {
  const { server, communicator } = await machine();
  const text = `#!/bin/sh\n${"# a line of a script that is long\n".repeat(100_000)}echo end\n`;
  expect((await runScript(communicator, text)).out).toBe("end\n");
  expect(await readFile(join(server.folder, "s.sh"), "utf8")).toBe(text);
});

/** As whom the server introduces itself. */
const openSsh = { ident: "OpenSSH_9.2p1" };

test("while a script runs, the channel of the next command is opened", async () => {
  let sessions = 0;
  const { communicator } = await machine({ onSession: () => sessions++, config: openSsh });
  for (const count of [2, 3, 4]) {
    expect((await runScript(communicator, "#!/bin/sh\necho ran\n")).out).toBe("ran\n");
    expect(sessions).toBe(count);
  }
});

test("a machine that allows one session at a time, or two, gets no more", async () => {
  for (const maxSessions of [1, 2]) {
    const { communicator } = await machine({ maxSessions, config: openSsh });
    for (let i = 0; i < 3; i++) expect((await runScript(communicator, "#!/bin/sh\necho ran\n")).out).toBe("ran\n");
  }
});
