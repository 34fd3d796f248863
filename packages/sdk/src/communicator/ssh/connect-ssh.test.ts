import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, connect as dial } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fromJs } from "@ingot/hcl";
import type { AuthContext } from "ssh2";
import { afterEach, expect, test } from "vitest";
import { password, type SshServer, type SshServerOptions, startSshServer, user } from "../../../test/ssh-server.ts";
import { makeStepBench, type StepBench } from "../../../test/step-context.ts";
import { interpolate } from "../../interpolate/interpolate.ts";
import { bodyFromValue } from "../../schema/body-from-value.ts";
import { decode } from "../../schema/decode.ts";
import { type CommunicatorConfig, communicatorConfig } from "../config.ts";
import { connect } from "../connect.ts";
import { generateKeyPair } from "../generate-key-pair.ts";

const quick = { firstPauseMs: 5, longestPauseMs: 10, refusedPauseMs: 5, silentMs: 50, slowMs: 200 };
const undo: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

async function server(options?: SshServerOptions): Promise<SshServer> {
  const started = await startSshServer(options);
  undo.push(started.stop);
  return started;
}

async function bench(answers?: readonly string[]): Promise<StepBench> {
  const made = await makeStepBench(answers);
  undo.push(made.end);
  return made;
}

function configOf(fields: object): CommunicatorConfig {
  const range = { filename: "t", start: { line: 1, column: 1, byte: 0 }, end: { line: 1, column: 1, byte: 0 } };
  const body = bodyFromValue(fromJs(fields), false, { range, rangeOf: () => range });
  const around = { dialect: "hcl2", startedAt: new Date(0), cwd: "/", packerVersion: "0.0.0" } as const;
  const { config, diagnostics } = decode(communicatorConfig, body, {
    component: { kind: "builder", type: "test" },
    interpolate: (text) => interpolate(text, around),
    render: (text) => text,
  });
  if (!config) throw new Error(JSON.stringify(diagnostics));
  return config;
}

async function connectTo(port: number, fields: object, made: StepBench) {
  const config = configOf({ ssh_host: "127.0.0.1", ssh_port: port, ssh_username: user, ...fields });
  const step = connect<{ config: CommunicatorConfig; keyPair?: { privateKey: string; publicKey: string } }>({
    host: async () => undefined,
    login: ({ keyPair }) => ({ keyPair }),
    rhythm: quick,
  });
  return (await step.run({ config }, made.context)).machine;
}

const withoutAgent = { ssh_disable_agent_forwarding: true };
const saidBy = (made: StepBench) => made.lines.filter((line) => !line.startsWith("log"));

test("a machine that takes the password is connected to, and says who it is", async () => {
  const { port } = await server();
  const made = await bench();
  const machine = await connectTo(port, { ssh_password: password, ...withoutAgent }, made);
  expect(saidBy(made)).toMatchInlineSnapshot(`
    [
      "==> Using SSH communicator to connect: 127.0.0.1",
      "==> Waiting for SSH to become available...",
      "==> Connected to SSH!",
    ]
  `);
  expect(machine.generated).toEqual({
    Host: "127.0.0.1",
    Port: port,
    User: user,
    Password: password,
    ConnType: "ssh",
    SSHPublicKey: "",
    SSHPrivateKey: "",
    SSHPrivateKeyFile: "",
    SSHAgentAuth: false,
    WinRMPassword: "",
  });
  expect(machine.secrets).toEqual([password]);
});

test("after a pause it connects a second time", async () => {
  const { port, log } = await server();
  const made = await bench();
  await connectTo(port, { ssh_password: password, pause_before_connecting: "10ms", ...withoutAgent }, made);
  expect(saidBy(made)).toMatchInlineSnapshot(`
    [
      "==> Using SSH communicator to connect: 127.0.0.1",
      "==> Waiting for SSH to become available...",
      "==> Connected to SSH!",
      "==> Pausing 10ms before connecting...",
      "==> Waiting for SSH to become available...",
      "==> Connected to SSH!",
    ]
  `);
  expect(logins(log)).toHaveLength(2);
});

// Where a server is slow to answer, another connection is begun beside the first, and dropped before it logs in.
const authentications = (log: readonly string[]) => log.filter((line) => line.startsWith("auth "));
const logins = (log: readonly string[]) => log.filter((line) => line === "auth none");

const offering = (...names: AuthContext["method"][]) => names as never[];

