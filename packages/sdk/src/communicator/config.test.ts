import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { type Path, type Range, T, V, type Value } from "@ingot/hcl";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bodyFromValue } from "../schema/body-from-value.ts";
import { decode } from "../schema/decode.ts";
import { checkCommunicator } from "./check-communicator.ts";
import { communicatorConfig, communicatorSchema, parseTunnel, sshPatience, winrmPort } from "./config.ts";
import { expandHome } from "./expand-home.ts";

const position = { line: 1, column: 1, byte: 0 };
const rangeOf = (path: Path): Range => ({ filename: path.join("."), start: position, end: position });
const context = {
  component: { kind: "builder", type: "demo" },
  interpolate: (text: string) => ({ value: text }),
  render: (text: string) => text,
};

function decoded(settings: Record<string, string | number | boolean | string[]>) {
  const value = (x: string | number | boolean | string[]): Value => {
    if (Array.isArray(x)) return V.list(T.string, x.map(V.string));
    return typeof x === "string" ? V.string(x) : typeof x === "number" ? V.number(x) : V.bool(x);
  };
  const object = V.object(Object.entries(settings).map(([key, x]) => [key, value(x)] as const));
  return decode(communicatorConfig, bodyFromValue(object, false, { range: rangeOf(["header"]), rangeOf }), context);
}

describe("rules", () => {
  test.each([
    [{ communicator: "none" }, []],
    [{}, ["header: An ssh_username must be specified"]],
    [{ communicator: "winrm" }, ["header: A winrm_username must be specified"]],
    [{ ssh_username: "root" }, []],
    [
      { ssh_username: "root", ssh_certificate_file: "c" },
      ["ssh_certificate_file: ssh_certificate_file needs a private key"],
    ],
    [
      { ssh_username: "root", ssh_bastion_host: "b", ssh_bastion_interactive: true },
      [
        "ssh_bastion_host: ssh_bastion_password, ssh_bastion_private_key_file or ssh_bastion_agent_auth must be specified",
      ],
    ],
    [{ ssh_username: "root", ssh_bastion_host: "b", ssh_private_key_file: "k" }, []],
    [
      { ssh_username: "root", ssh_bastion_host: "b", ssh_bastion_password: "p", ssh_proxy_host: "s" },
      ["ssh_proxy_host: Only one of ssh_bastion_host and ssh_proxy_host can be used"],
    ],
    [
      { ssh_username: "root", ssh_remote_tunnels: ["8080:localhost:80", "80:x"] },
      ['ssh_remote_tunnels.1: Invalid tunnel "80:x"'],
    ],
    [
      { ssh_username: "root", ssh_keypair_name: "a", temporary_key_pair_name: "b" },
      ['temporary_key_pair_name: "ssh_keypair_name" and "temporary_key_pair_name" exclude each other'],
    ],
    [{ ssh_username: "root", ssh_private_key: [] }, []],
    [
      { ssh_username: "root", ssh_file_transfer_method: "rsync" },
      ['ssh_file_transfer_method: Invalid value for "ssh_file_transfer_method"'],
    ],
  ])("%j", (settings, wanted) => {
    const { diagnostics } = decoded(settings as Record<string, string>);
    expect(diagnostics.map((d) => `${d.subject?.filename}: ${d.summary}`)).toEqual(wanted);
  });

  test("a builder that finds the name by itself does not ask for it", () => {
    const quiet = communicatorSchema({ default: "ssh", kinds: ["ssh", "docker"], needsUsername: false });
    const body = bodyFromValue(V.object({}), false, { range: rangeOf([]), rangeOf });
    expect(decode(quiet, body, context).config?.communicator).toBe("ssh");
  });
});

test.each([
  [{}, { timeoutMs: 300_000, attempts: 10 }],
  [{ ssh_timeout: "1m" }, { timeoutMs: 60_000, attempts: 0 }],
  [{ ssh_handshake_attempts: 3 }, { timeoutMs: 0, attempts: 3 }],
  [{ ssh_wait_timeout: "2m" }, { timeoutMs: 120_000, attempts: 10 }],
])("patience of %j", (settings, wanted) => {
  const { config } = decoded({ ssh_username: "root", ...(settings as Record<string, string>) });
  expect(config && sshPatience(config)).toEqual(wanted);
});

