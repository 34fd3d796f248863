import { relative, resolve } from "node:path";
import { hasErrors, loadRequirements } from "@ingot/engine";
import {
  isSameLock,
  type LockedPlugin,
  lockFileName,
  nameTemplate,
  type PluginLock,
  readLock,
  writeLock,
} from "@ingot/plugin-manager";
import type { Diagnostic } from "@ingot/sdk";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import type { Host } from "../host.ts";
import { palette, usesColour } from "../output/colours.ts";
import { reasonOf } from "../output/reason-of.ts";
import { type Demand, groupDemands } from "../plugins/group-demands.ts";
import { originFlags } from "../plugins/plugin-flags.ts";
import { failureText, isOffline, runWithPlugins } from "../plugins/run-with-plugins.ts";
import { satisfyDemands } from "../plugins/satisfy-demands.ts";
import { sayInstalled } from "../plugins/say-installed.ts";
import { builtinPlugins } from "../session/builtin-plugins.ts";
import { holdSignals } from "../session/hold-signals.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";
import { templateFlagsWithoutEffect } from "../session/template-flags.ts";

const table = defineCommand({
  name: "init",
  summary: `Installs the plugins that an HCL2 template requires in its required_plugins blocks, and writes down which ones in ${lockFileName} beside the template. What is installed already, or comes with Ingot, needs no network.`,
  positional: { usage: "TEMPLATE", min: 1, max: 1 },
  flags: {
    upgrade: {
      kind: "bool",
      default: false,
      help: "Install the newest versions that the template allows, and lock them.",
    },
    force: { kind: "bool", default: false, help: "Install again what is installed already." },
    lockfile: {
      kind: "enum",
      values: ["write", "readonly"],
      default: "write",
      help: "With readonly, what is not locked is an error, and the lock file stays as it is.",
    },
    ...originFlags,
    ...templateFlagsWithoutEffect,
  },
});

export const init = commandOf(table, async ({ flags, positional, host }) => {
  const isColoured = usesColour(true, false, host);
  const path = positional[0] ?? "";
  const { plugins, diagnostics, sources, dialect, directory } = await loadRequirements(path, host.cwd);
  const show = (found: readonly Diagnostic[], texts = sources) => showDiagnostics(found, texts, { host, isColoured });
  const isLockReadOnly = flags.lockfile === "readonly";
  if (dialect === "json") {
    await show([jsonTemplate(path)]);
    return 1;
  }
  if (isLockReadOnly && flags.upgrade) {
    await show([upgradeOfReadOnly]);
    return 1;
  }
  if (await show(diagnostics)) return 1;
  if (plugins.length === 0) {
    await host.write("The template requires no plugins: there is nothing to install.\n");
    return 0;
  }
  const lockName = shownPath(resolve(directory, lockFileName), host.cwd);
  const reading = await readLock(directory, lockName);
  if (hasErrors(reading.diagnostics)) {
    const named = reading.diagnostics.map((one) => ({ ...one, detail: nameTemplate(one.detail, path) }));
    await show(named, reading.sources);
    return 1;
  }
  const demands = groupDemands(plugins);
  return runWithPlugins(host, async (folder, signal) => {
    const results = satisfyDemands(demands, folder, {
      host,
      lock: reading.lock,
      lockName,
      upgrades: flags.upgrade,
      forces: flags.force,
      isLockReadOnly,
      isOffline: isOffline(flags.offline, host.env),
      mirror: flags.mirror,
      signal,
    });
    const locked: LockedPlugin[] = [];
    let code = 0;
    for await (const { demand, outcome } of results) {
      if (outcome.k === "built in")
        await host.write(`${demand.source} comes with Ingot: there is nothing to install.\n`);
      else if (outcome.k === "satisfied") {
        locked.push(...(outcome.locked ? [outcome.locked] : []));
        if (outcome.isNew) await sayInstalled(demand.source, outcome, isColoured, host);
      } else {
        const text = failureText(outcome.error);
        if (text === undefined || signal.aborted) throw outcome.error;
        code = 1;
        const failure = `Failed getting the "${demand.source}" plugin:\n${nameTemplate(text, path)}${hintOfBuiltIn(demand)}`;
        await host.writeError(`${palette(isColoured).error(failure)}\n\n`);
      }
    }
    if (!isLockReadOnly && !(await keepLock(reading.lock, locked, directory, lockName, host))) return 1;
    return code;
  });
});

/** Of a plugin that comes with Ingot, and was fetched only because the template asks for another version. */
function hintOfBuiltIn({ source, constraints }: Demand): string {
  const builtIn = builtinPlugins.find((plugin) => plugin.source === source.toLowerCase());
  if (builtIn?.version === undefined) return "";
  return `\nThe one that comes with Ingot is at the level of ${builtIn.version}, and the template asks for ${constraints}.`;
}

/** Writes the lock file where it changes; other templates of the folder may have plugins in it, too. Resolves with whether that went well. */
async function keepLock(
  lock: PluginLock | undefined,
  locked: readonly LockedPlugin[],
  directory: string,
  lockName: string,
  host: Host,
): Promise<boolean> {
  const before = [...(lock?.plugins.values() ?? [])];
  const isNamed = ({ source }: LockedPlugin) => locked.some((one) => one.source.toLowerCase() === source.toLowerCase());
  const after = [...before.filter((one) => !isNamed(one)), ...locked];
  if (isSameLock(before, after)) return true;
  try {
    await holdSignals(() => writeLock(directory, after));
  } catch (error) {
    const detail = `The system says: ${reasonOf(error)}. The plugins are installed: make the folder writable and run "ingot init" again.`;
    const isColoured = usesColour(true, false, host);
    await showDiagnostics([{ severity: "error", summary: `Could not write ${lockName}`, detail }], new Map(), {
      host,
      isColoured,
    });
    return false;
  }
  await host.write(lock ? `Updated ${lockName}.\n` : `Wrote ${lockName}: commit it together with the template.\n`);
  return true;
}

/** A path as a person would type it. */
function shownPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near.startsWith("..") ? path : near;
}

function jsonTemplate(path: string): Diagnostic {
  return {
    severity: "error",
    summary: "A legacy JSON template requires no plugins",
    detail: `Only HCL2 templates say which plugins they need, and ${path} is read as legacy JSON. Install its plugins one by one with "ingot plugins install SOURCE", or make it an HCL2 template with "ingot hcl2_upgrade".`,
  };
}

const upgradeOfReadOnly: Diagnostic = {
  severity: "error",
  summary: "-upgrade and -lockfile=readonly exclude each other",
  detail: "What is upgraded has to be locked anew. Leave one of them out.",
};
