// A registry of npm packages on this machine, and packages made for it: as much of the protocol as `npm view` and `npm install` use.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { writeFiles } from "./js-plugin.ts";

interface Published {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly archive: Buffer;
}

export interface NpmRegistry {
  /** Environment in which npm asks this registry and no other, with a cache and a home of its own. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Paths that were asked for. */
  readonly asked: string[];
  readonly publish: (files: Readonly<Record<string, string>>) => Promise<void>;
  /** Publishes an installed package as it lies there. */
  readonly publishFolder: (folder: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startNpmRegistry(): Promise<NpmRegistry> {
  const home = mkdtempSync(join(tmpdir(), "ingot-npm-registry-"));
  const published: Published[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "", "http://x").pathname).slice(1);
    asked.push(path);
    if (request.method === "PUT") {
      void take(request).then(() => response.writeHead(201).end("{}"));
      return;
    }
    const file = /^(.+)\/-\/(.+)\.tgz$/.exec(path);
    if (file) {
      const found = published.find(({ manifest }) => manifest.name === file[1] && manifest.version === file[2]);
      response.writeHead(found ? 200 : 404).end(found?.archive);
      return;
    }
    const versions = published.filter(({ manifest }) => manifest.name === path);
    if (versions.length === 0) {
      response.writeHead(404, { "content-type": "application/json" }).end('{"error":"not found"}');
      return;
    }
    const document = {
      name: path,
      "dist-tags": { latest: versions.at(-1)?.manifest.version },
      versions: Object.fromEntries(versions.map((one) => [one.manifest.version, describe(one)])),
    };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
  });
  const describe = ({ manifest, archive }: Published) => ({
    ...manifest,
    dist: {
      tarball: `${address()}/${manifest.name}/-/${manifest.version}.tgz`,
      integrity: `sha512-${createHash("sha512").update(archive).digest("base64")}`,
      shasum: createHash("sha1").update(archive).digest("hex"),
    },
  });
  /** What `npm publish` sends: one version, its archive in base64. */
  const take = async (request: AsyncIterable<Buffer>) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const sent = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const [manifest] = Object.values<Published["manifest"]>(sent.versions);
    const [attachment] = Object.values<{ readonly data: string }>(sent._attachments);
    if (manifest && attachment) published.push({ manifest, archive: Buffer.from(attachment.data, "base64") });
  };
  const pack = (folder: string, parent: string, name: string) => {
    const archive = join(mkdtempSync(join(home, "archive-")), "package.tgz");
    const words = ["--dereference", `--transform=s,^${name},package,`, "-C", parent, "-czf", archive, name];
    execFileSync("tar", words);
    published.push({
      manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")),
      archive: readFileSync(archive),
    });
  };
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // npm publishes for nobody who is not logged in.
  writeFileSync(join(home, ".npmrc"), `${address().replace("http:", "")}/:_authToken=anybody\n`);
  return {
    env: {
      ...withoutNpm(process.env),
      npm_config_registry: `${address()}/`,
      npm_config_cache: join(home, "cache"),
      HOME: home,
    },
    asked,
    publish: async (files) => {
      const folder = mkdtempSync(join(home, "package-"));
      await writeFiles(join(folder, "package"), files);
      pack(join(folder, "package"), folder, "package");
    },
    publishFolder: async (folder) => pack(folder, dirname(folder), basename(folder)),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What an npm above us has set would count for more than what is set here. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name)));
}
