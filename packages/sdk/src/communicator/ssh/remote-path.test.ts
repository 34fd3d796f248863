import { expect, test } from "vitest";
import { matchWildcards } from "./match-wildcards.ts";
import { lastName, meansContents, quoteRemote, sftpPath } from "./remote-path.ts";

test.each([
  ["/tmp/file", false, "/tmp/file"],
  ["~/file", false, "~/file"],
  ["$HOME/file", false, "$HOME/file"],
  ["a b", false, "'a b'"],
  ["~/a b", false, "~/'a b'"],
  ["it's", false, `'it'\\''s'`],
  ["$(reboot)", false, "'$(reboot)'"],
  ["a;b", false, "'a;b'"],
  ["-rf", false, "./-rf"],
  ["*.conf", false, "'*.conf'"],
  ["/etc/*.conf", true, "/etc/*.conf"],
  ["/a b/[x-z]?;*", true, "'/a b/'[x-z]?';'*"],
  ["C:/Program Files/x", false, '"C:/Program Files/x"'],
])("%s (wildcards %s) is written %s", (path, keepsWildcards, quoted) => {
  expect(quoteRemote(path, keepsWildcards)).toBe(quoted);
});

test.each([
  ["~/file", "file"],
  ["~", "."],
  ["~//a", "a"],
  ["/tmp/~/x", "/tmp/~/x"],
  ["C:\\Temp\\x", "C:/Temp/x"],
])("SFTP knows %s as %s", (path, known) => {
  expect(sftpPath(path)).toBe(known);
});

test.each([
  ["/etc/", true],
  ["/etc", false],
  [".", true],
  ["a/..", true],
  ["/", true],
  ["a..", false],
])("%s means the contents: %s", (path, means) => {
  expect(meansContents(path)).toBe(means);
});

test("the last name of a path", () => {
  expect([lastName("/a/b"), lastName("C:\\a\\b.txt"), lastName("c")]).toEqual(["b", "b.txt", "c"]);
});

test.each([
  ["*.conf", "a.conf", true],
  ["*.conf", ".conf", false],
  [".*", ".conf", true],
  ["[a-c]?", "b1", true],
  ["[!a-c]?", "b1", false],
  ["a+b", "a+b", true],
  ["\\*", "x", false],
  ["[", "[", true],
])("%s matches %s: %s", (pattern, name, matches) => {
  expect(matchWildcards(pattern)(name)).toBe(matches);
});
