import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { toJs } from "@ingot/sdk";
import { openBench } from "@ingot/sdk/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaintsOf } from "../../test/complaints-of.ts";
import { httpSource } from "./http.ts";
import { nullSource } from "./null.ts";

let server: Server;
let address = "";
beforeAll(async () => {
  server = createServer(async (request, response): Promise<unknown> => {
    const { url = "" } = request;
    if (url === "/moved") return response.writeHead(302, { location: "/text" }).end();
    if (url === "/missing") return response.writeHead(404).end("no");
    if (url === "/binary") return response.setHeader("content-type", "application/octet-stream").end("x");
    if (url === "/latin") return response.setHeader("content-type", "text/plain; charset=iso-8859-1").end("x");
    response.setHeader("content-type", "text/plain; charset=utf-8").setHeader("x-two", ["a", "b"]);
    return response.end(`${request.method} ${request.headers["x-name"] ?? ""} ${await bodyOf(request)}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

async function read(config: object): Promise<{ value: unknown; warnings: string[] }> {
  const bench = await openBench();
  const warnings: string[] = [];
  try {
    const source = await bench.ready(httpSource, config);
    const warn = (summary: string) => void warnings.push(summary);
    return { value: toJs(await source.read({ signal: bench.abort.signal, warn })), warnings };
  } finally {
    await bench.remove();
  }
}

describe("http", () => {
  test("the answer, with its headers", async () => {
    const url = `${address}/text`;
    const { value, warnings } = await read({ url });
    expect(value).toMatchObject({
      url,
      body: "GET  ",
      request_headers: { "Content-Type": "text/plain; charset=utf-8", "X-Two": "a, b" },
    });
    expect(warnings).toEqual([]);
  });

  test.each([
    [{ method: "POST", request_headers: { "X-Name": "me" }, request_body: "content" }, "POST me content"],
    [{ method: "GET", request_body: "content" }, "GET  content"],
    [{ method: "HEAD" }, ""],
  ])("%j", async (config, body) => {
    expect((await read({ url: `${address}/text`, ...config })).value).toMatchObject({ body });
  });

  test("goes where it is sent", async () => {
    expect((await read({ url: `${address}/moved` })).value).toMatchObject({ body: "GET  " });
  });

  test("a refusal is an error", async () => {
    await expect(read({ url: `${address}/missing` })).rejects.toThrow("HTTP request error. Response code: 404");
  });

  test.each([
    ["/binary", 'Content-Type is not recognized as a text type, got "application/octet-stream"'],
    ["/latin", 'Content-Type is not recognized as a text type, got "text/plain; charset=iso-8859-1"'],
  ])("%s is no text, which is a warning", async (path, warning) => {
    expect(await read({ url: address + path })).toMatchObject({ value: { body: "x" }, warnings: [warning] });
  });

  test.each([
    [{}, ["config: Missing required argument"]],
    [{ url: "ftp://x" }, ["url: The url is not one of http or https"]],
    [{ url: "http://x", method: "get" }, ['method: Invalid value for "method"']],
  ])("validate %j", async (config, wanted) => {
    const bench = await openBench();
    expect(await complaintsOf(bench, httpSource, config)).toEqual(wanted);
    await bench.remove();
  });
});

test("null gives back what it was given, and must be given something", async () => {
  const bench = await openBench();
  const source = await bench.ready(nullSource, { input: "x" });
  expect(toJs(await source.read({ signal: bench.abort.signal, warn: () => undefined }))).toEqual({ output: "x" });
  expect(await complaintsOf(bench, nullSource, { input: "" })).toEqual(["input: Missing required argument"]);
  await bench.remove();
});