test.each<[string, object, (context: AuthContext) => void, string[]]>([
  [
    "a password is given to questions where only those are offered",
    { ssh_password: password },
    (context) => {
      if (context.method !== "keyboard-interactive") return context.reject(offering("keyboard-interactive"));
      context.prompt(
        [
          { prompt: "One: ", echo: false },
          { prompt: "Two: ", echo: true },
        ],
        (answers) => (answers.every((answer) => answer === password) ? context.accept() : context.reject()),
      );
    },
    ["auth none", "auth keyboard-interactive"],
  ],
  [
    "the password goes before the questions",
    { ssh_password: "wrong" },
    (context) => {
      if (context.method === "keyboard-interactive") return context.accept();
      context.reject(offering("password", "keyboard-interactive"));
    },
    ["auth none", "auth password", "auth keyboard-interactive"],
  ],
])("%s", async (_, fields, authenticate, log) => {
  const started = await server({ authenticate });
  const made = await bench();
  await connectTo(started.port, { ...fields, ...withoutAgent }, made);
  expect(authentications(started.log)).toEqual(log);
});

test("a key goes before the password, and a second factor is given", async () => {
  const made = await bench();
  const pair = await generateKeyPair({ type: "ecdsa", bits: 256 });
  await writeFile(`${made.folder}/key`, pair.privateKey);
  let hasKey = false;
  const started = await server({
    authenticate: (context) => {
      if (context.method === "publickey") {
        if (!context.signature) return context.accept();
        hasKey = true;
        return context.reject(offering("password"), true);
      }
      if (context.method === "password" && hasKey && context.password === password) return context.accept();
      context.reject(offering("publickey"));
    },
  });
  const fields = { ssh_password: password, ssh_private_key_file: `${made.folder}/key`, ...withoutAgent };
  await connectTo(started.port, fields, made);
  expect(authentications(started.log)).toEqual(["auth none", "auth publickey", "auth publickey", "auth password"]);
});

test("refused logins are counted, and the error says what was tried", async () => {
  const { port, log } = await server();
  const made = await bench();
  const fields = { ssh_password: "wrong", ssh_handshake_attempts: 3, ...withoutAgent };
  const error: Error = await connectTo(port, fields, made).then(
    () => new Error("no error"),
    (reason) => reason,
  );
  expect(error.message.replaceAll(String(port), "PORT")).toMatchInlineSnapshot(
    `"Error waiting for SSH: 127.0.0.1:PORT did not let "packer" in. Tried: the password, answers to the server's questions. The server offers: password, keyboard-interactive. This was an authentication error, seen 3 times. Check ssh_username and the password or key; if the machine only takes them later, raise ssh_handshake_attempts, or set ssh_timeout alone"`,
  );
  expect(logins(log)).toHaveLength(3);
});

test("connections that are cut before the login are no attempts", async () => {
  let count = 0;
  const { port } = await server({
    onConnection: (client) => {
      if (++count < 4) client.end();
    },
  });
  const made = await bench();
  await connectTo(port, { ssh_password: password, ssh_handshake_attempts: 1, ...withoutAgent }, made);
  expect(count).toBe(4);
});

test("a port that opens late is found", async () => {
  const first = await server();
  const { port } = first;
  await first.stop();
  const made = await bench();
  const connecting = connectTo(port, { ssh_password: password, ssh_handshake_attempts: 1, ...withoutAgent }, made);
  await sleep(60);
  await server({ port });
  expect((await connecting).generated.Port).toBe(port);
});

test("somebody who listens and says nothing does not keep us from one who answers", async () => {
  let count = 0;
  const real = await server();
  // The first connections hang, as those of a forwarded port do while the machine behind it starts.
  const forward = createServer((socket) => {
    socket.on("error", () => undefined);
    if (++count < 3) return;
    const inner = dial(real.port, "127.0.0.1");
    inner.on("error", () => undefined);
    socket.pipe(inner).pipe(socket);
  });
  await new Promise<void>((resolve) => forward.listen(0, "127.0.0.1", resolve));
  undo.push(async () => void forward.close());
  const made = await bench();
  await connectTo((forward.address() as AddressInfo).port, { ssh_password: password, ...withoutAgent }, made);
  // On a busy machine a further one may be begun before the third is answered.
  expect(count).toBeGreaterThanOrEqual(3);
});

test("patience ends with the last problem", async () => {
  const gone = await server();
  await gone.stop();
  const made = await bench();
  const connecting = connectTo(gone.port, { ssh_password: password, ssh_timeout: "50ms", ...withoutAgent }, made);
  const error: Error = await connecting.then(
    () => new Error("no error"),
    (reason) => reason,
  );
  expect(error.message.replaceAll(String(gone.port), "PORT")).toMatchInlineSnapshot(
    `"Timeout waiting for SSH. The last problem: 127.0.0.1:PORT could not be reached: nothing listens there. Waited 50ms; raise ssh_timeout if the machine needs longer, else see whether its SSH server runs and can be reached from here"`,
  );
});

