// The cases of the category checksum: is a download with this form of checksum accepted, and what does it leave in the cache.

import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { download } from "../../packages/sdk/src/download/download.ts";
import type { Ui } from "../../packages/sdk/src/event/ui.ts";
import { type CaseResult, failed, passed } from "../case.ts";

/** One case. Either a file with what is appended to its path, or the settings of a download step over a folder of fixtures. */
export interface ChecksumCase {
  readonly id: string;
  readonly content?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly file?: string;
  readonly append?: string;
  readonly error?: boolean;
  readonly fields?: { readonly Url?: readonly string[]; readonly Checksum?: string; readonly Extension?: string };
  readonly fixtures?: Readonly<Record<string, string>>;
  readonly halts?: boolean;
  readonly want_files?: readonly string[] | null;
}

/** The folder in which the vectors' fixtures stand, as their paths have it, and the part of it that is served. */
const stepFolder = "multistep/commonsteps";
const servedFolder = "test-fixtures";

/** Runs one case of the category checksum, in a folder of its own and with a server on loopback. */
export async function runChecksumCase(given: ChecksumCase): Promise<CaseResult> {
  const folder = await mkdtemp(join(tmpdir(), "ingot-conformance-"));
  try {
    return given.fields ? await runStep(given, folder) : await runFile(given, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runFile(given: ChecksumCase, folder: string): Promise<CaseResult> {
  const name = given.file ?? "file.txt";
  const files = given.files ?? { [name]: given.content ?? "" };
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  return withServer(folder, async (url) => {
    const append = (given.append ?? "").replaceAll("{dir}", folder).replaceAll("{url}", url);
    const failure = await tryDownload([`${join(folder, name)}${append}`], {}, folder, join(folder, "cache"));
    return judge(given.error === true, failure);
  });
}

async function runStep(given: ChecksumCase, folder: string): Promise<CaseResult> {
  for (const [path, base64] of Object.entries(given.fixtures ?? {})) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), Buffer.from(base64, "base64"));
  }
  const abs = join(folder, stepFolder);
  const cache = join(folder, "cache");
  return withServer(join(abs, servedFolder), async (url) => {
    const fill = (text: string) => text.replaceAll("{abs}", abs).replaceAll("{url}", url);
    const { Url = [], Checksum = "", Extension } = given.fields ?? {};
    const settings = { checksum: fill(Checksum), ...(Extension === undefined ? {} : { extension: Extension }) };
    const failure = await tryDownload(Url.map(fill), settings, abs, cache);
    const verdict = judge(given.halts === true, failure);
    if (!verdict.passed) return verdict;
    const want = (given.want_files ?? []).map((name) => withDigest(fill(name))).sort();
    const have = (await readdir(cache).catch(() => [])).sort();
    if (JSON.stringify(want) === JSON.stringify(have)) return verdict;
    return failed(`${want.join(", ")} was expected in the cache, ${have.join(", ")} is there`);
  });
}

/** `{sha1:text}.lock` with the digest of the text. */
function withDigest(name: string): string {
  return name.replace(/^\{sha1:(.*)\}/, (_, text: string) => createHash("sha1").update(text).digest("hex"));
}

async function tryDownload(
  urls: readonly string[],
  settings: { readonly checksum?: string; readonly extension?: string },
  cwd: string,
  cache: string,
): Promise<Error | undefined> {
  const env = { ...process.env, PACKER_CACHE_DIR: cache };
  const context = { ui: silentUi(), signal: new AbortController().signal, env, cwd };
  try {
    await download({ description: "file", urls, checksum: "", ...settings }, context);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function judge(wantsError: boolean, failure: Error | undefined): CaseResult {
  if (wantsError === (failure !== undefined)) return passed;
  if (failure) return failed(`a download was expected, the error "${failure.message}" came`);
  return failed("an error was expected, and the file was accepted");
}

async function withServer<T>(folder: string, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    const file = createReadStream(join(folder, new URL(request.url ?? "/", "http://localhost").pathname));
    file.once("error", () => response.writeHead(404).end());
    file.once("open", () => file.pipe(response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  try {
    return await work(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function silentUi(): Ui {
  const ui: Ui = {
    say: () => {},
    message: () => {},
    error: () => {},
    log: () => {},
    output: () => ({ write: async () => {}, end: async () => {} }),
    progress: () => ({ update: () => {}, end: () => {} }),
    emit: () => {},
    as: () => ui,
  };
  return ui;
}
