import { expect, test } from "vitest";
import { parseAddress } from "./location.ts";

function shown(text: string): string {
  const { location, checksum, archive, fileName } = parseAddress(text);
  const place = location.k === "http" ? location.url.href : location.k === "file" ? location.path : location.why;
  const keys = Object.entries({ checksum, archive, fileName }).filter(([, value]) => value !== undefined);
  return [location.k, place, ...keys.map(([key, value]) => `${key}=${value}`)].join(" ");
}

test.each([
  ["disk.img", "file disk.img"],
  ["./a b%20.img", "file ./a b%20.img"],
  ["/srv//disk.img?checksum=abc", "file /srv//disk.img checksum=abc"],
  ["./disk.img?", "file ./disk.img"],
  ["C:\\disk.img", "file C:\\disk.img"],
  ["file:///srv/my%20disk.img", "file /srv/my disk.img"],
  ["file://./disk.img", "file ./disk.img"],
  ["http://example.com/a.xz?archive=false", "http http://example.com/a.xz archive=false"],
  [
    "https://example.com/get?id=1&sig=a%2Fb&checksum=sha1%3Aabc&filename=x.img",
    "http https://example.com/get?id=1&sig=a%2Fb checksum=sha1:abc fileName=x.img",
  ],
  ["https::https://example.com/a", "http https://example.com/a"],
  [
    "git::https://example.com/a.git",
    "refused a repository of source code is not a file; give the URL of the file itself",
  ],
  ["git@github.com:a/b.git", "refused a repository of source code is not a file; give the URL of the file itself"],
  ["github.com/a/b", "refused it stands for a git repository; give the https:// URL of the file itself"],
  ["s3::https://s3.amazonaws.com/b/k", "refused S3 is not supported as a source; use a pre-signed https:// URL"],
  ["s3.amazonaws.com/b/k", "refused S3 is not supported as a source; use a pre-signed https:// URL"],
  [
    "gcs::https://www.googleapis.com/storage/v1/b/k",
    "refused Cloud Storage is not supported as a source; use a signed https:// URL",
  ],
  ["\\\\host\\share\\a", "refused Windows shares are not mounted by Ingot; mount it and give the path"],
  [
    "ftp://example.com/a",
    'refused "ftp:" is not supported; give a path, or a URL that begins with http://, https:// or file://',
  ],
])("%s", (text, want) => {
  expect(shown(text)).toBe(want);
});
