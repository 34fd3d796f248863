// Plugins on GitHub: the tags of a repository are its versions, and the assets of a release its files (plugin-protocol 1.7).

import { formatVersion, type Version } from "@ingot/sdk";
import { AnswerError, type Fetcher, shownUrl } from "../http/open-fetcher.ts";
import { InstallError } from "../install-error.ts";
import type { PluginSource } from "../parse-source.ts";
import { archivesOfSums } from "./file-names.ts";
import { limits, type Origin } from "./origin.ts";
import { readSums } from "./read-sums.ts";
import { readVersions } from "./read-versions.ts";
import type { SignatureCheck } from "./signature-check.ts";

export interface GithubOptions {
  /** "https://api.github.com" */
  readonly api: URL;
  /** "https://github.com": where release assets are. */
  readonly site: URL;
  readonly hasToken: boolean;
  readonly fetcher: Fetcher;
  readonly checkSignature: SignatureCheck;
}

/** A list of tags has at most so many pages; each has up to a hundred. */
const mostPages = 100;

/** GitHub, or a server that speaks as it does. */
export function github({ api, site, hasToken, fetcher, checkSignature }: GithubOptions): Origin {
  const name = shownUrl(site).replace(/\/$/, "");
  const below = (base: URL, path: string) => new URL(`${base.pathname.replace(/\/$/, "")}/${path}`, base);
  const ownerOf = (source: PluginSource) => {
    if (source.githubOwner !== undefined) return source.githubOwner;
    throw new InstallError(
      "missing",
      `Only plugins of sources such as github.com/OWNER/NAME can be fetched, and ${source.text} is none. Install it with "ingot plugins install -path FILE ${source.text}", or give a mirror that has it.`,
    );
  };
  return {
    name,
    versions: async (source) => {
      const path = `repos/${ownerOf(source)}/packer-plugin-${source.name}/git/matching-refs/tags`;
      const versions: Version[] = [];
      let page: URL | undefined = below(api, `${path}?per_page=100`);
      for (let pages = 0; page && pages < mostPages; pages++) {
        const answer: Awaited<ReturnType<Fetcher["bytes"]>> = await fetcher
          .bytes(page, limits.index)
          .catch((error: unknown) => {
            throw explained(error, source, hasToken);
          });
        versions.push(...versionsOf(answer.bytes, page));
        page = answer.next;
      }
      return versions;
    },
    release: async (source, version) => {
      const stem = `packer-plugin-${source.name}_v${formatVersion(version)}`;
      const folder = `${ownerOf(source)}/packer-plugin-${source.name}/releases/download/v${formatVersion(version)}`;
      const sumsUrl = below(site, `${folder}/${stem}_SHA256SUMS`);
      const { bytes } = await fetcher.bytes(sumsUrl, limits.sums).catch((error: unknown) => {
        if (!(error instanceof InstallError) || error.kind !== "missing") throw error;
        // A tag without a release, or a release without plugins.
        throw new InstallError("unsuitable", `${shownUrl(sumsUrl)} is not there: the version has no released files.`);
      });
      const signedBy = await checkSignature(bytes, shownUrl(sumsUrl), async () => {
        const { bytes: signature } = await fetcher.bytes(below(site, `${folder}/${stem}_SHA256SUMS.sig`), limits.sums);
        return signature;
      });
      return {
        files: archivesOfSums(readSums(Buffer.from(bytes).toString("utf8"), shownUrl(sumsUrl)), stem),
        signedBy,
        fetch: ({ fileName }, path, progress) =>
          fetcher.file(below(site, `${folder}/${fileName}`), path, limits.program, progress),
      };
    },
  };
}

function versionsOf(bytes: Uint8Array, url: URL): readonly Version[] {
  let list: unknown;
  try {
    list = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    list = undefined;
  }
  if (!Array.isArray(list))
    throw new InstallError("unreachable", `${shownUrl(url)} is not a list of tags. Check that it is an API of GitHub.`);
  const tags = list.flatMap((item: unknown) => {
    const ref = typeof item === "object" && item !== null && "ref" in item ? item.ref : undefined;
    return typeof ref === "string" && ref.startsWith(tagPrefix) ? [ref.slice(tagPrefix.length)] : [];
  });
  return readVersions(tags);
}

const tagPrefix = "refs/tags/v";

/** What an answer of GitHub's API that is not the list means, and what helps. */
function explained(error: unknown, source: PluginSource, hasToken: boolean): unknown {
  if (!(error instanceof AnswerError)) return error;
  const { status, headers } = error;
  const token = "the environment variable PACKER_GITHUB_API_TOKEN";
  if (status === 401)
    return new InstallError(
      "unreachable",
      `GitHub does not accept the token (401). Put a valid one into ${token}, or unset it.`,
    );
  if (
    status === 429 ||
    (status === 403 && (headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== undefined))
  ) {
    const reset = Number(headers["x-ratelimit-reset"]);
    const until = Number.isFinite(reset) && reset > 0 ? ` until ${new Date(reset * 1000).toISOString()}` : "";
    const remedy = hasToken
      ? "Wait that long."
      : `Set ${token} to a token of yours, which may ask far more often, or wait that long.`;
    return new InstallError("unreachable", `GitHub answers no more requests from here${until} (${status}). ${remedy}`);
  }
  if (status === 403)
    return new InstallError(
      "unreachable",
      `GitHub refuses the request (403). See that ${token} holds a token that may read the repository, or unset it.`,
    );
  if (status !== 404) return error;
  const hint = hasToken ? "" : ` If it is private, set ${token}.`;
  return new InstallError(
    "missing",
    `There is no repository ${source.githubOwner}/packer-plugin-${source.name} on GitHub. Check the source's spelling.${hint}`,
  );
}
