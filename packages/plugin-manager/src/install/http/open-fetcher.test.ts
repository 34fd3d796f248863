import { once } from "node:events";
import { existsSync, symlinkSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, createServer as createNetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkAddress, type FetcherOptions, openFetcher } from "./open-fetcher.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let server: Server;
let base = "";
let folder = "";
let answers: Record<string, Answer> = {};
let asked: string[] = [];
beforeEach(async () => {
  [answers, asked] = [{}, []];
  folder = await mkdtemp(join(tmpdir(), "ingot-fetch-"));
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? "-"}`);
    const answer = answers[request.url ?? ""];
    if (answer) answer(response, request);
    else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

async function fetched(path: string, options: Partial<FetcherOptions> & { readonly limit?: number } = {}) {
  const { limit = 100, ...more } = options;
  const fetcher = openFetcher({ env: {}, pausesMs: [0, 0], signal: new AbortController().signal, ...more });
  try {
    const { bytes, next } = await fetcher.bytes(new URL(path, base), limit);
    return `${Buffer.from(bytes)}${next ? ` then ${next.pathname}` : ""}`;
  } catch (error) {
    return (error as Error).message.replaceAll(base, "BASE");
  } finally {
    await fetcher.close();
  }
}

async function saved(path: string, options: Partial<FetcherOptions> = {}, target = "file") {
  const fetcher = openFetcher({ env: {}, pausesMs: [0, 0], signal: new AbortController().signal, ...options });
  const file = target.startsWith("/") ? target : join(folder, target);
  try {
    await fetcher.file(new URL(path, base), file, 1000, () => undefined);
    return await readFile(file, "utf8");
  } catch (error) {
    return (error as Error).message.replaceAll(base, "BASE").replaceAll(folder, "FOLDER");
  } finally {
    await fetcher.close();
  }
}

const text =
  (body: string, headers = {}): Answer =>
  (response) =>
    response.writeHead(200, headers).end(body);
const to =
  (location: string, status = 302): Answer =>
  (response) =>
    response.writeHead(status, { location }).end();

test.each<[string, Record<string, Answer>, string, number]>([
  ["a document", { "/a": text("x") }, "x", 1],
  ["redirects", { "/a": to("/b"), "/b": to("/c", 308), "/c": text("x") }, "x", 3],
  ["a loop", { "/a": to("/a") }, "BASE/a redirects more than 5 times. Ask whoever runs that place.", 6],
  [
    "to a file",
    { "/a": to("file:///etc/passwd") },
    "BASE/a redirects to file:///etc/passwd, which is not an https address. Ask whoever runs that place.",
    1,
  ],
  [
    "to http elsewhere",
    { "/a": to("http://example.com/x?sig=s") },
    "BASE/a redirects to http://example.com/x, which is not an https address. Ask whoever runs that place.",
    1,
  ],
  [
    "to no address",
    { "/a": to("http://[") },
    "BASE/a redirects to what is no address. Ask whoever runs that place.",
    1,
  ],
  [
    "a redirect to nowhere",
    { "/a": (response) => response.writeHead(302).end() },
    "BASE/a answered 302. Try again later.",
    1,
  ],
  ["not there", {}, "BASE/a answered 404. Check the source and the version.", 1],
  ["wrong for good", { "/a": (response) => response.writeHead(500).end() }, "BASE/a answered 500. Try again later.", 3],
  [
    "too long",
    { "/a": text("x".repeat(101)) },
    "BASE/a has more than 100 bytes, which is more than is taken. Ask whoever runs that place.",
    1,
  ],
  [
    "without end",
    { "/a": (response) => void setInterval(() => response.write("x".repeat(60)), 1).unref() },
    "BASE/a has more than 100 bytes, which is more than is taken. Ask whoever runs that place.",
    1,
  ],
  [
    "closed",
    { "/a": (response) => response.destroy() },
    "BASE/a could not be fetched: the connection was closed. Check the network, and HTTPS_PROXY where there is a proxy.",
    3,
  ],
  [
    "cut off",
    { "/a": (response) => response.writeHead(200, { "content-length": 9 }).write("x", () => response.destroy()) },
    "BASE/a could not be fetched: the connection was closed. Check the network, and HTTPS_PROXY where there is a proxy.",
    3,
  ],
  ["a next page", { "/a": text("x", { link: '</a?page=1>; rel="prev", </a?page=3>; rel="next"' }) }, "x then /a", 1],
  ["a next page elsewhere", { "/a": text("x", { link: '<https://example.com/a>; rel="next"' }) }, "x", 1],
])("%s", async (_, given, want, count) => {
  answers = given;
  expect([await fetched("/a"), asked.length]).toEqual([want, count]);
});

test("what passes is tried again", async () => {
  let left = 2;
  answers = { "/a": (response) => (left-- > 0 ? response.writeHead(503).end() : response.end("x")) };
  expect([await fetched("/a"), await saved("/a"), asked.length]).toEqual(["x", "x", 4]);
});

test("a login goes to its own origin alone, whatever redirects say", async () => {
  const other = createServer((request, response) => {
    asked.push(`other${request.url} ${request.headers.authorization ?? "-"}`);
    response.writeHead(302, { location: `${base}/c` }).end();
  });
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  answers = { "/a": to(`http://127.0.0.1:${(other.address() as AddressInfo).port}/b`), "/c": text("x") };
  expect(await fetched("/a", { authorizations: new Map([[base, "Bearer t"]]) })).toBe("x");
  expect(asked).toEqual(["/a Bearer t", "other/b -", "/c Bearer t"]);
  other.closeAllConnections();
  other.close();
});

