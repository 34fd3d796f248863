import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Random } from "../../e2e/kill/random.ts";
import { encodedTexts, type Finding, type Written } from "./check-filter.ts";

const ingot = fileURLToPath(new URL("../../bin/ingot", import.meta.url));

/** Where a run may leave what it should not: every stream and file of it, by name. A new one gets a line here. */
function outlets(folder: string, run: Run): Readonly<Record<string, string>> {
  return {
    stdout: run.stdout,
    stderr: run.stderr,
    PACKER_LOG_PATH: readAll(join(folder, "log")),
    "-log-dir": readAll(join(folder, "logs")),
    "-report": readAll(join(folder, "report.html")),
    journal: run.journal + readAll(join(folder, "state")),
    "arguments of processes": run.commandLines,
  };
}

/** The forms of standard output. */
const outputs: readonly (readonly string[])[] = [
  [],
  ["-machine-readable"],
  ["-json"],
  ["-timestamp-ui", "-color=true"],
];

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly commandLines: string;
  /** What stood in it while the run went on. */
  readonly journal: string;
}

/**
 * Builds a template whose sensitive variables come in every encoding: from a script, in its environment, in messages of errors, in a
 * failed run that is left as it is. Then looks for them wherever the run may have put them.
 */
export async function checkCommandLine(random: Random, secrets: readonly string[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  // What is shorter stands in any program's arguments; braces would be read as a template.
  const chosen = secrets.filter((secret) => Buffer.byteLength(secret) >= 8 && !secret.includes("{{"));
  for (const args of outputs) {
    const folder = mkdtempSync(join(tmpdir(), "ingot-secrets-"));
    try {
      const texts = chosen.flatMap((secret) => encodedTexts(random)(secret).map((encoded) => ({ ...encoded, secret })));
      writeTemplate(folder, chosen, texts);
      const run = await build(folder, args);
      const seen = outlets(folder, run);
      const empty = Object.entries(seen).flatMap(([name, content]) =>
        name !== "stderr" && content === "" ? [name] : [],
      );
      if (empty.length > 0 || !seen.stdout?.includes("<sensitive>") || run.code !== 1)
        throw new Error(
          `Nothing of ${empty.join(", ")}, exit code ${run.code}:\n${run.stdout.slice(-2000)}${run.stderr}`,
        );
      for (const [where, content] of Object.entries(seen)) {
        for (const { by, text, core = text, secret } of texts)
          if (core.length >= 8 && content.includes(core))
            findings.push({
              by: `${where} (${args.join(" ") || "text"}): ${by}`,
              secret,
              text,
              shown: around(content, core),
            });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return findings;
}

function writeTemplate(folder: string, secrets: readonly string[], texts: readonly Written[]): void {
  mkdirSync(join(folder, "texts"));
  for (const [i, { text, core }] of texts.entries())
    writeFileSync(
      join(folder, "texts", String(i).padStart(6, "0")),
      `${core === undefined ? "{" : ""}${text}${core === undefined ? "}" : ""}\n`,
    );
  const variables = secrets.map((_, i) => `variable "s${i}" {\n  type      = string\n  sensitive = true\n}\n`);
  const environment = secrets.map((_, i) => `"S${i}=\${var.s${i}}"`).join(", ");
  const read = `cat ${folder}/texts/*`;
  writeFileSync(
    join(folder, "t.pkr.hcl"),
    `${variables.join("")}
source "null" "whole" { communicator = "none" }
source "file" "nowhere" {
  content = "x"
  target  = "${folder}/t.pkr.hcl/\${var.s0}/x"
}
source "file" "left" {
  content = var.s0
  target  = "${folder}/left"
}
build {
  sources = ["null.whole", "file.left"]
  provisioner "shell-local" {
    inline           = ["env", "${read}", "${read} >&2", "${read} | dd bs=97 status=none", "sleep 0.2"]
    environment_vars = [${environment}]
  }
  provisioner "shell-local" {
    inline           = ["sleep 0.3"]
    environment_vars = [${environment}]
    execute_command  = ["/bin/sh", "-c", "{{.Vars}} {{.Script}}"]
  }
  provisioner "shell-local" {
    inline = ["echo \${upper("x")}; sleep 0.1; exit 3"]
  }
}
build {
  sources = ["file.nowhere"]
}
`,
  );
  writeFileSync(
    join(folder, "v.pkrvars.json"),
    JSON.stringify(Object.fromEntries(secrets.map((secret, i) => [`s${i}`, secret]))),
  );
}

async function build(folder: string, args: readonly string[]): Promise<Run> {
  const words = [
    "build",
    ...args,
    "-on-error=abort",
    `-log-dir=${folder}/logs`,
    `-report=${folder}/report.html`,
    `-var-file=${folder}/v.pkrvars.json`,
    `${folder}/t.pkr.hcl`,
  ];
  const child = spawn(process.execPath, [ingot, ...words], {
    cwd: folder,
    env: {
      ...process.env,
      PACKER_LOG: "1",
      PACKER_LOG_PATH: join(folder, "log"),
      INGOT_STATE_DIR: join(folder, "state"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  const lines = new Set<string>();
  const journals = new Set<string>();
  let isRunning = true;
  void ended.then(() => {
    isRunning = false;
  });
  while (isRunning) {
    for (const line of commandLines()) lines.add(line);
    journals.add(readAll(join(folder, "state")));
    await sleep(10);
  }
  return {
    code: await ended,
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
    commandLines: [...lines].join("\n"),
    journal: [...journals].join("\n"),
  };
}

/** The arguments of every process of this machine. */
function commandLines(): readonly string[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      return [readFileSync(`/proc/${entry}/cmdline`, "utf8").replaceAll("\0", " ")];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

/** All that is in a file, or in the files of a folder and their names. */
function readAll(path: string): string {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return "";
  try {
    if (!facts.isDirectory()) return readFileSync(path, "utf8");
    const names = readdirSync(path);
    return names.map((name) => `${name}\n${readAll(join(path, name))}`).join("\n");
  } catch {
    // The run has removed it meanwhile.
    return "";
  }
}

function around(content: string, core: string): string {
  const at = content.indexOf(core);
  return content.slice(Math.max(0, at - 80), at + Math.min(core.length, 120) + 80);
}
