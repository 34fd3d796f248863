import { fileURLToPath } from "node:url";

/** Where something is fetched from. */
export type Location =
  | { readonly k: "file"; readonly path: string }
  | { readonly k: "http"; readonly url: URL }
  | { readonly k: "refused"; readonly why: string };

/** An address as a template writes it, taken apart. */
export interface Address {
  readonly location: Location;
  /** `?checksum=`: wins over the configured one. */
  readonly checksum: string | undefined;
  /** `?archive=`: "false" keeps an archive as it is; another value names its kind. */
  readonly archive: string | undefined;
  /** `?filename=`: the name under which the file is kept. */
  readonly fileName: string | undefined;
}

/** Forms that stand for something else than one file over HTTP or on this machine. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/^\\\\|^smb:/i, "Windows shares are not mounted by Ingot; mount it and give the path"],
  [/^(git|hg)::|^git@/i, "a repository of source code is not a file; give the URL of the file itself"],
  [
    /^(github\.com|gitlab\.com|bitbucket\.org)\//i,
    "it stands for a git repository; give the https:// URL of the file itself",
  ],
  [/^s3::|^s3:|^[\w.-]*s3[\w.-]*\.amazonaws\.com\//i, "S3 is not supported as a source; use a pre-signed https:// URL"],
  [
    /^gcs::|^gs:|^www\.googleapis\.com\/storage\//i,
    "Cloud Storage is not supported as a source; use a signed https:// URL",
  ],
];

/** Takes an address apart: a path, `file://`, `http(s)://`, with the query keys that steer the download. Other forms are refused with the reason. */
export function parseAddress(text: string): Address {
  const forced = text.replace(/^(https?|file)::/i, "");
  const refused = refusals.find(([form]) => form.test(forced));
  if (refused) return plain({ k: "refused", why: refused[1] });
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(forced) ?? [];
  if (scheme === undefined || scheme.length === 1) return parsePath(forced);
  switch (scheme.toLowerCase()) {
    case "http":
    case "https":
      return parseUrl(forced);
    case "file":
      return parseFileUrl(forced);
    default:
      return plain({
        k: "refused",
        why: `"${scheme}:" is not supported; give a path, or a URL that begins with http://, https:// or file://`,
      });
  }
}

function plain(location: Location): Address {
  return { location, checksum: undefined, archive: undefined, fileName: undefined };
}

function parsePath(text: string): Address {
  const mark = text.indexOf("?");
  const path = mark < 0 ? text : text.slice(0, mark);
  const { keys } = takeKeys(mark < 0 ? "" : text.slice(mark + 1));
  return { location: { k: "file", path }, ...keys };
}

function parseUrl(text: string): Address {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return plain({ k: "refused", why: "it is not a valid URL" });
  }
  const { keys, rest } = takeKeys(url.search.slice(1));
  url.search = rest;
  return { location: { k: "http", url }, ...keys };
}

function parseFileUrl(text: string): Address {
  const address = parsePath(text.replace(/^file:(\/\/)?/i, ""));
  const { location } = address;
  if (location.k !== "file" || !location.path.startsWith("/")) return address;
  try {
    return { ...address, location: { k: "file", path: fileURLToPath(`file://${location.path}`) } };
  } catch {
    return plain({ k: "refused", why: "it is not a valid file URL" });
  }
}

/** Takes the keys that are meant for us out of a query; the rest stays as it was written, because some servers sign it. */
function takeKeys(query: string): {
  readonly keys: Omit<Address, "location">;
  readonly rest: string;
} {
  const found = new Map<string, string>();
  const rest = query.split("&").filter((part) => {
    const [name = "", value] = [...new URLSearchParams(part)][0] ?? [];
    if (!["checksum", "archive", "filename"].includes(name) || value === undefined) return true;
    found.set(name, value);
    return false;
  });
  return {
    keys: {
      checksum: found.get("checksum") || undefined,
      archive: found.get("archive") || undefined,
      fileName: found.get("filename") || undefined,
    },
    rest: rest.join("&"),
  };
}
