import type { CommandModule } from "./command-of.ts";
import { findNearestName } from "./flags/find-nearest-name.ts";
import { asksForHelp } from "./flags/parse-flags.ts";
import type { Host, Surroundings } from "./host.ts";
import { checkOutput } from "./output/check-output.ts";
import { speakInJson, speakPlainly, speakToMachines, takeForms } from "./output/speak.ts";

interface Entry {
  readonly name: string;
  /** One line for the list of commands. */
  readonly line: string;
  readonly load: () => Promise<CommandModule>;
}

// The order is that of the list a person sees.
const commands: readonly Entry[] = [
  {
    name: "build",
    line: "build image(s) from a template",
    load: async () => (await import("./commands/build.ts")).build,
  },
  {
    name: "cleanup",
    line: "remove what builds that died have left behind",
    load: async () => (await import("./commands/cleanup.ts")).cleanup,
  },
  {
    name: "console",
    line: "try expressions, with the variables of a template",
    load: async () => (await import("./commands/console.ts")).consoleCommand,
  },
  {
    name: "fix",
    line: "bring a legacy JSON template up to date",
    load: async () => (await import("./commands/fix.ts")).fix,
  },
  {
    name: "fmt",
    line: "write templates in their canonical form",
    load: async () => (await import("./commands/fmt.ts")).fmt,
  },
  {
    name: "hcl2_upgrade",
    line: "write a JSON template as an HCL2 template",
    load: async () => (await import("./commands/hcl2-upgrade.ts")).hcl2Upgrade,
  },
  {
    name: "init",
    line: "install the plugins that a template requires",
    load: async () => (await import("./commands/init.ts")).init,
  },
  {
    name: "inspect",
    line: "see what a template consists of",
    load: async () => (await import("./commands/inspect.ts")).inspect,
  },
  {
    name: "plugin",
    line: "make plugins: begin, serve and pack them",
    load: async () => (await import("./commands/plugin.ts")).plugin,
  },
  {
    name: "plugins",
    line: "install, list and remove plugins",
    load: async () => (await import("./commands/plugins.ts")).plugins,
  },
  {
    name: "schema",
    line: "print a JSON Schema of a component, for editors",
    load: async () => (await import("./commands/schema.ts")).schema,
  },
  {
    name: "validate",
    line: "check that a template is right",
    load: async () => (await import("./commands/validate.ts")).validate,
  },
  {
    name: "verify-attestation",
    line: "check who attests how an image came to be",
    load: async () => (await import("./commands/verify-attestation.ts")).verifyAttestation,
  },
  { name: "version", line: "print the version", load: async () => (await import("./commands/version.ts")).version },
];

/** Commands that are understood but not listed. */
const unlisted: readonly Entry[] = [
  { name: "push", line: "", load: async () => (await import("./commands/push.ts")).push },
];

const twoForms = {
  severity: "error",
  summary: "-json and -machine-readable exclude each other",
  detail: "Each says what standard output is to be. Give one of them.",
} as const;

/** Whether there may be a log; only then is what writes one loaded. */
function asksForLog(env: Surroundings["env"]): boolean {
  return ["INGOT_LOG", "PACKER_LOG", "INGOT_LOG_PATH", "PACKER_LOG_PATH"].some((name) => env[name]);
}

/** Runs the command that the words name; resolves with the exit code. */
export async function runProgram(all: readonly string[], version: string, around: Surroundings): Promise<number> {
  const { words, isMachineReadable, isJson } = takeForms(all);
  const host = isJson ? speakInJson(around) : isMachineReadable ? speakToMachines(around) : speakPlainly(around);
  if (isJson && isMachineReadable) {
    const { showDiagnostics } = await import("./session/show-diagnostics.ts");
    await showDiagnostics([twoForms], new Map(), { host, isColoured: false });
    return 1;
  }
  if (asksForLog(around.env)) {
    const { beginLog } = await import("./log/begin-log.ts");
    if (!(await beginLog(words, version, host))) return 1;
  }
  // For programs the output is events, whatever happens.
  const complain = host.form === "json" ? host.writeError : host.writeRaw;
  const [name, ...rest] = words;
  if (name === undefined) return showHelp(127, host);
  if (["-v", "-version", "--version"].includes(name))
    return (await commandNamed("version"))?.run([], version, host) ?? 1;
  if (name.startsWith("-")) {
    if (asksForHelp(words)) {
      const asked = words.find((word) => !word.startsWith("-"));
      const command = asked === undefined ? undefined : await commandNamed(asked);
      return command ? command.run(["-help"], version, host) : showHelp(0, host);
    }
    await complain(`Flags stand behind the command's name: ingot COMMAND ${name} ...\n\n`);
    return showHelp(1, host);
  }
  const command = await commandNamed(name);
  if (command) return command.run(rest, version, host);
  if (asksForHelp(words)) return showHelp(0, host);
  const meant = findNearestName(
    name,
    commands.map((entry) => entry.name),
  );
  await complain(`There is no command "${name}".${meant ? ` Did you mean "${meant}"?` : ""}\n\n`);
  return showHelp(127, host);
}

async function commandNamed(name: string): Promise<CommandModule | undefined> {
  return [...commands, ...unlisted].find((entry) => entry.name === name)?.load();
}

async function showHelp(code: number, host: Host): Promise<number> {
  const width = Math.max(...commands.map((entry) => entry.name.length));
  const lines = commands.map((entry) => `    ${entry.name.padEnd(width)}    ${entry.line}`);
  await host.writeRaw(
    `Usage: ingot [--version] [--help] <command> [<args>]\n\nAvailable commands are:\n${lines.join("\n")}\n`,
  );
  return checkOutput(code, host);
}
