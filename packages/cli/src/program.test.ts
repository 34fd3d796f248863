import { expect, test, vi } from "vitest";
import { runIngot } from "../test/fixtures/run-ingot.ts";

vi.setConfig({ testTimeout: 60_000 });

const template = {
  "t.json": `{ "builders": [{ "type": "null", "communicator": "none" }, { "type": "null", "name": "b", "communicator": "none" }] }`,
  "folder/t.pkr.hcl": `source "null" "a" {
  communicator = "none"
}
build {
  name    = "x"
  sources = ["null.a"]
  post-processor "manifest" {
    name = "listing"
  }
}
`,
};

test("no command at all", async () => {
  expect((await runIngot([])).text).toMatchInlineSnapshot(`
    "Usage: ingot [--version] [--help] <command> [<args>]

    Available commands are:
        build                 build image(s) from a template
        cleanup               remove what builds that died have left behind
        console               try expressions, with the variables of a template
        fix                   bring a legacy JSON template up to date
        fmt                   write templates in their canonical form
        hcl2_upgrade          write a JSON template as an HCL2 template
        init                  install the plugins that a template requires
        inspect               see what a template consists of
        plugin                make plugins: begin, serve and pack them
        plugins               install, list and remove plugins
        schema                print a JSON Schema of a component, for editors
        validate              check that a template is right
        verify-attestation    check who attests how an image came to be
        version               print the version
    exit 127
    "
  `);
});

test("the help of each command", async () => {
  for (const name of ["build", "cleanup", "console", "fmt", "inspect", "validate", "version"]) {
    const { text, code } = await runIngot([name, "-h"]);
    expect(code).toBe(0);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  }
  expect((await runIngot(["validate", "-h"])).text).toMatchInlineSnapshot(`
    "Usage: ingot validate [options] TEMPLATE

      Checks that a template is right: its syntax, its variables, and the
      configuration of every builder, provisioner and post-processor. Exits with 1
      when something is wrong.

    Options:

      -only=a,b,c                 Only these builds; in HCL2 templates with * and
                                  other wildcards.
      -except=a,b,c               All builds and post-processors but these.
      -var 'name=value'           A value for a variable. May be given several
                                  times.
      -var-file=path              A file with values for variables. May be given
                                  several times.
      -strict-plugins             Ignore plugins without version and checksum, as
                                  newer versions of Packer do. The variable
                                  INGOT_STRICT_PLUGINS does the same.
      -ignore-prerelease-plugins  Use no plugin that is a pre-release, such as
                                  1.2.3-dev.
      -syntax-only                Only check the syntax and the values of variables.
      -evaluate-datasources       Read data sources, as a build does; otherwise only
                                  their arguments are checked.
      -no-warn-undeclared-var     Do not warn of values in variable files that the
                                  template does not declare.
      -no-warn-unused             Do not warn of variables, locals and data sources
                                  that nothing reads, of sources that no build uses,
                                  and in JSON templates of user variables that are
                                  not there.
      -use-sequential-evaluation  Evaluate all data sources first, then all locals.
      -json                       Print what happens as events, one a line in JSON,
                                  and nothing else.
      -machine-readable           Print lines for programs, as Packer does.
    exit 0
    "
  `);
  expect((await runIngot(["build", "--help"])).text).toMatchInlineSnapshot(`
    "Usage: ingot build [options] TEMPLATE

      Builds the images that a template describes, all at once unless told
      otherwise. Exits with 0 when every build succeeded, with 1 when one failed or
      was interrupted.

    Options:

      -only=a,b,c                   Only these builds; in HCL2 templates with * and
                                    other wildcards.
      -except=a,b,c                 All builds and post-processors but these.
      -var 'name=value'             A value for a variable. May be given several
                                    times.
      -var-file=path                A file with values for variables. May be given
                                    several times.
      -strict-plugins               Ignore plugins without version and checksum, as
                                    newer versions of Packer do. The variable
                                    INGOT_STRICT_PLUGINS does the same.
      -ignore-prerelease-plugins    Use no plugin that is a pre-release, such as
                                    1.2.3-dev.
      -color=false                  Write without colours. They are on at a
                                    terminal; -color=true writes them into a pipe,
                                    too. (Default: true)
      -debug                        Stop after each step and ask before going on;
                                    builds run one after another.
      -force                        Replace what an earlier build has made, where a
                                    builder would refuse to.
      -on-error=cleanup|abort|ask|run-cleanup-provisioner
                                    What to do when a build fails: remove what it
                                    made (cleanup), leave everything (abort), ask,
                                    or only run the error-cleanup-provisioner.
                                    (Default: cleanup)
      -log-dir=folder               Write everything into files in this folder, one
                                    for each build and one for the run, while it
                                    happens.
      -report=file                  Write a report at the end, as one HTML file: a
                                    timeline of every step, logs, artifacts and
                                    errors.
      -parallel-builds=n            As many builds at once; 0 is no limit. (Default:
                                    0)
      -progress=auto|tty|plain      How a run is shown: as the log alone (plain), or
                                    with a lane for each running build under it
                                    (tty). With auto, a terminal has the lanes,
                                    unless the variable CI is set. (Default: auto)
      -timeout=duration             How long each build may take, such as 45m or 2h,
                                    whatever the template says. Then it is stopped
                                    and cleaned up; 0 is no limit.
      -timestamp-ui                 Write the time in front of every line.
      -warn-on-undeclared-var       Warn of values in variable files that the
                                    template does not declare.
      -use-sequential-evaluation    Evaluate all data sources first, then all
                                    locals.
      -json                         Print what happens as events, one a line in
                                    JSON, and nothing else.
      -machine-readable             Print lines for programs, as Packer does.
    exit 0
    "
  `);
});