test.each([
  ["https://a.example/x", "https://a.example/x", undefined],
  [
    "http://a.example/x?token=t",
    undefined,
    "http://a.example/x is not an https address. Plugins are programs: they are fetched over https only.",
  ],
  [
    "http://user:secret@a.example/x",
    undefined,
    "http://a.example/x is not an https address. Plugins are programs: they are fetched over https only.",
  ],
  ["http://127.0.0.1/x", undefined, undefined],
  [
    "http://127.0.0.1.example.com/x",
    undefined,
    "http://127.0.0.1.example.com/x is not an https address. Plugins are programs: they are fetched over https only.",
  ],
  ["http://[::1]/x", undefined, undefined],
  [
    "http://127.0.0.1/x",
    "https://a.example/x",
    "https://a.example/x redirects to http://127.0.0.1/x, which is not an https address. Ask whoever runs that place.",
  ],
  [
    "data:text/plain,x",
    "https://a.example/x",
    "https://a.example/x redirects to data:text/plain,x, which is not an https address. Ask whoever runs that place.",
  ],
])("the address %s behind %s", (address, first, want) => {
  const url = new URL(address);
  const check = () => checkAddress(url, first === undefined ? url : new URL(first));
  if (want === undefined) expect(check).not.toThrow();
  else expect(check).toThrow(want);
});

test("a proxy of the environment is used", async () => {
  answers = { "/a": text("x") };
  const through: string[] = [];
  const proxy = createNetServer((socket) => {
    socket.once("data", (head) => {
      through.push(head.toString().split("\r\n")[0] ?? "");
      const { port } = server.address() as AddressInfo;
      const upstream = connect(port, "127.0.0.1", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
      for (const end of [socket, upstream]) end.on("error", () => undefined);
      socket.pipe(upstream).pipe(socket);
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const env = { http_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
  expect(await fetched("/a", { env })).toBe("x");
  expect(await fetched("/a", { env: { ...env, no_proxy: "127.0.0.1" } })).toBe("x");
  expect(through).toHaveLength(1);
  proxy.close();
});

test("a file that does not fit, that is cut off, or that cannot be written leaves nothing", async () => {
  answers = {
    "/announced": text("x".repeat(2000), { "content-length": 2000 }),
    "/streamed": (response) => response.writeHead(200).end("x".repeat(2000)),
    "/cut": (response) => response.writeHead(200, { "content-length": 900 }).write("x", () => response.destroy()),
    "/fine": text("x".repeat(900)),
  };
  const long = "has more than 1000 bytes, which is more than is taken. Ask whoever runs that place.";
  expect(await saved("/announced")).toBe(`BASE/announced ${long}`);
  expect(await saved("/streamed")).toBe(`BASE/streamed ${long}`);
  expect(await saved("/cut")).toContain("the connection was closed");
  expect(await saved("/fine", {}, "no/such/folder")).toBe(
    "FOLDER/no/such/folder could not be written: no such file or directory. Make room and see that the folder may be written to, or set PACKER_PLUGIN_PATH to another one.",
  );
  expect(existsSync(join(folder, "file"))).toBe(false);
  // By a link of its own: what is left of a file is removed, and root could remove the device.
  symlinkSync("/dev/full", join(folder, "full"));
  if (existsSync("/dev/full"))
    expect(await saved("/fine", {}, "full")).toContain("/full could not be written: no space is left on the disk.");
});

test("Ctrl-C ends a transfer in its middle, and a pause", async () => {
  const controller = new AbortController();
  answers = {
    "/slow": (response) => {
      response.writeHead(200).write("x");
      setTimeout(() => controller.abort(new Error("stopped")), 20);
    },
    "/wrong": (response) => {
      response.writeHead(500).end();
      setTimeout(() => pausing.abort(new Error("stopped")), 20);
    },
  };
  const pausing = new AbortController();
  expect(await saved("/slow", { signal: controller.signal })).toBe("stopped");
  expect(existsSync(join(folder, "file"))).toBe(false);
  expect(await fetched("/wrong", { signal: pausing.signal, pausesMs: [60_000] })).toBe("stopped");
});
