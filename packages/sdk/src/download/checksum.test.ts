import { expect, test } from "vitest";
import { parseChecksum } from "./checksum.ts";
import { findInChecksumFile } from "./find-in-checksum-file.ts";

const md5 = "074729f0ccb41a391fb646c38f86ea54";
const sha1 = "e2c7dc83ac8aa7f181314387f6dfb132cd117e3a";
const sha256 = "47afcdfff05a6e5d9db5f6c6df2140f04a6e7422d7ad7f6a7006a4f5a78570e4";

test.each([
  ["", { k: "none" }],
  ["none", { k: "none" }],
  [md5, { k: "digest", type: "md5", hex: md5 }],
  [sha1.toUpperCase(), { k: "digest", type: "sha1", hex: sha1 }],
  [`SHA256:${sha256}`, { k: "digest", type: "sha256", hex: sha256 }],
  ["file:https://example.com/SHA256SUMS", { k: "file", from: "https://example.com/SHA256SUMS" }],
  ["file:./sums", { k: "file", from: "./sums" }],
  ["sha256:abc", { k: "wrong", why: "a sha256 checksum has 64 digits, this one has 3" }],
  ["abc", { k: "wrong", why: "no type of checksum has 3 digits" }],
  ["sha256:xyz", { k: "wrong", why: '"xyz" is not a hexadecimal number' }],
  [`crc:${md5}`, { k: "wrong", why: '"crc" is not a type of checksum; there are md5, sha1, sha256, sha512 and file' }],
])("%j", (text, want) => {
  expect(parseChecksum(text)).toEqual(want);
});

test.each([
  ["GNU", `${sha1}  other\n${md5}  disk.img\n`, md5],
  ["binary mark", `${sha1} *disk.img\n`, sha1],
  ["portable mark", `${sha1} ?disk.img\n`, sha1],
  ["BSD", `MD5 (other) = ${"0".repeat(32)}\nMD5 (disk.img) = ${md5}`, md5],
  ["digits alone", `${sha256}\n`, sha256],
  ["no line end", sha256, sha256],
  ["more fields: the first is the digest of any file", `${sha1} of the whole disk`, sha1],
  ["below the checksum file", `${sha1}  ./images/disk.img\n`, sha1],
  ["unreadable lines are passed over", `MD5 (disk.img) = bad\n\n# comment\n${md5}  disk.img\n`, md5],
  ["another name", `${md5}  disk.img.xz\n`, undefined],
  ["nothing", "", undefined],
])("%s", (_, text, want) => {
  expect(findInChecksumFile(text, ["disk.img", "./images/disk.img"])?.hex).toBe(want);
});
