import { existsSync, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type Door, openDoor } from "./open-door.ts";

const doors: Door[] = [];
afterEach(async () => {
  for (const door of doors.splice(0)) await door.shut();
});

async function open(options: Partial<Parameters<typeof openDoor>[0]> = {}) {
  const door = await openDoor({ handshake: "current", env: {}, ...options });
  doors.push(door);
  return { ...door, address: door.line.split("|").at(-1) ?? "" };
}

test.each([
  ["current", /^5\|0\|unix\|\/.*\/socket$/],
  ["old", /^5\|unix\|\/.*\/socket$/],
] as const)("the line of the %s handshake", async (handshake, line) => {
  expect((await open({ handshake })).line).toMatch(line);
});

test("nobody else may enter, and nothing is left once the host has come", async () => {
  const { address, connection } = await open();
  expect(statSync(address).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(address)).mode & 0o777).toBe(0o700);
  const client = connect(address);
  const socket = await connection;
  expect(existsSync(dirname(address))).toBe(false);
  client.end("hello");
  for await (const chunk of socket) expect(String(chunk)).toBe("hello");
});

test("there is room for one", async () => {
  const { address, connection } = await open();
  const first = connect(address);
  const second = connect(address);
  const gone = new Promise((resolve) => second.on("close", resolve).on("error", () => undefined));
  await connection;
  await gone;
  expect(first.destroyed).toBe(false);
  first.destroy();
});

test("nobody comes", async () => {
  const { address, connection } = await open({ patienceMs: 20 });
  await expect(connection).rejects.toThrow("No host has connected within 0.02 s");
  expect(existsSync(dirname(address))).toBe(false);
});

test("without sockets in the file system it is a port, the first that is free", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  const env = { PACKER_PLUGIN_MIN_PORT: String(port), PACKER_PLUGIN_MAX_PORT: String(Math.min(port + 50, 65_535)) };
  const { line, connection } = await open({ hasUnixSockets: false, env });
  const [, , network, address = ""] = line.split("|");
  expect([network, address.split(":")[0]]).toEqual(["tcp", "127.0.0.1"]);
  expect(Number(address.split(":")[1])).toBeGreaterThan(port);
  const client = connect(Number(address.split(":")[1]), "127.0.0.1");
  await connection;
  client.destroy();
  await expect(open({ hasUnixSockets: false, env: { ...env, PACKER_PLUGIN_MAX_PORT: String(port) } })).rejects.toThrow(
    `No port between ${port} and ${port} is free`,
  );
  other.close();
});

test.each([
  [{}, 'The environment variable PACKER_PLUGIN_MIN_PORT is "", and must be a number of a port'],
  [
    { PACKER_PLUGIN_MIN_PORT: "10000", PACKER_PLUGIN_MAX_PORT: "99999" },
    'The environment variable PACKER_PLUGIN_MAX_PORT is "99999", and must be a number of a port',
  ],
])("ports that are none: %j", async (env, message) => {
  await expect(open({ hasUnixSockets: false, env })).rejects.toThrow(message);
});