test.each([
  ["general help", ["-h"], 0, "Usage: ingot [--version] [--help] <command> [<args>]"],
  ["general help, spelled otherwise", ["--help"], 0, "Usage: ingot [--version] [--help] <command> [<args>]"],
  ["help before the command", ["-h", "build"], 0, "Usage: ingot build [options] TEMPLATE"],
  ["help behind wrong flags", ["build", "-nope", "x", "-help"], 0, "Usage: ingot build [options] TEMPLATE"],
  ["help behind --", ["build", "--", "-h"], 1, 'Error: Could not find the template "-h"'],
  ["help of what is no command", ["nonsense", "-h"], 0, "Usage: ingot [--version] [--help] <command> [<args>]"],
  ["a typing mistake", ["biuld"], 127, 'There is no command "biuld". Did you mean "build"?'],
  ["no command like it", ["frobnicate"], 127, 'There is no command "frobnicate".'],
  ["plugins without a word", ["plugins"], 1, "Usage: ingot plugins [options] COMMAND"],
  ["version", ["version"], 0, "Ingot v1.2.3"],
  ["-v", ["-v"], 0, "Ingot v1.2.3"],
  ["-version, and what follows is dropped", ["-version", "build", "x"], 0, "Ingot v1.2.3"],
  ["--version", ["--version"], 0, "Ingot v1.2.3"],
  [
    "flags before the command",
    ["-color=false", "build", "t"],
    1,
    "Flags stand behind the command's name: ingot COMMAND -color=false ...",
  ],
  ["push", ["push", "-name=x", "t.json"], 1, 'Error: "push" is gone'],
  ["no template", ["validate"], 1, 'Error: "validate" takes 1 argument, 0 given'],
  ["two templates", ["validate", "a", "b"], 1, 'Error: "validate" takes 1 argument, 2 given'],
  [
    "a flag behind the template",
    ["build", "t.json", "-force"],
    1,
    'Error: Flag -force stands behind the argument "t.json"',
  ],
  ["an unknown flag", ["build", "-forse", "t.json"], 1, "Error: Unknown flag -forse"],
  ["a flag of another command", ["validate", "-force", "t.json"], 1, "Error: Unknown flag -force"],
  ["a -var that is none", ["build", "-var", "x", "t.json"], 1, 'Error: Invalid value "x" for flag -var'],
  ["a wrong -on-error", ["build", "-on-error=die", "t.json"], 1, 'Error: Invalid value "die" for flag -on-error'],
  [
    "flags in every Go style",
    ["validate", "--syntax-only=T", "-var", "a=b", "--only", "null", "t.json"],
    0,
    "Syntax-only check passed. Everything looks okay.",
  ],
  ["a file that is not there", ["validate", "no.pkr.hcl"], 1, 'Error: Could not find the template "no.pkr.hcl"'],
  ["a folder", ["validate", "folder"], 0, "The configuration is valid."],
  ["a folder by its path with a slash", ["validate", "folder/"], 0, "The configuration is valid."],
  ["a folder with no template", ["validate", "."], 1, "Error: Could not find any config file in ."],
  ["a file of a folder", ["validate", "./folder/t.pkr.hcl"], 0, "The configuration is valid."],
])("%s", async (_, words, code, said) => {
  const run = await runIngot(words, template);
  const lines = run.text.split("\n");
  expect([run.code, lines.find((line) => line.startsWith("Error: ")) ?? lines[0]]).toEqual([code, said]);
});