test.each<[string, object, RegExp]>([
  ["an unknown cipher", { ssh_ciphers: ["rot13"] }, /^Error waiting for SSH: The algorithm "rot13" is not known\./],
  [
    "an unknown exchange",
    { ssh_key_exchange_algorithms: ["x"] },
    /^Error waiting for SSH: The algorithm "x" is not known\./,
  ],
])("%s is not waited for", async (_, fields, message) => {
  const { port } = await server();
  const made = await bench();
  await expect(connectTo(port, { ssh_password: password, ...fields, ...withoutAgent }, made)).rejects.toThrow(message);
});

test("ciphers and exchanges of the template are used", async () => {
  const seen: unknown[] = [];
  const { port } = await server({
    onConnection: (client) => client.on("handshake", ({ kex, cs }) => void seen.push([kex, cs.cipher])),
  });
  const fields = { ssh_ciphers: ["aes256-ctr"], ssh_key_exchange_algorithms: ["ecdh-sha2-nistp384"] };
  await connectTo(port, { ssh_password: password, ...fields, ...withoutAgent }, await bench());
  expect(seen).toEqual([["ecdh-sha2-nistp384", "aes256-ctr"]]);
});

test("waiting is cancelled at once, whether nobody is there, or nobody speaks, or nobody lets us in", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  undo.push(async () => void silent.close());
  const stuck = await server({ authenticate: () => undefined });
  const gone = await server();
  await gone.stop();
  for (const port of [gone.port, (silent.address() as AddressInfo).port, stuck.port]) {
    const made = await bench();
    const connecting = connectTo(port, { ssh_password: password, ...withoutAgent }, made);
    setTimeout(() => made.abort.abort(new Error("stop")), 60);
    await expect(connecting).rejects.toThrow("stop");
  }
});

test("a bastion host is gone through, with the key of the machine", async () => {
  const made = await bench();
  const pair = await generateKeyPair({ type: "ed25519" });
  await writeFile(`${made.folder}/key`, pair.privateKey);
  const takeKey = (context: AuthContext) =>
    context.method === "publickey" ? context.accept() : context.reject(offering("publickey"));
  const [bastion, machine] = [await server({ authenticate: takeKey }), await server({ authenticate: takeKey })];
  const fields = {
    ssh_private_key_file: `${made.folder}/key`,
    ssh_bastion_host: "127.0.0.1",
    ssh_bastion_port: bastion.port,
    ssh_bastion_username: "jump",
    ...withoutAgent,
  };
  const { communicator } = await connectTo(machine.port, fields, made);
  expect(bastion.log).toEqual([
    "connect",
    "auth none",
    "auth publickey",
    "auth publickey",
    `tcpip 127.0.0.1:${machine.port}`,
  ]);
  const out: Uint8Array[] = [];
  const { signal } = new AbortController();
  await communicator.exec("echo through", { stdout: (chunk) => void out.push(chunk), signal });
  expect(Buffer.concat(out).toString()).toBe("through\n");
});

test("a bastion host's questions are asked at the terminal", async () => {
  const bastion = await server({
    authenticate: (context) => {
      if (context.method !== "keyboard-interactive") return context.reject(offering("keyboard-interactive"));
      context.prompt("Code: ", (answers) => (answers[0] === "123456" ? context.accept() : context.reject()));
    },
  });
  const machine = await server();
  const made = await bench(["123456"]);
  const fields = {
    ssh_password: password,
    ssh_bastion_host: "127.0.0.1",
    ssh_bastion_port: bastion.port,
    ssh_bastion_password: "not this",
    ssh_bastion_interactive: true,
    ...withoutAgent,
  };
  await connectTo(machine.port, fields, made);
  expect(saidBy(made)).toContain("??? Code: ");
});

test("a machine behind a bastion host that cannot reach it is one that is not there yet", async () => {
  const [bastion, gone] = [await server(), await server()];
  await gone.stop();
  const fields = {
    ssh_password: password,
    ssh_bastion_host: "127.0.0.1",
    ssh_bastion_port: bastion.port,
    ssh_bastion_username: user,
    ssh_bastion_password: password,
    ...withoutAgent,
  };
  const made = await bench();
  const connecting = connectTo(gone.port, fields, made);
  while (!made.lines.some((line) => line.startsWith("log SSH: "))) await sleep(10);
  made.abort.abort(new Error("stop"));
  await expect(connecting).rejects.toThrow("stop");
  expect(made.lines.at(-1)).toMatch(/could not be reached: the bastion host 127\.0\.0\.1:\d+ says: /);
});
