import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ServerChannel } from "ssh2";
import { afterEach, expect, test } from "vitest";
import { connectedMachine, type SshMachineOptions } from "../../../test/ssh-machine.ts";
import { type SshServer, startSshServer } from "../../../test/ssh-server.ts";
import type { Communicator, Exit } from "../communicator.ts";

const { signal } = new AbortController();
const undo: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const bench = (options: SshMachineOptions = {}) => connectedMachine(options, undo);

async function run(communicator: Communicator, command: string, input?: string) {
  const [out, err]: [Uint8Array[], Uint8Array[]] = [[], []];
  const exit = await communicator.exec(command, {
    stdout: (chunk) => void out.push(chunk),
    stderr: (chunk) => void err.push(chunk),
    ...(input === undefined ? {} : { stdin: once1(input) }),
    signal,
  });
  return { exit, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

async function* once1(content: string | Uint8Array) {
  yield Buffer.from(content);
}

test.each<[string, string | undefined, Exit, string, string]>([
  ["echo out; echo err >&2", undefined, { k: "exited", code: 0 }, "out\n", "err\n"],
  ["exit 7", undefined, { k: "exited", code: 7 }, "", ""],
  ["kill -USR1 $$", undefined, { k: "signalled", signal: "SIGUSR1" }, "", ""],
  ["cat", "text\n", { k: "exited", code: 0 }, "text\n", ""],
  ["cat", undefined, { k: "exited", code: 0 }, "", ""],
  ["true", "not read", { k: "exited", code: 0 }, "", ""],
])("%s", async (command, input, exit, out, err) => {
  const { communicator } = await bench();
  expect(await run(communicator, command, input)).toEqual({ exit, out, err });
});

test("commands run at the same time", async () => {
  const { communicator, server } = await bench();
  const waiting = run(communicator, "while ! test -e flag; do sleep 0.02; done; echo seen");
  await run(communicator, `touch ${server.folder}/flag`);
  expect((await waiting).out).toBe("seen\n");
  expect(server.log.filter((line) => line === "connect")).toHaveLength(1);
});

test("a machine that goes away while a command runs is no exit status, and is connected to again", async () => {
  const { communicator, server } = await bench();
  const running = run(communicator, "echo begun; sleep 60");
  while (!server.log.includes("exec echo begun; sleep 60")) await sleep(5);
  server.cut();
  expect((await running).exit).toMatchObject({ k: "disconnected" });
  expect((await run(communicator, "echo again")).out).toBe("again\n");
  expect(server.log.filter((line) => line === "connect")).toHaveLength(2);
});

test("several operations after a loss share one new connection", async () => {
  const { communicator, server } = await bench();
  server.cut();
  const results = await Promise.all([1, 2, 3].map((n) => run(communicator, `echo ${n}`)));
  expect(results.map(({ out }) => out)).toEqual(["1\n", "2\n", "3\n"]);
  expect(server.log.filter((line) => line === "connect")).toHaveLength(2);
});

test("a machine that stays away is an error that says so", async () => {
  const { communicator, server } = await bench();
  await server.stop();
  await expect(run(communicator, "true")).rejects.toThrow(/could not be reached: nothing listens there/);
});

test("a channel that ends without a status is a disconnection", async () => {
  const { communicator } = await bench({ exec: (_, channel) => channel.end() });
  expect((await run(communicator, "true")).exit).toEqual({ k: "disconnected" });
});

test("a cancelled command is not waited for", async () => {
  const { communicator, server } = await bench();
  const abort = new AbortController();
  const running = communicator.exec("sleep 60", { signal: abort.signal });
  while (!server.log.includes("exec sleep 60")) await sleep(5);
  abort.abort(new Error("stop"));
  await expect(running).rejects.toThrow("stop");
  expect((await run(communicator, "echo fine")).out).toBe("fine\n");
});

test("a slow sink holds the command back", async () => {
  let sent = 0;
  const { communicator } = await bench({
    exec: (_, channel) => {
      const more = () => {
        while (sent < 200) {
          sent++;
          if (!channel.write(Buffer.alloc(256 * 1024))) return void channel.once("drain", more);
        }
        channel.exit(0);
        channel.end();
      };
      more();
    },
  });
  let release = () => undefined as unknown;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let taken = 0;
  const running = communicator.exec("flood", {
    stdout: async (chunk) => {
      await held;
      taken += chunk.length;
    },
    signal,
  });
  await sleep(300);
  // Both sides hold some megabytes in their windows and buffers, and no more.
  expect(sent).toBeLessThan(60);
  release();
  expect(await running).toEqual({ k: "exited", code: 0 });
  expect(taken).toBe(200 * 256 * 1024);
});

test("a sink that fails ends the command, and its error is told", async () => {
  const { communicator } = await bench();
  const running = communicator.exec("yes", { stdout: () => Promise.reject(new Error("disk full")), signal });
  await expect(running).rejects.toThrow("disk full");
});

test("a command may have a terminal", async () => {
  const { communicator, server } = await bench({ hasTerminal: true });
  await run(communicator, "true");
  expect(server.log).toContain("pty 80x40");
});

test("a server that falls silent is given up", async () => {
  const { communicator } = await bench({ exec: () => undefined, settings: { silenceMs: 50 } });
  expect((await run(communicator, "true")).exit).toMatchObject({
    k: "disconnected",
    reason: "nothing came from the server for 0.05 s",
  });
});

const methods = ["scp", "sftp"] as const;

test.each(methods)("%s brings files there and back, with their modes", async (transferMethod) => {
  const { communicator, server } = await bench({ transferMethod });
  for (const size of [0, 1, 32 * 1024, 1_000_003]) {
    const content = randomBytes(size);
    const name = `it's a "file" $${size}`;
    const to = `${server.folder}/${name}`;
    const seen: number[] = [];
    const progress = (done: number) => void seen.push(done);
    await communicator.upload(to, once1(content), { mode: 0o640, sizeBytes: size }, { signal, progress });
    expect(content.equals(await readFile(to))).toBe(true);
    expect((await stat(to)).mode & 0o777).toBe(0o640);
    if (size > 0) expect(seen.at(-1)).toBe(size);
    const back: Uint8Array[] = [];
    await communicator.download(to, (chunk) => void back.push(Buffer.from(chunk)), { signal });
    expect(content.equals(Buffer.concat(back))).toBe(true);
  }
});

test.each(methods)("%s takes content whose size is not known, and paths from home", async (transferMethod) => {
  const { communicator, server } = await bench({ transferMethod });
  await communicator.upload("plain", once1("some text"), {}, { signal });
  expect(await readFile(join(server.folder, "plain"), "utf8")).toBe("some text");
});

test.each(methods)("%s brings folders there: their contents, or as a folder", async (transferMethod) => {
  const { communicator, server, local } = await bench({ transferMethod });
  await mkdir(join(local, "app", "sub", "deep"), { recursive: true });
  await mkdir(join(local, "app", "empty"));
  await writeFile(join(local, "app", "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  await writeFile(join(local, "app", "sub", "deep", "file"), "deep");
  await writeFile(join(local, "app", "left.out"), "");
  await symlink("run.sh", join(local, "app", "link"));
  await mkdir(join(server.folder, "there"));
  const all = ["empty", "link", "run.sh", "sub", "sub/deep", "sub/deep/file"];
  const list = async (folder: string) => (await readdir(join(server.folder, folder), { recursive: true })).sort();
  const transfer = { signal, exclude: ["*.out"] };
  await communicator.uploadDirectory(`${server.folder}/there`, `${local}/app/`, transfer);
  expect(await list("there")).toEqual(all);
  await communicator.uploadDirectory(`${server.folder}/there`, `${local}/app`, transfer);
  expect(await list("there/app")).toEqual(all);
  await communicator.uploadDirectory(`${server.folder}/new`, `${local}/app`, transfer);
  expect(await list("new")).toEqual(all);
  expect((await stat(join(server.folder, "new", "run.sh"))).mode & 0o777).toBe(0o755);
  expect(await readFile(join(server.folder, "new", "link"), "utf8")).toBe("#!/bin/sh\n");
  await expect(communicator.uploadDirectory(`${server.folder}/none`, `${local}/app/`, transfer)).rejects.toThrow(
    transferMethod === "scp" ? /No such file or directory/ : /is not a folder on the machine/,
  );
});

test.each(methods)(
  "%s brings folders back: their contents, or as a folder, or what matches",
  async (transferMethod) => {
    const { communicator, server, local } = await bench({ transferMethod });
    await mkdir(join(server.folder, "etc", "sub"), { recursive: true });
    for (const [name, text] of [
      ["a.conf", "a"],
      ["b.conf", "b"],
      ["c.txt", "c"],
      ["sub/d", "d"],
    ] as const)
      await writeFile(join(server.folder, "etc", name), text);
    await chmod(join(server.folder, "etc", "sub"), 0o500);
    await symlink("a.conf", join(server.folder, "etc", "link"));
    const list = async (folder: string) => (await readdir(join(local, folder), { recursive: true })).sort();
    await communicator.downloadDirectory(`${server.folder}/etc/`, join(local, "one"), { signal });
    expect(await list("one")).toEqual(["a.conf", "b.conf", "c.txt", "link", "sub", "sub/d"]);
    expect((await stat(join(local, "one", "sub"))).mode & 0o777).toBe(0o500);
    await chmod(join(local, "one", "sub"), 0o700);
    await communicator.downloadDirectory(`${server.folder}/etc`, join(local, "two"), { signal, exclude: ["sub"] });
    expect(await list("two")).toEqual(["etc", "etc/a.conf", "etc/b.conf", "etc/c.txt", "etc/link"]);
    await communicator.downloadDirectory(`${server.folder}/etc/*.conf`, join(local, "three"), { signal });
    expect(await list("three")).toEqual(["a.conf", "b.conf"]);
    await chmod(join(server.folder, "etc", "sub"), 0o700);
  },
);

test.each<[string, (communicator: Communicator, server: SshServer) => Promise<unknown>, RegExp]>([
  [
    "a missing folder",
    (c, s) => c.upload(`${s.folder}/no/file`, once1("x"), { sizeBytes: 1 }, { signal }),
    /No such file or directory/,
  ],
  ["a missing file", (c, s) => c.download(`${s.folder}/no`, () => undefined, { signal }), /No such file or directory/],
  ["a folder as a file", (c, s) => c.download(s.folder, () => undefined, { signal }), /not a regular file/],
  [
    "a content that is shorter than told",
    (c) => c.upload("file", once1("x"), { sizeBytes: 2 }, { signal }),
    /was changed while it was uploaded/,
  ],
])("scp tells of %s", async (_, transfer, message) => {
  const { communicator, server } = await bench();
  await expect(transfer(communicator, server)).rejects.toThrow(message);
  expect((await run(communicator, "echo fine")).out).toBe("fine\n");
});

test.each<[string, (communicator: Communicator, server: SshServer) => Promise<unknown>, RegExp]>([
  [
    "a missing folder",
    (c, s) => c.upload(`${s.folder}/no/file`, once1("x"), {}, { signal }),
    /there is no such file or folder on the machine/,
  ],
  [
    "a missing file",
    (c, s) => c.download(`${s.folder}/no`, () => undefined, { signal }),
    /there is no such file or folder on the machine/,
  ],
  ["a folder as a file", (c, s) => c.download(s.folder, () => undefined, { signal }), /is a folder on the machine/],
])("sftp tells of %s", async (_, transfer, message) => {
  const { communicator, server } = await bench({ transferMethod: "sftp" });
  await expect(transfer(communicator, server)).rejects.toThrow(message);
  expect((await run(communicator, "echo fine")).out).toBe("fine\n");
});

test("a machine without scp, and one whose shell greets, are told apart from others", async () => {
  const missing = await bench({ exec: (_, channel) => end(channel, 127) });
  await expect(missing.communicator.upload("x", once1("x"), { sizeBytes: 1 }, { signal })).rejects.toThrow(
    /^SCP failed to start\. .* Install it there, or set ssh_file_transfer_method to "sftp"$/,
  );
  const greeting = await bench({ exec: (_, channel) => channel.write("Welcome!\n") });
  await expect(greeting.communicator.upload("x", once1("x"), { sizeBytes: 1 }, { signal })).rejects.toThrow(
    /^The machine answered "Welcome!" instead of what scp answers\./,
  );
  await expect(greeting.communicator.download("x", () => undefined, { signal })).rejects.toThrow(/"Welcome!"/);
});

function end(channel: ServerChannel, code: number): void {
  channel.exit(code);
  channel.end();
}

test.each<[string, string, RegExp]>([
  ["a way out", "D0755 0 x\nC0644 5 ../evil\nevil\n\0", /The machine sent the name "\.\.\/evil"/],
  ["the folder above", "D0755 0 x\nD0755 0 ..\nC0644 5 evil\nevil\n\0", /The machine sent the name "\.\."/],
  ["an absolute path", "D0755 0 x\nC0644 5 /etc/evil\nevil\n\0", /The machine sent the name "\/etc\/evil"/],
  ["a folder left too often", "D0755 0 x\nE\nE\n", /left a folder that it had not entered/],
  ["a link that stands there", "D0755 0 x\nD0755 0 link\nC0644 4 evil\nevil\0E\nE\n", /leads out of/],
  ["a file instead of a folder", "C0644 4 evil\nevil\0", /is not a folder on the machine/],
  ["half a file", "D0755 0 x\nC0644 9 file\nevil", /ended the transfer in the middle of a file/],
  ["nonsense", "rm -rf /\n", /instead of what scp answers/],
])("a folder from a hostile machine: %s", async (_, text, message) => {
  const { communicator, local } = await bench({
    exec: (_command, channel) => {
      channel.write(text);
      end(channel, 0);
    },
  });
  await mkdir(join(local, "to"));
  await mkdir(join(local, "elsewhere"));
  await symlink("../elsewhere", join(local, "to", "link"));
  await expect(communicator.downloadDirectory("/x/", join(local, "to"), { signal })).rejects.toThrow(message);
  expect(await readdir(join(local, "elsewhere"))).toEqual([]);
  expect((await readdir(local)).sort()).toEqual(["elsewhere", "to"]);
});

test("a link where a file goes is replaced, not followed", async () => {
  const { communicator, server, local } = await bench();
  await writeFile(join(server.folder, "file"), "new");
  await mkdir(join(local, "to"));
  await writeFile(join(local, "mine"), "mine");
  await symlink("../mine", join(local, "to", "file"));
  await communicator.downloadDirectory(`${server.folder}/`, join(local, "to"), { signal });
  expect(await readFile(join(local, "mine"), "utf8")).toBe("mine");
  expect(await readFile(join(local, "to", "file"), "utf8")).toBe("new");
});

test("what cannot be read of a folder is told of, and the rest is there", async () => {
  const { communicator, local } = await bench({
    exec: (_, channel) => {
      channel.write("D0755 0 x\n\x01scp: /x/secret: Permission denied\nC0644 4 open\nfree\0E\n");
      end(channel, 1);
    },
  });
  await expect(communicator.downloadDirectory("/x", local, { signal })).rejects.toThrow(
    "Not everything could be downloaded from /x: /x/secret: Permission denied",
  );
  expect(await readFile(join(local, "x", "open"), "utf8")).toBe("free");
});

test.each(methods)("a lost connection ends a transfer by %s", async (transferMethod) => {
  const { communicator, server } = await bench({ transferMethod });
  async function* endless() {
    for (let n = 0; ; n++) {
      yield Buffer.alloc(64 * 1024);
      if (n === 20) server.cut();
      await sleep(1);
    }
  }
  const upload = communicator.upload(`${server.folder}/big`, endless(), { sizeBytes: 1e12 }, { signal });
  await expect(upload).rejects.toThrow(/The connection was lost during the transfer|No response from server/);
});

test.each(methods)("a transfer by %s is cancelled", async (transferMethod) => {
  const { communicator, server } = await bench({ transferMethod });
  const abort = new AbortController();
  async function* endless() {
    for (let n = 0; ; n++) {
      yield Buffer.alloc(64 * 1024);
      if (n === 20) abort.abort(new Error("stop"));
      await sleep(1);
    }
  }
  const upload = communicator.upload(`${server.folder}/big`, endless(), { sizeBytes: 1e12 }, { signal: abort.signal });
  await expect(upload).rejects.toThrow("stop");
});

test("a port of this host leads through the machine", async () => {
  const target = await startSshServer();
  undo.push(target.stop);
  const port = target.port === 40_000 ? 40_001 : await freePort();
  const { server } = await bench({
    settings: { localTunnels: [{ listenPort: port, host: "127.0.0.1", port: target.port }] },
  });
  const { connect } = await import("node:net");
  const socket = connect(port, "localhost");
  const [greeting] = await once(socket, "data");
  socket.destroy();
  expect(String(greeting)).toMatch(/^SSH-2\.0-/);
  expect(server.log).toContain(`tcpip 127.0.0.1:${target.port}`);
});

async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "localhost", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
