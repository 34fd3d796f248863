import { npmPackageOf } from "@ingot/engine";
import {
  describeProgram,
  InstallError,
  installNpmPlugin,
  type LockedPlugin,
  lockedPlugin,
  openOrigins,
  type PluginLock,
  parseSource,
  satisfyRequirement,
} from "@ingot/plugin-manager";
import { parseConstraints, parseVersion, satisfies } from "@ingot/sdk";
import type { Host } from "../host.ts";
import type { Demand } from "./group-demands.ts";
import type { PluginFolder } from "./open-plugin-folder.ts";
import { showTransfers } from "./show-transfers.ts";

export interface DemandOptions {
  readonly host: Host;
  readonly lock: PluginLock | undefined;
  readonly lockName: string;
  readonly upgrades: boolean;
  readonly forces: boolean;
  readonly isLockReadOnly: boolean;
  readonly isOffline: boolean;
  readonly mirror: string | undefined;
  readonly signal: AbortSignal;
}

export type DemandOutcome =
  | { readonly k: "built in" }
  | {
      readonly k: "satisfied";
      readonly version: string;
      readonly path: string;
      readonly isNew: boolean;
      readonly signedBy: string | undefined;
      readonly locked: LockedPlugin | undefined;
    }
  | { readonly k: "failed"; readonly error: unknown };

/** Sees that all demands are satisfied, side by side. What came of them is given in their order, each as soon as it is known. */
export async function* satisfyDemands(
  demands: readonly Demand[],
  folder: PluginFolder,
  options: DemandOptions,
): AsyncGenerator<{ readonly demand: Demand; readonly outcome: DemandOutcome }> {
  const { host, isOffline, mirror, signal } = options;
  const { origins, checksSignatures, close } = await openOrigins({
    env: host.env,
    cwd: host.cwd,
    mirror,
    isOffline,
    signal,
  });
  const transfers = showTransfers(host);
  const satisfy = async (demand: Demand): Promise<DemandOutcome> => {
    try {
      if (demand.kind === "built in") return { k: "built in" };
      if (demand.kind === "npm") return await satisfyNpm(demand, folder, options);
      const source = parseSource(demand.source);
      if ("problem" in source) throw new InstallError("missing", source.problem);
      const done = await satisfyRequirement(
        { source, constraints: demand.constraints, locked: lockedPlugin(options.lock, demand.source) },
        {
          ...options,
          origins,
          checksSignatures,
          root: folder.directories.install,
          platform: folder.platform,
          inventory: folder.inventory,
          inspector: folder.inspector,
          describe: (path) => describeProgram(path, { signal }),
          progress: transfers.progressOf(source.name),
        },
      );
      return { k: "satisfied", ...done };
    } catch (error) {
      return { k: "failed", error };
    }
  };
  try {
    const running = demands.map((demand) => ({ demand, outcome: satisfy(demand) }));
    for (const { demand, outcome } of running) {
      const known = await outcome;
      await transfers.clear();
      yield { demand, outcome: known };
    }
  } finally {
    await transfers.end();
    await close();
  }
}

async function satisfyNpm(
  { source, constraints }: Demand,
  { directories }: PluginFolder,
  { host, lock, lockName, upgrades, isLockReadOnly, isOffline, signal }: DemandOptions,
): Promise<DemandOutcome> {
  const { npm: npmFolder } = directories;
  if (npmFolder === undefined)
    throw new InstallError(
      "missing",
      "Nothing says where npm packages are to lie. Set HOME, or INGOT_PLUGIN_PATH to a folder.",
    );
  const locked = lockedPlugin(lock, source);
  if (!locked && isLockReadOnly)
    throw new InstallError(
      "missing",
      `It is not in ${lockName}, which -lockfile=readonly keeps as it is. Run "ingot init" without it, and commit the file.`,
    );
  const exact = upgrades ? undefined : locked?.version;
  const version = exact === undefined ? undefined : parseVersion(exact);
  if (version && !satisfies(version, parseConstraints(constraints) ?? []))
    throw new InstallError(
      "missing",
      `${lockName} locks version ${exact}, which does not meet "${constraints}". Run "ingot init -upgrade" to lock one that does.`,
    );
  const done = await installNpmPlugin({
    package: npmPackageOf(source),
    constraint: constraints,
    npmFolder,
    cwd: host.cwd,
    env: isOffline ? { ...host.env, npm_config_offline: "true" } : host.env,
    upgrades,
    ...(exact === undefined ? {} : { exact }),
    signal,
  });
  const contents = done.contents.replace(/^sha256:/, "");
  const isSame = locked?.version === done.version;
  const differs =
    (isSame && locked.contents !== undefined && locked.contents !== contents) ||
    (isSame && locked.integrity !== undefined && done.integrity !== undefined && locked.integrity !== done.integrity);
  if (differs)
    throw new InstallError(
      "refused",
      `The package in ${done.folder} is not the one that ${lockName} has. It was changed, and is not used: remove ${done.folder.split("/node_modules/")[0]} and run "ingot init" again.`,
    );
  const integrity = done.integrity ?? (isSame ? locked.integrity : undefined);
  const entry: LockedPlugin = {
    source,
    version: done.version,
    constraints,
    archives: new Map(),
    binaries: new Map(),
    signedBy: undefined,
    integrity,
    contents,
  };
  return {
    k: "satisfied",
    version: done.version,
    path: done.folder,
    isNew: done.isNew,
    signedBy: undefined,
    locked: entry,
  };
}