test("the port of WinRM follows the transport", () => {
  expect(winrmPort({ winrm_port: undefined, winrm_use_ssl: false })).toBe(5985);
  expect(winrmPort({ winrm_port: undefined, winrm_use_ssl: true })).toBe(5986);
  expect(winrmPort({ winrm_port: 80, winrm_use_ssl: true })).toBe(80);
});

test.each([
  ["8080:localhost:80", { listenPort: 8080, host: "localhost", port: 80 }],
  ["8080:[::1]:80", { listenPort: 8080, host: "::1", port: 80 }],
  ["8080:::1:80", undefined],
  ["x:localhost:80", undefined],
  ["99999:localhost:80", undefined],
])("tunnel %s", (text, wanted) => expect(parseTunnel(text)).toEqual(wanted));

test.each([
  ["~", homedir()],
  ["~/x/y", join(homedir(), "x/y")],
  ["~nobody-of-that-name/x", "~nobody-of-that-name/x"],
  ["/a/~", "/a/~"],
])("home of %s", async (path, wanted) => expect(await expandHome(path)).toBe(wanted));

describe("key files", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ingot-keys-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const field = (bytes: Buffer | string) => {
    const content = Buffer.from(bytes);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    return Buffer.concat([length, content]);
  };
  const number = (n: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(n);
    return bytes;
  };
  const openSsh = (cipher: string) =>
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.concat([Buffer.from("openssh-key-v1\0"), field(cipher)]).toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;
  const certificate = (use: number, from: bigint, until: bigint) => {
    const kind = "ssh-ed25519-cert-v01@openssh.com";
    const parts = [field(kind), field("nonce"), field("key"), number(1n), Buffer.from([0, 0, 0, use])];
    const rest = [field("id"), field("root"), number(from), number(until)];
    return `${kind} ${Buffer.concat([...parts, ...rest]).toString("base64")} me@here\n`;
  };
  const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const late = 2n ** 64n - 1n;

  test.each([
    ["pkcs8", "ssh_private_key_file", pem.export({ type: "pkcs8", format: "pem" }), undefined],
    ["pkcs1", "ssh_private_key_file", pem.export({ type: "pkcs1", format: "pem" }), undefined],
    [
      "locked",
      "ssh_private_key_file",
      pem.export({ type: "pkcs1", format: "pem", cipher: "aes-128-cbc", passphrase: "x" }),
      "its key has a passphrase, and keys with a passphrase are not supported",
    ],
    ["openssh", "ssh_private_key_file", openSsh("none"), undefined],
    [
      "openssh-locked",
      "ssh_private_key_file",
      openSsh("aes256-ctr"),
      "its key has a passphrase, and keys with a passphrase are not supported",
    ],
    ["text", "ssh_private_key_file", "hello", "there is no private key in it"],
    ["no-file", "ssh_private_key_file", undefined, "it does not exist"],
    ["good", "ssh_certificate_file", certificate(1, 0n, late), undefined],
    ["over", "ssh_certificate_file", certificate(1, 0n, 1000n), "its certificate is not valid any more"],
    ["early", "ssh_certificate_file", certificate(1, late - 1n, late), "its certificate is not valid yet"],
    ["host", "ssh_certificate_file", certificate(2, 0n, late), "its certificate is one of a host, not of a user"],
    ["cut", "ssh_certificate_file", certificate(1, 0n, late).slice(0, 90), "its certificate cannot be read"],
    ["other", "ssh_certificate_file", "ssh-ed25519 AAAA", "there is no OpenSSH certificate in it"],
  ] as const)("%s", async (name, setting, content, wrong) => {
    if (content !== undefined) await writeFile(join(folder, name), content);
    const draft = { communicator: "ssh", [setting]: name } as const;
    const around = { signal: AbortSignal.timeout(60_000), cwd: folder, env: {}, force: false };
    const said = (await checkCommunicator(draft, around)).map((c) => c.detail);
    const wanted = `The file "${name}" cannot be used: ${wrong}. Name another file, or correct this one.`;
    expect(said).toEqual(wrong === undefined ? [] : [wanted]);
  });
});
