// HashiCorp's releases host, and mirrors of its layout (plugin-protocol 1.7).

import { formatVersion } from "@ingot/sdk";
import type { Fetcher } from "../http/open-fetcher.ts";
import { shownUrl } from "../http/open-fetcher.ts";
import { InstallError } from "../install-error.ts";
import type { PluginSource } from "../parse-source.ts";
import { archivesOfHashicorp } from "./file-names.ts";
import { limits, type Origin } from "./origin.ts";
import { readSums } from "./read-sums.ts";
import { readVersions } from "./read-versions.ts";
import type { SignatureCheck } from "./signature-check.ts";

/** A place with HashiCorp's layout. `owns` tells whose plugins are asked for there: names alone do not tell one maker's from another's. */
export function releaseHost(
  base: URL,
  owns: (source: PluginSource) => boolean,
  { fetcher, checkSignature }: { readonly fetcher: Fetcher; readonly checkSignature: SignatureCheck },
): Origin {
  const name = shownUrl(base).replace(/\/$/, "");
  const at = (path: string) => new URL(`${base.pathname.replace(/\/$/, "")}/${path}`, base);
  const text = async (url: URL, limit: number) => Buffer.from((await fetcher.bytes(url, limit)).bytes).toString("utf8");
  const json = async (url: URL, limit: number): Promise<unknown> => {
    try {
      return JSON.parse(await text(url, limit));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new InstallError("unreachable", `${shownUrl(url)} is not JSON. Check that it is a place of plugins.`);
    }
  };
  return {
    name,
    versions: async (source) => {
      if (!owns(source)) throw new InstallError("missing", `${name} has only plugins of HashiCorp.`);
      const url = at(`packer-plugin-${source.name}/index.json`);
      const index = await json(url, limits.index).catch((error: unknown) => {
        if (!(error instanceof InstallError) || error.kind !== "missing") throw error;
        throw new InstallError("missing", `${name} has no plugin "${source.name}". Check the source's spelling.`);
      });
      const versions = recordOf(recordOf(index).versions);
      return readVersions(Object.keys(versions));
    },
    release: async (source, version) => {
      if (!owns(source)) throw new InstallError("missing", `${name} has only plugins of HashiCorp.`);
      const folder = `packer-plugin-${source.name}/${formatVersion(version)}`;
      const stem = `packer-plugin-${source.name}_${formatVersion(version)}`;
      const sumsUrl = at(`${folder}/${stem}_SHA256SUMS`);
      const { bytes } = await fetcher.bytes(sumsUrl, limits.sums);
      const signedBy = await checkSignature(bytes, shownUrl(sumsUrl), async () => {
        const { bytes: signature } = await fetcher.bytes(at(`${folder}/${stem}_SHA256SUMS.sig`), limits.sums);
        return signature;
      });
      const sums = readSums(Buffer.from(bytes).toString("utf8"), shownUrl(sumsUrl));
      const manifestUrl = at(`${folder}/${stem}_manifest.json`);
      const protocol = protocolOf(await json(manifestUrl, limits.sums));
      if (protocol === undefined)
        throw new InstallError("unsuitable", `${shownUrl(manifestUrl)} does not say which API the plugin speaks.`);
      const files = archivesOfHashicorp(sums, stem, `x${protocol}`);
      return {
        files,
        signedBy,
        fetch: ({ fileName }, path, progress) =>
          fetcher.file(at(`${folder}/${fileName}`), path, limits.program, progress),
      };
    },
  };
}

/** The API version in a manifest ("5.0"). */
export function protocolOf(manifest: unknown): string | undefined {
  const { protocol_version: protocol } = recordOf(recordOf(manifest).metadata);
  return typeof protocol === "string" && /^[0-9]{1,9}\.[0-9]{1,9}$/.test(protocol) ? protocol : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
