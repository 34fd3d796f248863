import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Ui } from "../event/ui.ts";
import { type DownloadRequest, download } from "./download.ts";

const content = Buffer.from("0123456789".repeat(20_000));
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");

let folder = "";
let cache = "";
let server: Server;
let base = "";
let answers: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {};
let asked: string[] = [];
let said: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingot-download-"));
  cache = join(folder, "cache");
  asked = [];
  said = [];
  answers = {};
  server = createServer((request, response) => {
    const { range } = request.headers;
    asked.push(`${request.url}${range ? ` ${range}` : ""}`);
    const answer = answers[new URL(request.url ?? "", base).pathname];
    if (answer) answer(request, response);
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

const serve = (bytes: Uint8Array) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { "content-length": bytes.length }).end(bytes);
};

/** Serves ranges, and breaks off after so many bytes as long as there are numbers in the list. */
const serveBroken = (breaks: number[]) => (request: IncomingMessage, response: ServerResponse) => {
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? "") ?? [];
  const isValid = request.headers["if-range"] === undefined || request.headers["if-range"] === '"v1"';
  const rest = content.subarray(from !== undefined && isValid ? Number(from) : 0);
  response.writeHead(rest.length === content.length ? 200 : 206, { "content-length": rest.length, etag: '"v1"' });
  const stop = breaks.shift();
  if (stop === undefined) response.end(rest);
  else response.write(rest.subarray(0, stop), () => setTimeout(() => response.destroy(), 20));
};

function fetched(request: Partial<DownloadRequest> & { readonly urls: readonly string[] }, signal?: AbortSignal) {
  return download(
    { description: "image", checksum: "none", extension: "img", ...request },
    {
      ui: recordingUi(said),
      signal: signal ?? new AbortController().signal,
      env: { PACKER_CACHE_DIR: cache, HOME: folder },
    },
  );
}

function recordingUi(lines: string[]): Ui {
  const ui: Ui = {
    say: (text) => lines.push(text),
    message: (text) => lines.push(text),
    error: (text) => lines.push(text),
    log: () => {},
    output: () => ({ write: async () => {}, end: async () => {} }),
    progress: () => ({ update: () => {}, end: () => {} }),
    emit: () => {},
    as: () => ui,
  };
  return ui;
}

test("a verified file is kept in the cache and not fetched again", async () => {
  answers = { "/disk.img": serve(content) };
  const checksum = `sha256:${sha256(content)}`;
  const first = await fetched({ urls: [`${base}/disk.img`], checksum });
  const second = await fetched({ urls: [`${base}/disk.img`], checksum });
  const path = join(cache, `${sha1(checksum)}.img`);
  expect([first?.path, second?.path]).toEqual([path, path]);
  expect(sha256(await readFile(path))).toBe(sha256(content));
  expect(asked).toEqual(["/disk.img"]);
  expect(await readdir(cache)).toEqual([`${sha1(checksum)}.img`, `${sha1(checksum)}.img.lock`]);
  const url = `${base}/disk.img?checksum=${encodeURIComponent(checksum)}`;
  expect(said.slice(0, 4)).toEqual([
    "Retrieving image",
    `Trying ${base}/disk.img`,
    `Trying ${url}`,
    `${url} => ${path}`,
  ]);
});

test("builds that ask for the same file at once fetch it once", async () => {
  answers = { "/disk.img": serve(content) };
  const request = { urls: [`${base}/disk.img`], checksum: sha256(content) };
  const [first, second] = await Promise.all([fetched(request), fetched(request)]);
  expect(first).toEqual(second);
  expect(asked).toEqual(["/disk.img"]);
});

test("a broken transfer goes on where it broke", async () => {
  answers = { "/disk.img": serveBroken([70_000, 50_000]) };
  const got = await fetched({ urls: [`${base}/disk.img`] });
  expect(sha256(await readFile(got?.path ?? ""))).toBe(sha256(content));
  expect(asked).toHaveLength(3);
  expect(asked[0]).toBe("/disk.img");
  // The last bytes before a break may be lost with the connection; what did arrive is not asked for again.
  const starts = asked.slice(1).map((line) => Number(/^\/disk\.img bytes=(\d+)-$/.exec(line)?.[1]));
  const [first = 0, second = 0] = starts;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThanOrEqual(70_000);
  expect(second).toBeGreaterThan(first);
  expect(second).toBeLessThanOrEqual(120_000);
});

