// What `ingot build` does and says, with the builders "null" and "file": no daemon, no root. The whole output, but for times and names of scripts.

import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CommandResult, runCommand } from "./environment/run-command.ts";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "builds-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

const read = (name: string) => readFileSync(join(folder, name), "utf8");

/** Runs a command in the folder, without what the environment may say about colours and logs. */
function run(
  command: string,
  words: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<CommandResult> {
  const env = {
    INGOT_STATE_DIR: join(folder, ".state"),
    NO_COLOR: undefined,
    PACKER_NO_COLOR: undefined,
    PACKER_LOG: undefined,
    PACKER_LOG_PATH: undefined,
    INGOT_LOG: undefined,
    INGOT_LOG_PATH: undefined,
    ...options.env,
  };
  return runCommand(command, words, { cwd: folder, mayFail: true, ...options, env });
}

/** Runs `ingot` and gives what a person sees, with the exit code as its last line. */
async function see(words: readonly string[], options: Parameters<typeof run>[2] = {}): Promise<string> {
  const { stdout, stderr, code } = await run(ingot, words, options);
  return `${normal(stdout)}${normal(stderr)}exit ${code}\n`;
}

function normal(text: string): string {
  return (
    text
      .replaceAll(`${folder}/`, "")
      .replaceAll(/[^\s"]*\/packer-shell[a-z0-9]+/g, "SCRIPT")
      .replaceAll(/after \d+ (micro|milli)?seconds?( \d+ (micro|milli)?seconds?)?/g, "after SOME TIME")
      .replaceAll(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)/gm, "TIME")
      // A shell may say so before it is ended itself.
      .replaceAll(/^==> .*: Terminated\n/gm, "")
      .replaceAll("\u001b", "ESC")
  );
}

const sources = `source "null" "a" {
  communicator = "none"
}
source "null" "b" {
  communicator = "none"
}
source "file" "f" {
  content = "hello"
  target  = "out.txt"
}
`;

test("provisioners are for the builds they name, with retries, pauses and overrides; chains run in order", async () => {
  write({
    "t.pkr.hcl": `${sources}
build {
  name    = "n"
  sources = ["null.a", "file.f"]
  source "null.b" {
    name = "alias"
  }
  provisioner "shell-local" {
    inline = ["echo $PACKER_BUILD_NAME $PACKER_BUILDER_TYPE \${source.name} \${source.type} \${build.name}"]
  }
  provisioner "shell-local" {
    only         = ["null.alias"]
    inline       = ["echo only the alias"]
    pause_before = "10ms"
  }
  provisioner "shell-local" {
    except      = ["null.alias"]
    inline      = ["[ -f tried-\${source.name} ] || { touch tried-\${source.name}; exit 3; }"]
    max_retries = 2
  }
  provisioner "shell-local" {
    inline   = ["echo plain"]
    override = { alias = { inline = ["echo overridden"] } }
  }
  post-processor "manifest" {
    only   = ["file.f"]
    output = "manifest.json"
  }
  post-processors {
    post-processor "checksum" {
      name           = "sums"
      except         = ["null.a", "null.alias"]
      checksum_types = ["md5"]
      output         = "sums"
    }
    post-processor "shell-local" {
      inline = ["echo behind"]
    }
  }
}
`,
  });
  expect(await see(["build", "-parallel-builds=1", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> n.null.a: Running local shell script: SCRIPT
        n.null.a: a null a null n
    ==> n.null.a: Running local shell script: SCRIPT
    ==> n.null.a: Provisioner failed with "Script exited with non-zero exit status: 3. Allowed exit codes are: [0]", retrying with 2 trie(s) left
    ==> n.null.a: Running local shell script: SCRIPT
    ==> n.null.a: Running local shell script: SCRIPT
        n.null.a: plain
    ==> n.null.a: Running post-processor:  (type shell-local)
    ==> n.null.a (shell-local): Running local shell script: SCRIPT
        n.null.a (shell-local): behind
    Build 'n.null.a' finished after SOME TIME.
    ==> n.file.f: Running local shell script: SCRIPT
        n.file.f: f file f file n
    ==> n.file.f: Running local shell script: SCRIPT
    ==> n.file.f: Provisioner failed with "Script exited with non-zero exit status: 3. Allowed exit codes are: [0]", retrying with 2 trie(s) left
    ==> n.file.f: Running local shell script: SCRIPT
    ==> n.file.f: Running local shell script: SCRIPT
        n.file.f: plain
    ==> n.file.f: Running post-processor:  (type manifest)
    ==> n.file.f: Running post-processor: sums (type checksum)
    ==> n.file.f: Running post-processor:  (type shell-local)
    ==> n.file.f (shell-local): Running local shell script: SCRIPT
        n.file.f (shell-local): behind
    Build 'n.file.f' finished after SOME TIME.
    ==> n.null.alias: Running local shell script: SCRIPT
        n.null.alias: b null alias null n
    ==> n.null.alias: Pausing 10ms before the next provisioner...
    ==> n.null.alias: Running local shell script: SCRIPT
        n.null.alias: only the alias
    ==> n.null.alias: Running local shell script: SCRIPT
        n.null.alias: overridden
    ==> n.null.alias: Running post-processor:  (type shell-local)
    ==> n.null.alias (shell-local): Running local shell script: SCRIPT
        n.null.alias (shell-local): behind
    Build 'n.null.alias' finished after SOME TIME.

    ==> Wait completed after SOME TIME

    ==> Builds finished. The artifacts of successful builds are:
    --> n.file.f: Stored file: out.txt
    --> n.file.f: Stored file: out.txt
    --> n.file.f: Created artifact from files: out.txt, sums
    --> n.file.f: Created artifact from files: out.txt, sums
    --> n.null.a: Did not export anything. This is the null builder
    --> n.null.a: Did not export anything. This is the null builder
    --> n.null.alias: Did not export anything. This is the null builder
    --> n.null.alias: Did not export anything. This is the null builder
    exit 0
    "
  `);
  expect(read("sums")).toBe("5d41402abc4b2a76b9719d911017c592\tout.txt\n");
});

const failing = `${sources}
build {
  sources = ["null.a"]
  provisioner "shell-local" {
    inline = ["echo out of luck; exit 7"]
  }
  provisioner "shell-local" {
    inline = ["echo never"]
  }
  error-cleanup-provisioner "shell-local" {
    inline = ["echo cleaning up"]
  }
  post-processor "manifest" {}
}
`;

test("a provisioner that fails: the error-cleanup-provisioner runs", async () => {
  write({ "t.pkr.hcl": failing });
  expect(await see(["build", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> null.a: Running local shell script: SCRIPT
        null.a: out of luck
    ==> null.a: Provisioning step had errors: Running the cleanup provisioner, if present...
    ==> null.a: Running local shell script: SCRIPT
        null.a: cleaning up
    Build 'null.a' errored after SOME TIME: Script exited with non-zero exit status: 7. Allowed exit codes are: [0]

    ==> Wait completed after SOME TIME

    ==> Some builds didn't complete successfully and had errors:
    --> null.a: Script exited with non-zero exit status: 7. Allowed exit codes are: [0]

    ==> Builds finished but no artifacts were created.
    exit 1
    "
  `);
  expect(existsSync(join(folder, "packer-manifest.json"))).toBe(false);
});

test("-on-error=abort leaves everything as it is", async () => {
  write({ "t.pkr.hcl": failing });
  expect(await see(["build", "-on-error=abort", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> null.a: Running local shell script: SCRIPT
        null.a: out of luck
    ==> null.a: Script exited with non-zero exit status: 7. Allowed exit codes are: [0]
    ==> null.a: Step "StepProvision" failed, aborting...
    ==> null.a: aborted: skipping cleanup of step "StepConnect"
    Build 'null.a' errored after SOME TIME: Script exited with non-zero exit status: 7. Allowed exit codes are: [0]

    ==> Wait completed after SOME TIME

    ==> Some builds didn't complete successfully and had errors:
    --> null.a: Script exited with non-zero exit status: 7. Allowed exit codes are: [0]

    ==> Builds finished but no artifacts were created.
    exit 1
    "
  `);
});

test("-on-error=run-cleanup-provisioner does that alone", async () => {
  write({ "t.pkr.hcl": failing });
  expect(await see(["build", "-on-error=run-cleanup-provisioner", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> null.a: Running local shell script: SCRIPT
        null.a: out of luck
    ==> null.a: Provisioning step had errors: Running the cleanup provisioner, if present...
    ==> null.a: Running local shell script: SCRIPT
        null.a: cleaning up
    ==> null.a: Script exited with non-zero exit status: 7. Allowed exit codes are: [0]
    ==> null.a: Step "StepConnect" failed, aborting...
    Build 'null.a' errored after SOME TIME: Script exited with non-zero exit status: 7. Allowed exit codes are: [0]

    ==> Wait completed after SOME TIME

    ==> Some builds didn't complete successfully and had errors:
    --> null.a: Script exited with non-zero exit status: 7. Allowed exit codes are: [0]

    ==> Builds finished but no artifacts were created.
    exit 1
    "
  `);
});

test("an error-cleanup-provisioner that fails, too", async () => {
  write({ "t.pkr.hcl": failing.replace("echo cleaning up", "exit 8") });
  expect(await see(["build", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> null.a: Running local shell script: SCRIPT
        null.a: out of luck
    ==> null.a: Provisioning step had errors: Running the cleanup provisioner, if present...
    ==> null.a: Running local shell script: SCRIPT
    Build 'null.a' errored after SOME TIME: Cleanup failed: Script exited with non-zero exit status: 8. Allowed exit codes are: [0]. Original Provisioning error: Script exited with non-zero exit status: 7. Allowed exit codes are: [0]

    ==> Wait completed after SOME TIME

    ==> Some builds didn't complete successfully and had errors:
    --> null.a: Cleanup failed: Script exited with non-zero exit status: 8. Allowed exit codes are: [0]. Original Provisioning error: Script exited with non-zero exit status: 7. Allowed exit codes are: [0]

    ==> Builds finished but no artifacts were created.
    exit 1
    "
  `);
});

test("a timeout counts for each try", async () => {
  write({
    "t.pkr.hcl": `${sources}
build {
  sources = ["null.a"]
  provisioner "shell-local" {
    inline      = ["exec sleep 60"]
    timeout     = "200ms"
    max_retries = 1
  }
}
`,
  });
  expect(await see(["build", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> null.a: Setting a 200ms timeout for the next provisioner...
    ==> null.a: Running local shell script: SCRIPT
    ==> null.a: Cancelling provisioner after a timeout...
    ==> null.a: Provisioner failed with "The shell-local provisioner was stopped: it did not end within its timeout of 200ms", retrying with 1 trie(s) left
    ==> null.a: Setting a 200ms timeout for the next provisioner...
    ==> null.a: Running local shell script: SCRIPT
    ==> null.a: Cancelling provisioner after a timeout...
    ==> null.a: retry limit reached.
    ==> null.a: Provisioning step had errors: Running the cleanup provisioner, if present...
    Build 'null.a' errored after SOME TIME: The shell-local provisioner was stopped: it did not end within its timeout of 200ms

    ==> Wait completed after SOME TIME

    ==> Some builds didn't complete successfully and had errors:
    --> null.a: The shell-local provisioner was stopped: it did not end within its timeout of 200ms

    ==> Builds finished but no artifacts were created.
    exit 1
    "
  `);
});

const tooSlow = `${sources}
build {
  sources = ["null.a", "file.f"]
  timeout = "LIMIT"
  provisioner "shell-local" {
    inline = ["echo begun"]
  }
  provisioner "shell-local" {
    only   = ["null.a"]
    inline = ["exec sleep 100"]
  }
  error-cleanup-provisioner "shell-local" {
    inline = ["echo saving the logs"]
  }
  post-processor "manifest" {}
}
`;

test("a build that takes longer than it may is stopped and cleaned up after, and others go on", async () => {
  write({ "t.pkr.hcl": tooSlow.replace("LIMIT", "1s") });
  expect(await see(["validate", "t.pkr.hcl"])).toMatch(/The configuration is valid\.\nexit 0\n$/);
  const text =
    "The build did not end within its timeout of 1s. It was stopped in StepProvision, provisioner 2 of 2 (shell-local).";
  const lines = (await see(["build", "t.pkr.hcl"])).split("\n");
  expect(lines.filter((line) => line.includes("null.a"))).toEqual([
    "==> null.a: Running local shell script: SCRIPT",
    "    null.a: begun",
    "==> null.a: Running local shell script: SCRIPT",
    "==> null.a: Provisioning step had errors: Running the cleanup provisioner, if present...",
    "==> null.a: Running local shell script: SCRIPT",
    "    null.a: saving the logs",
    `Build 'null.a' errored after SOME TIME: ${text} Raise the timeout, or see why that takes so long`,
    `--> null.a: ${text} Raise the timeout, or see why that takes so long`,
  ]);
  expect(lines).toContain("Build 'file.f' finished after SOME TIME.");
  expect(lines.at(-2)).toBe("exit 1");
});

test("-timeout is for each build, and goes before the template's", async () => {
  write({
    "t.pkr.hcl": tooSlow.replace("LIMIT", "1h"),
    "t.json": `{
  "builders": [{ "type": "null", "communicator": "none" }],
  "provisioners": [{ "type": "shell-local", "inline": ["exec sleep 100"] }]
}`,
    "quick.pkr.hcl": `${sources}build {\n  sources = ["null.a"]\n  timeout = "1ns"\n}\n`,
  });
  const stopped =
    /errored after SOME TIME: The build did not end within its timeout of 500ms\. It was stopped in StepProvision, /;
  expect(await see(["build", "-timeout=500ms", "-only=null.a", "t.pkr.hcl"])).toMatch(stopped);
  expect(await see(["build", "-timeout", "500ms", "t.json"])).toMatch(stopped);
  expect(await see(["build", "-timeout=0", "quick.pkr.hcl"])).toMatch(/exit 0\n$/);
  expect(await see(["build", "-timeout=soon", "t.json"])).toMatchInlineSnapshot(`
    "Error: Invalid -timeout

    "soon" is not how long a build may take. Write a number with a unit, such as
    -timeout=45m or -timeout=2h.

    exit 1
    "
  `);
});

test.each([
  ["soon", "Failed to parse timeout duration"],
  ["-1h", "Invalid build timeout"],
])("a build cannot take %s", async (limit, summary) => {
  write({ "t.pkr.hcl": tooSlow.replace("LIMIT", limit) });
  const seen = await see(["validate", "t.pkr.hcl"]);
  expect(seen).toContain(`Error: ${summary}\n`);
  expect(seen).toContain(`timeout = "${limit}"`);
});

test("a build that is silent says that it goes on, in what, and at growing distances", async () => {
  const go = "while [ $(grep -c heartbeat log) -lt 3 ]; do sleep 0.05; done";
  write({
    "t.pkr.hcl": `${sources}build {\n  sources = ["null.a"]\n  provisioner "shell-local" {\n    inline = [${JSON.stringify(go)}]\n  }\n}\n`,
  });
  const env = { INGOT_HEARTBEAT: "100ms", INGOT_LOG_PATH: "log" };
  const lines = (await see(["build", "t.pkr.hcl"], { env })).split("\n").filter((line) => line.includes("Still in"));
  expect(lines.length).toBeGreaterThanOrEqual(3);
  expect(lines[0]).toMatch(
    /^ {4}null\.a: Still in StepProvision, provisioner shell-local: nothing was said for \d+s, the build runs for \d+s$/,
  );
  const off = await see(["build", "t.pkr.hcl"], { env: { ...env, INGOT_HEARTBEAT: "soon" } });
  expect(off).toMatchInlineSnapshot(`
    "Error: Invalid INGOT_HEARTBEAT

    "soon" is not a length of silence. Write a number with a unit, such as 30s or
    5m, or 0 for never.

    exit 1
    "
  `);
});

test("continue_on_error goes on, and a pause wins over a timeout", async () => {
  write({
    "t.pkr.hcl": `${sources}
build {
  sources = ["null.a"]
  provisioner "shell-local" {
    inline            = ["exit 7"]
    max_retries       = 1
    continue_on_error = true
  }
  provisioner "shell-local" {
    inline       = ["sleep 0.1; echo done"]
    pause_before = "1ms"
    timeout      = "1ms"
  }
}
`,
  });
  expect(await see(["build", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> null.a: Running local shell script: SCRIPT
    ==> null.a: Provisioner failed with "Script exited with non-zero exit status: 7. Allowed exit codes are: [0]", retrying with 1 trie(s) left
    ==> null.a: Running local shell script: SCRIPT
    ==> null.a: retry limit reached.
    ==> null.a: Warning: Provisioner failed with "Script exited with non-zero exit status: 7. Allowed exit codes are: [0]", but continue_on_error is set; continuing the build.
    ==> null.a: Pausing 1ms before the next provisioner...
    ==> null.a: Running local shell script: SCRIPT
        null.a: done
    Build 'null.a' finished after SOME TIME.

    ==> Wait completed after SOME TIME

    ==> Builds finished. The artifacts of successful builds are:
    --> null.a: Did not export anything. This is the null builder
    exit 0
    "
  `);
});

test("a build that is wrong does not keep the others from running", async () => {
  write({
    "t.pkr.hcl": `${sources}
source "file" "wrong" {
  contents = "hello"
  target   = "wrong.txt"
}
build {
  sources = ["file.wrong", "file.f"]
}
`,
  });
  expect(await see(["build", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "Error: Unsupported argument

      on t.pkr.hcl line 13, in source "file" "wrong":
      13:   contents = "hello"
            ^^^^^^^^

    An argument named "contents" is not expected here. Did you mean "content"?

    Build 'file.f' finished after SOME TIME.

    ==> Wait completed after SOME TIME

    ==> Builds finished. The artifacts of successful builds are:
    --> file.f: Stored file: out.txt
    exit 1
    "
  `);
  expect(read("out.txt")).toBe("hello");
});

test("a build that fails does not keep the others from finishing", async () => {
  write({
    "t.pkr.hcl": `${sources}
build {
  sources = ["null.a", "file.f", "null.b"]
  provisioner "shell-local" {
    only   = ["null.a", "null.b"]
    inline = ["exit 1"]
  }
}
`,
  });
  expect(await see(["build", "-parallel-builds=1", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> null.a: Running local shell script: SCRIPT
    ==> null.a: Provisioning step had errors: Running the cleanup provisioner, if present...
    Build 'null.a' errored after SOME TIME: Script exited with non-zero exit status: 1. Allowed exit codes are: [0]
    Build 'file.f' finished after SOME TIME.
    ==> null.b: Running local shell script: SCRIPT
    ==> null.b: Provisioning step had errors: Running the cleanup provisioner, if present...
    Build 'null.b' errored after SOME TIME: Script exited with non-zero exit status: 1. Allowed exit codes are: [0]

    ==> Wait completed after SOME TIME

    ==> Some builds didn't complete successfully and had errors:
    --> null.a: Script exited with non-zero exit status: 1. Allowed exit codes are: [0]
    --> null.b: Script exited with non-zero exit status: 1. Allowed exit codes are: [0]

    ==> Builds finished. The artifacts of successful builds are:
    --> file.f: Stored file: out.txt
    exit 1
    "
  `);
});

/** Builds that each wait until `together` of them run at the same time. */
const meeting = (together: number) => `${sources}
build {
  sources = ["null.a", "null.b", "file.f"]
  provisioner "shell-local" {
    inline = [
      "echo begin \${source.name} >> log; touch here-\${source.name}",
      "until [ $(ls here-* | wc -l) -ge ${together} ]; do sleep 0.02; done",
      "echo end \${source.name} >> log",
    ]
    timeout = "20s"
  }
}
`;

test("builds run side by side", async () => {
  write({ "t.pkr.hcl": meeting(3) });
  expect((await run(ingot, ["build", "t.pkr.hcl"])).code).toBe(0);
  expect(
    read("log")
      .split("\n")
      .slice(0, 3)
      .every((line) => line.startsWith("begin")),
  ).toBe(true);
});

test("-parallel-builds=1 runs them one after another, in template order", async () => {
  write({ "t.pkr.hcl": meeting(1) });
  expect((await run(ingot, ["build", "-parallel-builds=1", "t.pkr.hcl"])).code).toBe(0);
  expect(read("log")).toBe("begin a\nend a\nbegin b\nend b\nbegin f\nend f\n");
});

test("-debug runs them one after another, and waits for nobody where there is no terminal", async () => {
  write({ "t.pkr.hcl": meeting(1) });
  const { stdout, code } = await run("setsid", [ingot, "build", "-debug", "t.pkr.hcl"]);
  expect([stdout.split("\n")[0], code]).toEqual(["Debug mode enabled. Builds will not be parallelized.", 0]);
  expect(read("log")).toBe("begin a\nend a\nbegin b\nend b\nbegin f\nend f\n");
});

test("what post-processors keep, and what they take away", async () => {
  const withChains = (chains: string) => `${sources}\nbuild {\n  sources = ["file.f"]\n${chains}}\n`;
  const compress = (settings: string) =>
    `  post-processor "compress" {\n    output = "out.tar"\n    ${settings}\n  }\n`;
  write({
    "drop.pkr.hcl": withChains(compress("")),
    "keep.pkr.hcl": withChains(compress("keep_input_artifact = true")),
    "fail.pkr.hcl": withChains(`  post-processor "shell-local" {\n    inline = ["exit 3"]\n  }\n`),
  });
  const left = () => ["out.txt", "out.tar"].filter((name) => existsSync(join(folder, name)));
  expect(await see(["build", "drop.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> file.f: Running post-processor:  (type compress)
    ==> file.f (compress): Tarring out.tar with no compression
    ==> file.f (compress): Archive out.tar completed
    Build 'file.f' finished after SOME TIME.

    ==> Wait completed after SOME TIME

    ==> Builds finished. The artifacts of successful builds are:
    --> file.f: compressed artifacts in: out.tar
    exit 0
    "
  `);
  expect(left()).toEqual(["out.tar"]);
  rmSync(join(folder, "out.tar"));
  expect(await see(["build", "keep.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> file.f: Running post-processor:  (type compress)
    ==> file.f (compress): Tarring out.tar with no compression
    ==> file.f (compress): Archive out.tar completed
    Build 'file.f' finished after SOME TIME.

    ==> Wait completed after SOME TIME

    ==> Builds finished. The artifacts of successful builds are:
    --> file.f: Stored file: out.txt
    --> file.f: compressed artifacts in: out.tar
    exit 0
    "
  `);
  expect(left()).toEqual(["out.txt", "out.tar"]);
  for (const name of left()) rmSync(join(folder, name));
  expect(await see(["build", "fail.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> file.f: Running post-processor:  (type shell-local)
    ==> file.f (shell-local): Running local shell script: SCRIPT
    Build 'file.f' errored after SOME TIME: 1 error(s) occurred:

    * Post-processor failed: Script exited with non-zero exit status: 3. Allowed exit codes are: [0]

    ==> Wait completed after SOME TIME

    ==> Some builds didn't complete successfully and had errors:
    --> file.f: 1 error(s) occurred:

    * Post-processor failed: Script exited with non-zero exit status: 3. Allowed exit codes are: [0]

    ==> Builds finished but no artifacts were created.
    exit 1
    "
  `);
  expect(left()).toEqual([]);
});

test("-except takes a post-processor and what is behind it out of a chain", async () => {
  write({
    "t.pkr.hcl": `${sources}
build {
  sources = ["file.f"]
  post-processors {
    post-processor "shell-local" {
      inline = ["echo first"]
    }
    post-processor "shell-local" {
      name   = "second"
      inline = ["echo second"]
    }
    post-processor "shell-local" {
      inline = ["echo third"]
    }
  }
  post-processor "shell-local" {
    inline = ["echo another"]
  }
}
`,
  });
  expect(await see(["build", "-except=sec*", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> file.f: Running post-processor:  (type shell-local)
    ==> file.f (shell-local): Running local shell script: SCRIPT
        file.f (shell-local): first
    ==> file.f: Running post-processor:  (type shell-local)
    ==> file.f (shell-local): Running local shell script: SCRIPT
        file.f (shell-local): another
    Build 'file.f' finished after SOME TIME.

    ==> Wait completed after SOME TIME

    ==> Builds finished. The artifacts of successful builds are:
    --> file.f: Stored file: out.txt
    --> file.f: Stored file: out.txt
    --> file.f: Stored file: out.txt
    exit 0
    "
  `);
});

test("a legacy JSON template, from standard input, too", async () => {
  const template = `{
  "variables": { "who": "nobody", "greeting": "Hello {{ user \`who\` }}", "pass": "hunter2", "retries": "1" },
  "sensitive-variables": ["pass"],
  "builders": [
    { "type": "null", "communicator": "none", "name": "z-{{ user \`who\` }}" },
    { "type": "null", "communicator": "none" },
    { "type": "file", "content": "{{ user \`greeting\` }} {{ build_name }}", "target": "out.txt" }
  ],
  "provisioners": [
    {
      "type": "shell-local",
      "inline": ["echo {{ user \`greeting\` }} {{ build_name }} {{ build_type }} {{ build \`ID\` }} {{ user \`pass\` }}"],
      "override": { "null": { "inline": "echo overridden" } },
      "max_retries": "{{ user \`retries\` }}",
      "pause_before": 1000000,
      "except": ["file"]
    }
  ],
  "post-processors": [
    [ { "type": "checksum", "checksum_types": "md5", "output": "sums", "only": ["file"] }, "manifest" ]
  ]
}
`;
  write({ "t.json": template });
  expect(await see(["build", "-var", "who=world", "-parallel-builds=1", "t.json"])).toMatchInlineSnapshot(`
    "==> file: Running post-processor: checksum
    ==> file: Running post-processor: manifest
    Build 'file' finished after SOME TIME.
    ==> null: Pausing 1ms before the next provisioner...
    ==> null: Running local shell script: SCRIPT
        null: overridden
    ==> null: Running post-processor: manifest
    Build 'null' finished after SOME TIME.
    ==> null.z-world: Pausing 1ms before the next provisioner...
    ==> null.z-world: Running local shell script: SCRIPT
        null.z-world: Hello world z-world null Null <sensitive>
    ==> null.z-world: Running post-processor: manifest
    Build 'null.z-world' finished after SOME TIME.

    ==> Wait completed after SOME TIME

    ==> Builds finished. The artifacts of successful builds are:
    --> file: Stored file: out.txt
    --> file: Created artifact from files: out.txt, sums
    --> file: Created artifact from files: out.txt, sums
    --> null: Did not export anything. This is the null builder
    --> null: Did not export anything. This is the null builder
    --> null.z-world: Did not export anything. This is the null builder
    --> null.z-world: Did not export anything. This is the null builder
    exit 0
    "
  `);
  expect(read("out.txt")).toBe("Hello world file");
  expect(await see(["build", "-only=null", "-"], { input: template })).toMatchInlineSnapshot(`
    "==> null: Pausing 1ms before the next provisioner...
    ==> null: Running local shell script: SCRIPT
        null: overridden
    ==> null: Running post-processor: manifest
    Build 'null' finished after SOME TIME.

    ==> Wait completed after SOME TIME

    ==> Builds finished. The artifacts of successful builds are:
    --> null: Did not export anything. This is the null builder
    --> null: Did not export anything. This is the null builder
    exit 0
    "
  `);
});

test("what an earlier provisioner made is there for a later one", async () => {
  write({
    "t.pkr.hcl": `${sources}
build {
  sources = ["null.a"]
  provisioner "shell-local" {
    inline = ["echo made of \${build.ID} > made.txt", "[ \${build.PackerRunUUID} = $PACKER_RUN_UUID ]"]
  }
  provisioner "shell-local" {
    inline = ["echo it is \${fileexists("made.txt") ? file("made.txt") : "not there"}"]
  }
  post-processor "shell-local" {
    inline = ["echo \${build.ID}"]
  }
}
`,
  });
  expect(await see(["build", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "==> null.a: Running local shell script: SCRIPT
    ==> null.a: Running local shell script: SCRIPT
        null.a: it is made of Null
    ==> null.a: Running post-processor:  (type shell-local)
    ==> null.a (shell-local): Running local shell script: SCRIPT
        null.a (shell-local): Null
    Build 'null.a' finished after SOME TIME.

    ==> Wait completed after SOME TIME

    ==> Builds finished. The artifacts of successful builds are:
    --> null.a: Did not export anything. This is the null builder
    --> null.a: Did not export anything. This is the null builder
    exit 0
    "
  `);
});

test("only the data sources are read that a selected build needs", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("answer");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  write({
    "t.pkr.hcl": `${sources}
data "http" "one" {
  url = "http://127.0.0.1:${port}/one"
}
data "http" "two" {
  url = "http://127.0.0.1:${port}/two?\${data.http.one.body}"
}
locals {
  one  = upper(data.http.one.body)
  both = "\${local.one} \${data.http.two.body}"
}
build {
  sources = ["null.a"]
  provisioner "shell-local" {
    inline = ["echo \${local.one}"]
  }
}
build {
  sources = ["null.b"]
  provisioner "shell-local" {
    inline = ["echo \${local.both}"]
  }
}
`,
  });
  try {
    const outputs: string[] = [];
    for (const words of [["-only=null.a"], ["-only=null.b"], []]) {
      const { stdout } = await run(ingot, ["build", ...words, "t.pkr.hcl"]);
      outputs.push(`${asked.splice(0).join(" ")}: ${(stdout.match(/ANSWER.*/g) ?? []).sort().join(", ")}`);
    }
    expect((await run(ingot, ["validate", "t.pkr.hcl"])).code).toBe(0);
    expect(asked).toEqual([]);
    expect(outputs).toEqual([
      "/one: ANSWER",
      "/one /two?answer: ANSWER answer",
      "/one /two?answer: ANSWER, ANSWER answer",
    ]);
  } finally {
    server.close();
  }
});

test("a reader that goes away does not stop a build", async () => {
  write({
    "t.pkr.hcl": `${sources}
build {
  sources = ["file.f"]
  provisioner "shell-local" {
    inline = ["seq 20000"]
  }
  provisioner "shell-local" {
    inline = ["touch reached"]
  }
}
`,
  });
  const { stdout, code } = await run("bash", ["-o", "pipefail", "-c", '"$0" build t.pkr.hcl | head -1', ingot]);
  expect([stdout.split("\n").length, code, read("out.txt"), existsSync(join(folder, "reached"))]).toEqual([
    2,
    0,
    "hello",
    true,
  ]);
});

test("colours and times, where they are asked for", async () => {
  write({ "t.pkr.hcl": `${sources}\nbuild {\n  sources = ["null.a", "null.b"]\n}\n` });
  const build = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    see(["build", "-parallel-builds=1", ...words, "t.pkr.hcl"], { env });
  expect(await build(["-color=true"])).toMatchInlineSnapshot(`
    "ESC[1;32mnull.a: output will be in this color.ESC[0m
    ESC[1;36mnull.b: output will be in this color.ESC[0m

    ESC[1;32mBuild 'null.a' finished after SOME TIME.ESC[0m
    ESC[1;36mBuild 'null.b' finished after SOME TIME.ESC[0m

    ==> Wait completed after SOME TIME

    ==> Builds finished. The artifacts of successful builds are:
    --> null.a: Did not export anything. This is the null builder
    --> null.b: Did not export anything. This is the null builder
    exit 0
    "
  `);
  expect(await build(["-timestamp-ui"])).toMatchInlineSnapshot(`
    "TIME: Build 'null.a' finished after SOME TIME.
    TIME: Build 'null.b' finished after SOME TIME.

    ==> Wait completed after SOME TIME

    ==> Builds finished. The artifacts of successful builds are:
    --> null.a: Did not export anything. This is the null builder
    --> null.b: Did not export anything. This is the null builder
    exit 0
    "
  `);
  const plain = await build([]);
  expect(await build(["-color=false"])).toBe(plain);
  expect(await build([], { NO_COLOR: "1" })).toBe(plain);
  expect(plain).not.toContain("ESC");
});

test("what functions make of a secret is hidden as well, and what it only decides is not", async () => {
  write({
    "t.pkr.hcl": `variable "login" {
  sensitive = true
  default   = "hunter2hunter2:correcthorse"
}
locals {
  parts = split(":", var.login)
}
local "mode" {
  sensitive  = true
  expression = "thorough"
}
${sources}
build {
  sources = ["null.a"]
  provisioner "shell-local" {
    env = {
      HASH = sha256(var.login)
      MODE = var.login == "" ? "staging-one" : "production"
    }
    inline = ["echo user x\${local.parts[0]}x, \${upper(local.parts[1])}, \${strrev(local.mode)}, $HASH, $MODE"]
  }
}
`.replaceAll("\\$", "$"),
  });
  const built = await run(ingot, ["build", "t.pkr.hcl"]);
  expect(built.stdout).toContain("user x<sensitive>x, <sensitive>, <sensitive>, <sensitive>, production\n");
});

test("logs, without secrets", async () => {
  write({
    "t.pkr.hcl": `variable "password" {
  sensitive = true
  default   = "hunter2"
}
${sources}
build {
  sources = ["null.a"]
  provisioner "shell-local" {
    environment_vars = ["PASSWORD=\${var.password}"]
    inline           = ["echo it is $PASSWORD"]
  }
}
`,
  });
  const logged = await run(ingot, ["build", "t.pkr.hcl"], { env: { PACKER_LOG: "1" } });
  expect(logged.stdout).toContain("null.a: it is <sensitive>");
  expect(logged.stderr).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[INFO\] null.a: build-start/m);
  expect(logged.stderr).not.toContain("it is");
  expect(logged.stdout + logged.stderr).not.toContain("hunter2");

  const silent = await run(ingot, ["build", "t.pkr.hcl"], { env: { PACKER_LOG: "0" } });
  expect(silent.stderr).toBe("");

  const filed = await run(ingot, ["build", "t.pkr.hcl"], { env: { PACKER_LOG: "1", PACKER_LOG_PATH: "log.txt" } });
  expect(filed.stderr).toBe("");
  expect(read("log.txt")).toContain("it is <sensitive>");
  expect(read("log.txt")).not.toContain("hunter2");

  expect(await see(["build", "t.pkr.hcl"], { env: { PACKER_LOG_PATH: "nowhere/log.txt" } })).toMatchInlineSnapshot(`
    "Error: Could not write the log

    PACKER_LOG_PATH names "nowhere/log.txt": its folder is not there. Name a file
    that can be written, or unset the variable.

    exit 1
    "
  `);
});

test("the log of every command: what it reads, loads and starts, without the values of variables", async () => {
  write({
    "t.pkr.hcl": `variable "password" {
  sensitive = true
}
${sources}
build {
  sources = ["null.a"]
  provisioner "shell-local" {
    execute_command = ["/bin/sh", "-c", "true \${var.password} {{.Script}}"]
    inline          = ["true"]
  }
}
`,
  });
  const logOf = async (words: readonly string[], env: Readonly<Record<string, string>>) =>
    (await run(ingot, words, { env })).stderr.replaceAll(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /gm, "");
  const build = ["build", "-var", "password=hunter22", "--var=password=hunter22", "t.pkr.hcl"];
  const all = await logOf(build, { INGOT_LOG: "1" });
  expect(all).toMatch(/^\[INFO\] ingot: Ingot \d/m);
  expect(all).toContain("ingot build -var password=... --var=password=... t.pkr.hcl\n");
  expect(all).toContain("[DEBUG] template: read t.pkr.hcl, ");
  expect(all).toContain("[DEBUG] plugin: loads core\n");
  expect(all).toContain("[DEBUG] process: $INGOT_COMMAND of the next one: true <sensitive> ");
  expect(all).toMatch(/^\[DEBUG\] process: started \d+: \/bin\/sh -c 'eval /m);
  expect(all).not.toContain("hunter22");
  expect(await logOf(build, { INGOT_LOG: "info" })).not.toContain("[DEBUG]");
  expect(await logOf(build, { INGOT_LOG: "info" })).toContain("[INFO] null.a: build-start");
  expect(await logOf(build, { INGOT_LOG: "WARN" })).toBe("");
  expect(await logOf(build, { INGOT_LOG: "0", PACKER_LOG: "1" })).toBe("");
  for (const words of [["version"], ["inspect", "t.pkr.hcl"], ["cleanup"], ["fmt", "t.pkr.hcl"], ["-h"]]) {
    expect(await logOf(words, { PACKER_LOG: "1" })).toContain("[INFO] ingot: Ingot ");
    await run(ingot, words, { env: { INGOT_LOG_PATH: "log.txt" } });
    expect(read("log.txt")).toContain("[INFO] ingot: Ingot ");
  }
});

test("nothing to build", async () => {
  write({ "t.pkr.hcl": `${sources}\nbuild {\n  sources = ["null.a"]\n}\n` });
  expect(await see(["build", "-only=null.b", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "Warning: -only=null.b matches no build

    Did you mean "null.a"?

    Error: No builds to run

    -only and -except leave nothing to build. The builds of this template are:
    null.a.

    exit 1
    "
  `);
  expect(await see(["build", "-except=*", "t.pkr.hcl"])).toMatchInlineSnapshot(`
    "Error: No builds to run

    -only and -except leave nothing to build. The builds of this template are:
    null.a.

    exit 1
    "
  `);
});

test("-machine-readable: the lines of a run, with errors and artifacts as facts, and without colours", async () => {
  write({
    "t.pkr.hcl": `${sources}build {
  sources = ["null.a", "file.f"]
  provisioner "shell-local" {
    inline = ["echo out", "echo err >&2", "test $PACKER_BUILD_NAME = f"]
  }
}
`,
  });
  const text = await see(["build", "-machine-readable", "-color=true", "-parallel-builds=1", "t.pkr.hcl"]);
  expect(text.replaceAll(/^\d{10},/gm, "T,")).toMatchInlineSnapshot(`
    "T,null.a,ui,say,==> null.a: Running local shell script: SCRIPT
    T,null.a,ui,say,==> null.a: out
    T,null.a,ui,error,==> null.a: err
    T,null.a,ui,say,==> null.a: Provisioning step had errors: Running the cleanup provisioner%!(PACKER_COMMA) if present...
    T,null.a,ui,error,Build 'null.a' errored after SOME TIME: Script exited with non-zero exit status: 1. Allowed exit codes are: [0]
    T,file.f,ui,say,==> file.f: Running local shell script: SCRIPT
    T,file.f,ui,say,==> file.f: out
    T,file.f,ui,error,==> file.f: err
    T,file.f,ui,say,Build 'file.f' finished after SOME TIME.
    T,,ui,say,\\n==> Wait completed after SOME TIME
    T,,error-count,1
    T,,ui,error,\\n==> Some builds didn't complete successfully and had errors:
    T,null.a,error,Script exited with non-zero exit status: 1. Allowed exit codes are: [0]
    T,null.a,ui,error,--> null.a: Script exited with non-zero exit status: 1. Allowed exit codes are: [0]
    T,,ui,say,\\n==> Builds finished. The artifacts of successful builds are:
    T,file.f,artifact-count,1
    T,file.f,artifact,0,builder-id,packer.file
    T,file.f,artifact,0,id,File
    T,file.f,artifact,0,string,Stored file: out.txt
    T,file.f,artifact,0,files-count,1
    T,file.f,artifact,0,file,0,out.txt
    T,file.f,artifact,0,end
    T,file.f,ui,say,--> file.f: Stored file: out.txt
    exit 1
    "
  `);
  const spelled = await see(["build", "--machine-readable", "-only=null.b", "t.pkr.hcl"]);
  expect(spelled.split("\n")[0]).toBe("Warning: -machine-readable has no effect in this spelling");
});