test("what is wrong with flags stands behind the help, where it is not scrolled away", async () => {
  const { text } = await runIngot(["version", "-x", "-y=1"]);
  expect(text).toMatchInlineSnapshot(`
    "Usage: ingot version [options]

      Prints the version of Ingot, and the level of Packer at which it reads
      templates.

    Options:

      -json              Print what happens as events, one a line in JSON, and
                         nothing else.
      -machine-readable  Print lines for programs, as Packer does.

    Error: Unknown flag -x

    "version" has no flag -x. Run "ingot version -help" for the flags it has.

    Error: Unknown flag -y

    "version" has no flag -y. Run "ingot version -help" for the flags it has.
    exit 1
    "
  `);
});

test("a folder that has only a legacy template says how to name it", async () => {
  expect((await runIngot(["validate", "."], template)).text).toMatchInlineSnapshot(`
    "Error: Could not find any config file in .

    A folder is read as an HCL2 template: its *.pkr.hcl and *.pkr.json files,
    without sub-folders. There is none. A legacy JSON template is given by its file
    name: t.json.

    exit 1
    "
  `);
});

test("a template from standard input", async () => {
  expect((await runIngot(["validate", "-"], {}, { stdin: template["t.json"] })).text).toBe(
    "The configuration is valid.\nexit 0\n",
  );
});

test.each([
  ["JSON: an exact name", ["-only=b", "t.json"], []],
  ["JSON: no globs", ["-only=nul*", "t.json"], ["-only=nul* matches no build"]],
  ["JSON: not type.name", ["-only=null.b", "t.json"], ["-only=null.b matches no build"]],
  ["HCL2: the full name", ["-only=x.null.a", "folder"], []],
  ["HCL2: a glob over dots", ["-only=x*", "folder"], []],
  ["HCL2: a class of characters", ["-only=*.[!b]", "folder"], []],
  ["HCL2: half a name", ["-only=null.a", "folder"], ["-only=null.a matches no build"]],
  [
    "HCL2: each pattern by itself",
    ["-only=*a,*b", "-only", "c", "folder"],
    ["-only=*b matches no build", "-only=c matches no build"],
  ],
  ["HCL2: -except of a post-processor by its name", ["-except=listing", "folder"], []],
  ["HCL2: -except of a post-processor by a glob", ["-except=list*", "folder"], []],
  [
    "HCL2: -except by the type, where it has a name",
    ["-except=manifest", "folder"],
    ["-except=manifest matches no build"],
  ],
])("%s", async (_, words, warnings) => {
  const { text } = await runIngot(["validate", ...words], template);
  expect([...text.matchAll(/^Warning: (.*)$/gm)].map((match) => match[1])).toEqual(warnings);
});

test("a pattern that is none", async () => {
  expect((await runIngot(["validate", "-only=x[", "folder"], template)).text).toMatchInlineSnapshot(`
    "Error: Invalid pattern in -only

    "x[": This bracket is not closed. End it with ], or write \\[ for a bracket.
    Write a build name, with * for any text.

    exit 1
    "
  `);
});

test("colours on a terminal, unless somebody says no", async () => {
  const isRed = async (env: Record<string, string>) =>
    (await runIngot(["validate", "no.json"], {}, { env, isTerminal: true })).text.includes("\u001b[1;31mError");
  expect(
    await Promise.all([isRed({}), isRed({ NO_COLOR: "1" }), isRed({ PACKER_NO_COLOR: "1" }), isRed({ NO_COLOR: "" })]),
  ).toEqual([true, false, false, true]);
});
