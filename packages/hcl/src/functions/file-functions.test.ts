import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateCall } from "./evaluate-call.fixture.ts";

let root = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "ingot-functions-"));
  const write = (path: string, content: string | Uint8Array) => writeFileSync(join(root, path), content);
  mkdirSync(join(root, "template/sub/.hidden"), { recursive: true });
  write("cwd.txt", "cwd");
  write("template/a.txt", "a");
  write("template/sub/b.txt", "b");
  write("template/sub/.hidden/c.txt", "c");
  write("template/bytes", Uint8Array.of(0xff));
  write("template/greet.tpl", "hi ${name}%{ for x in list } <${x}>%{ endfor }");
  write("template/value.tpl", "${list}");
  write("template/upper.tpl", "${upper(name)}!");
  write("template/again.tpl", '${templatefile("value.tpl", {})}');
  write("template/broken.tpl", "${");
  symlinkSync("a.txt", join(root, "template/link.txt"));
  symlinkSync("sub", join(root, "template/linked"));
  symlinkSync(".", join(root, "template/sub/circle"));
});

afterAll(() => rmSync(root, { recursive: true }));

function evaluate(expression: string): string {
  return evaluateCall(expression, { baseDir: "template", cwd: root, env: { HOME: join(root, "template") } });
}

describe("file functions", () => {
  it.each([
    ['file("a.txt")', "a"],
    ['file("~/sub/b.txt")', "b"],
    ['fileset("~", "*")', "[]"],
    ['file("nope")', "error: no file exists at nope"],
    ['file("sub")', "error: sub is a folder, but a file is expected"],
    ['file("bytes")', "error: the file bytes is not UTF-8 text"],
    ['filebase64("cwd.txt")', "Y3dk"],
    ['filebase64("a.txt")', "error: no file exists at a.txt"],
    ['fileexists("a.txt")', "true"],
    ['fileexists("nope")', "false"],
    ['fileexists("sub")', "error: sub is not a regular file"],
    ['fileset(".", "*.txt")', '[ "a.txt", "link.txt", ]'],
    ['fileset("sub", "**")', '[ ".hidden/c.txt", "b.txt", ]'],
    ['fileset(".", "**/b.txt")', '[ "linked/b.txt", "sub/b.txt", ]'],
    ['fileset(".", "{a,sub/b}.txt")', '[ "a.txt", "sub/b.txt", ]'],
    ['fileset(".", "sub/[!a].txt")', '[ "sub/b.txt", ]'],
    ['fileset(".", "../*.txt")', '[ "../cwd.txt", ]'],
    ['fileset("nope", "*")', "[]"],
    ['fileset(".", "[")', 'error: the pattern cannot be read from "[" on'],
    ['basename("a/b/")', "b"],
    ['basename("")', "."],
    ['basename("/")', "/"],
    ['dirname("a/b/")', "a/b"],
    ['dirname("a//b/../c")', "a"],
    ['dirname("a")', "."],
    ['dirname("/")', "/"],
    ['pathexpand("a~")', "a~"],
    ['pathexpand("~user")', "error: the home folder of another user cannot be expanded; write the path in full"],
  ])("%s", (expression, want) => expect(evaluate(expression)).toBe(want));

  it("makes paths absolute from the working directory", () => {
    expect(evaluate('abspath("a/../b")')).toBe(join(root, "b"));
    expect(evaluate('pathexpand("~/x")')).toBe(join(root, "template/x"));
  });
});

describe("templatefile", () => {
  it.each([
    ['templatefile("greet.tpl", {name = "n", list = [1, 2]})', "hi n <1> <2>"],
    ['templatefile("value.tpl", {list = [1, 2]})', "[ 1, 2, ]"],
    ['templatefile("upper.tpl", {name = "n"})', "N!"],
    [
      'templatefile("greet.tpl", {name = "n"})',
      'error: the template reads "list" (at greet.tpl:1,23), but the variables have no such key',
    ],
    ['templatefile("value.tpl", [])', "error: a map or object is required, but this is a tuple"],
    ['templatefile("value.tpl", {"a b" = 1})', 'error: the key "a b" cannot be the name of a variable'],
  ])("%s", (expression, want) => expect(evaluate(expression)).toBe(want));

  it("points into the file", () => {
    expect(evaluate('templatefile("broken.tpl", {})')).toMatch(/^error: broken\.tpl:1,\d+: /);
    expect(evaluate('templatefile("again.tpl", {})')).toContain("a template file cannot call templatefile");
  });
});