test("what an earlier run has left is taken up, and thrown away where it does not fit", async () => {
  answers = { "/disk.img": serveBroken([]) };
  const checksum = sha256(content);
  const partial = join(cache, `${sha1(checksum)}.img.partial`);
  await fetched({ urls: [`${base}/none`], checksum }).catch(() => undefined);
  asked = [];
  await writeFile(partial, content.subarray(0, 100_000));
  await fetched({ urls: [`${base}/disk.img`], checksum });
  await rm(join(cache, `${sha1(checksum)}.img`));
  await writeFile(partial, "something else");
  const got = await fetched({ urls: [`${base}/disk.img`], checksum });
  expect(asked).toEqual(["/disk.img bytes=100000-", "/disk.img bytes=14-", "/disk.img"]);
  expect(sha256(await readFile(got?.path ?? ""))).toBe(sha256(content));
  expect(existsSync(partial)).toBe(false);
});

test("the next address is tried when one has not the right file", async () => {
  answers = { "/wrong": serve(Buffer.from("wrong")), "/right": serve(content) };
  const checksum = `sha256:${sha256(content)}`;
  const urls = [`${base}/missing`, `${base}/wrong`, `${base}/right`];
  const got = await fetched({ urls, checksum });
  expect(got?.url).toBe(`${base}/right`);
  expect(said.filter((line) => line.startsWith("Download failed"))).toEqual([
    `Download failed: ${base}/missing answered 404 Not Found`,
    `Download failed: the sha256 checksum is ${sha256(Buffer.from("wrong"))}, and ${sha256(content)} was expected`,
  ]);
});

test("when no address has it, the error tells what was wrong with each", async () => {
  const missing = join(folder, "nothing.img");
  await expect(fetched({ urls: [`${base}/a`, missing, "git::x"] })).rejects.toThrow(
    `The image could not be fetched:
  ${base}/a: ${base}/a answered 404 Not Found
  ${missing}: there is no file ${missing}
  git::x: "git::x" cannot be fetched: a repository of source code is not a file; give the URL of the file itself`,
  );
  expect((await readdir(cache)).filter((name) => !name.endsWith(".lock"))).toEqual([]);
});

test("a checksum file on a server", async () => {
  answers = {
    "/disk.img": serve(content),
    "/SHA256SUMS": serve(Buffer.from(`${sha256(Buffer.from("x"))}  other.img\n${sha256(content)}  disk.img\n`)),
  };
  const got = await fetched({ urls: [`${base}/disk.img`], checksum: `file:${base}/SHA256SUMS` });
  expect(got?.path).toBe(join(cache, `${sha1(`file:${base}/SHA256SUMS`)}.img`));
  await expect(fetched({ urls: [`${base}/none.img`], checksum: `file:${base}/SHA256SUMS` })).rejects.toThrow(
    "no checksum found in",
  );
});

test("a file of this machine is used where it is, and never removed", async () => {
  const path = join(folder, "local.img");
  await writeFile(path, content);
  expect(await fetched({ urls: [path], checksum: sha256(content) })).toEqual({ path, url: path });
  expect((await fetched({ urls: [`file://${path}`] }))?.path).toBe(path);
  await expect(fetched({ urls: [path], checksum: "0".repeat(64) })).rejects.toThrow("was expected");
  expect(existsSync(path)).toBe(true);
});

test("an archive of one file is unpacked; its checksum is the archive's", async () => {
  const packed = gzipSync(content);
  answers = { "/disk.img.gz": serve(packed) };
  const got = await fetched({ urls: [`${base}/disk.img.gz`], checksum: sha256(packed) });
  expect(sha256(await readFile(got?.path ?? ""))).toBe(sha256(content));
  const kept = await fetched({ urls: [`${base}/disk.img.gz?archive=false`] });
  expect(sha256(await readFile(kept?.path ?? ""))).toBe(sha256(packed));
  expect((await readdir(cache)).filter((name) => !/\.(img|lock)$/.test(name))).toEqual([]);
});

test("user and password of a URL reach the server and nobody else", async () => {
  let authorization: string | undefined;
  answers = {
    "/disk.img": (request, response) => {
      authorization = request.headers.authorization;
      serve(content)(request, response);
    },
  };
  await fetched({ urls: [`${base.replace("http://", "http://ann:hunter2@")}/disk.img`] });
  expect(authorization).toBe(`Basic ${Buffer.from("ann:hunter2").toString("base64")}`);
  expect(said.join("\n")).not.toContain("hunter2");
});

test("an interrupt ends the transfer and tries no other address", async () => {
  const controller = new AbortController();
  answers = {
    "/slow": (_, response) => void response.writeHead(200).write("x", () => controller.abort(new Error("Stop."))),
  };
  await expect(fetched({ urls: [`${base}/slow`, `${base}/other`] }, controller.signal)).rejects.toThrow("Stop.");
  expect(asked).toEqual(["/slow"]);
});
