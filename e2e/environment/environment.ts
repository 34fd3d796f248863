// What the tests on the real thing share: a Docker engine, an open registry that it mirrors, a registry with a password,
// base images and roots. Made by the set-up of a suite (global-setup.ts) or of a benchmark, once.

import { join } from "node:path";
import { busyboxArchive } from "./busybox-roots.ts";
import { debianArchive, debianMachineFolder } from "./debian-roots.ts";
import { filledMirror } from "./fill-mirror.ts";
import { createRunFolder } from "./folders.ts";
import { startDockerEngine } from "./start-docker-engine.ts";
import { startRegistry } from "./start-registry.ts";
import { sweepDeadRuns, sweepRun } from "./sweep-run.ts";

/** Plain data, so that it reaches the tests' processes through the environment variable INGOT_E2E. */
export interface Environment {
  /** The folder of the run. Tests may put daemons' files here, not their own. */
  readonly runFolder: string;
  /** The engine's DOCKER_HOST; process.env has it too. */
  readonly dockerHost: string;
  /** host:port of the registry that the engine asks for images without a host in their name. Read-only. */
  readonly mirror: string;
  /** host:port of a registry that takes pushes from its one account. Empty at the start of a run. */
  readonly registry: { readonly address: string; readonly user: string; readonly password: string };
  /** Tar archives of root file systems; read-only. */
  readonly archives: { readonly debian: string; readonly busybox: string };
  /** A Debian root with sshd and dropbear; read-only (start-sshd.ts runs on it). */
  readonly machineFolder: string;
}

/** Starts everything, and first clears away what dead runs have left. Needs root and the packages of section [tests]. */
export async function startEnvironment(): Promise<{ environment: Environment; stop: () => Promise<void> }> {
  await sweepDeadRuns();
  const runFolder = createRunFolder();
  const stop = () => sweepRun(runFolder);
  try {
    const storage = await filledMirror(runFolder);
    const account = { user: "builder", password: "correct horse; battery $taple" };
    const [mirror, registry, debian, busybox, machineFolder] = await Promise.all([
      startRegistry({ name: "mirror", folder: runFolder, storage, isReadOnly: true }),
      startRegistry({ name: "registry", folder: runFolder, storage: join(runFolder, "registry.data"), account }),
      debianArchive(),
      busyboxArchive(),
      debianMachineFolder(),
    ]);
    const engine = await startDockerEngine({
      name: "docker",
      folder: runFolder,
      insecureRegistries: [mirror.address, registry.address],
      mirror: mirror.address,
    });
    const environment: Environment = {
      runFolder,
      dockerHost: engine.host,
      mirror: mirror.address,
      registry: { address: registry.address, ...account },
      archives: { debian, busybox },
      machineFolder,
    };
    return { environment, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The environment that the suite's set-up has started.
 * @throws outside such a suite
 */
export function currentEnvironment(): Environment {
  const text = process.env.INGOT_E2E;
  if (text === undefined) throw new Error("There is no test environment: run this with npm run test:e2e");
  return JSON.parse(text);
}
