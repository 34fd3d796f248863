import { describe, expect, it } from "vitest";
import { type Files, runIngot } from "../../test/fixtures/run-ingot.ts";

const raw = "b {\na=1\n}\n";
const canonical = "b {\n  a = 1\n}\n";

/** What is written, the exit code, and which of the files were changed. */
async function run(words: readonly string[], files: Files = {}, stdin = "") {
  const { text, files: after } = await runIngot(["fmt", ...words], files, { stdin });
  const changed = Object.keys(files).filter((name) => files[name] !== after[name]);
  for (const name of changed) expect(after[name]).toBe(canonical);
  return { text, changed };
}

describe("files and folders", () => {
  const project = {
    "z.pkr.hcl": raw,
    "a.pkr.hcl": raw,
    "fine.pkr.hcl": canonical,
    "v.pkrvars.hcl": raw,
    "x.auto.pkrvars.hcl": raw,
    "other.hcl": raw,
    "json.pkr.json": "{}",
    ".hidden.pkr.hcl": raw,
    "#backup.pkr.hcl#": raw,
    "backup.pkr.hcl~": raw,
    "sub/s.pkr.hcl": raw,
    "sub/deep/d.pkrvars.hcl": raw,
    ".git/g.pkr.hcl": raw,
    "folder.pkr.hcl/f.pkr.hcl": raw,
  };
  const ofFolder = ["a.pkr.hcl", "z.pkr.hcl", "v.pkrvars.hcl", "x.auto.pkrvars.hcl"];
  it.each([
    [["."], ofFolder],
    [["./"], ofFolder],
    [["sub"], ["sub/s.pkr.hcl"]],
    [
      ["-recursive", "."],
      [...ofFolder, "folder.pkr.hcl/f.pkr.hcl", "sub/s.pkr.hcl", "sub/deep/d.pkrvars.hcl"],
    ],
    [
      ["-recursive=true", "sub"],
      ["sub/s.pkr.hcl", "sub/deep/d.pkrvars.hcl"],
    ],
    [
      ["z.pkr.hcl", "sub", "fine.pkr.hcl", "v.pkrvars.hcl"],
      ["z.pkr.hcl", "sub/s.pkr.hcl", "v.pkrvars.hcl"],
    ],
    [["./a.pkr.hcl", "a.pkr.hcl"], ["./a.pkr.hcl"]],
    [[".hidden.pkr.hcl"], [".hidden.pkr.hcl"]],
  ])("%j", async (words, named) => {
    const { text, changed } = await run(words, project);
    expect(text).toBe([...named, "exit 0", ""].join("\n"));
    expect(changed.toSorted()).toEqual(named.map((name) => name.replace("./", "")).toSorted());
  });
});

describe("flags", () => {
  it.each([
    [["a.pkr.hcl"], "a.pkr.hcl\nexit 0\n", ["a.pkr.hcl"]],
    [["-write=false", "."], "a.pkr.hcl\nexit 0\n", []],
    [["-check", "."], "a.pkr.hcl\nexit 3\n", []],
    [["-check", "-write", "."], "a.pkr.hcl\nexit 3\n", []],
    [["-check", "fine.pkr.hcl"], "exit 0\n", []],
    // They say nothing here, but Packer takes them.
    [["-only=x", "-except", "y", "-var", "a=b", "-var-file=none", "fine.pkr.hcl"], "exit 0\n", []],
  ])("%j", async (words, text, changed) => {
    expect(await run(words, { "a.pkr.hcl": raw, "fine.pkr.hcl": canonical })).toEqual({ text, changed });
  });

  it("-diff, which changes the file as well", async () => {
    const { text, changed } = await run(["-diff", "a.pkr.hcl"], { "a.pkr.hcl": raw });
    expect(changed).toEqual(["a.pkr.hcl"]);
    expect(text).toMatchInlineSnapshot(`
      "a.pkr.hcl
      --- old/a.pkr.hcl
      +++ new/a.pkr.hcl
      @@ -1,3 +1,3 @@
       b {
      -a=1
      +  a = 1
       }
      exit 0
      "
    `);
  });

  it("needs a path", async () => {
    const { text } = await run([]);
    expect(text).toContain('Error: "fmt" takes at least 1 argument, 0 given');
    expect(text).toContain("Usage: ingot fmt [options] PATH...");
  });
});

describe("standard input", () => {
  it.each([
    [["-"], raw, `${canonical}exit 0\n`],
    [["-"], canonical, `${canonical}exit 0\n`],
    [["-diff", "-"], raw, `${canonical}exit 0\n`],
    [["-write=false", "-"], raw, "exit 0\n"],
    [["-write=false", "-"], canonical, `${canonical}exit 0\n`],
    [["-check", "-"], raw, "exit 3\n"],
    [["-check", "-"], canonical, `${canonical}exit 0\n`],
    [["-"], "", "exit 0\n"],
  ])("%j of %j", async (words, stdin, text) => {
    expect((await run(words, {}, stdin)).text).toBe(text);
  });
});

describe("what cannot be formatted", () => {
  it("leaves alone what does not parse, and formats the rest", async () => {
    const files = { "a.pkr.hcl": "a  =\n", "b.pkr.hcl": raw, "c.pkr.hcl": "b {\n  c   {\n" };
    const { text, changed } = await run(["."], files);
    expect(changed).toEqual(["b.pkr.hcl"]);
    expect(text).toMatchInlineSnapshot(`
      "b.pkr.hcl
      Error: Missing expression

        on a.pkr.hcl line 1:
         1: a  =
                ^

      Expected an expression, but found the end of the line. Write a value here, for
      instance a quoted string.

      Error: Unclosed block

        on c.pkr.hcl line 2, in b:
         2:   c   {
              ^

      The block "c" has no closing brace before the end of the file. Add "}" where it
      should end.

      exit 1
      "
    `);
    expect((await run(["-check", "."], files)).text).toContain("exit 1");
  });

  it("names what is no template", async () => {
    const { text } = await run(["-", "a.json", "a.hcl", "none.pkr.hcl", "folder"], {
      "a.json": "{}",
      "a.hcl": raw,
      "folder/a.pkr.json": "{}",
    });
    expect(text).toMatchInlineSnapshot(`
      "Error: Could not format a.json

      JSON files have no canonical form. Give a file whose name ends with .pkr.hcl or
      .pkrvars.hcl, or a folder with such files.

      Error: Could not format a.hcl

      It is no HCL2 template by its name. Give a file whose name ends with .pkr.hcl or
      .pkrvars.hcl, or a folder with such files.

      Error: Could not find none.pkr.hcl

      There is no such file or folder. Give the path of a file or of a folder.

      Error: Nothing to format in folder

      This folder is searched for files whose name ends with .pkr.hcl or .pkrvars.hcl,
      and it has none. Files in sub-folders are found with -recursive.

      exit 1
      "
    `);
  });

  it("does not write what it could not read", async () => {
    expect((await run(["-"], {}, 'a = "\uFFFD"\n')).text).toMatchInlineSnapshot(`
      "Error: Invalid character encoding

      Standard input has bytes that are no part of a UTF-8 character, or the character
      U+FFFD that programs put in their place; what they were is lost. Give it UTF-8
      text, or the path of the file.

      exit 1
      "
    `);
  });

  it("shows the place on standard input", async () => {
    expect((await run(["-"], {}, "a = (\n")).text).toMatchInlineSnapshot(`
      "Error: Missing expression

        on <stdin> line 2:
         2:
            ^

      Expected an expression, but found the end of the file. Write a value here, for
      instance a quoted string.

      exit 1
      "
    `);
  });
});
