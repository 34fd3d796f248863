// Components run from config to result, as in a build. What goes wrong is thrown; what was said and is owned is on the bench.

import { toJs } from "@ingot/hcl";
import type { Artifact } from "../component/artifact.ts";
import type {
  BuilderComponent,
  DataSourceComponent,
  PostProcessorComponent,
  ProvisionerComponent,
} from "../component/define.ts";
import type { PostProcessed } from "../component/post-processor.ts";
import type { Generated, Machine } from "../machine/machine.ts";
import type { Bench } from "./bench.ts";
import type { TestConfig } from "./prepare-for-test.ts";
import { testArtifact } from "./test-artifact.ts";
import { testMachine } from "./test-machine.ts";

interface ReadOptions {
  /** Decode the config as JSON templates are. */
  readonly isWeak?: boolean;
}

/** How a provisioner is run. */
export interface ProvisionerRunOptions extends ReadOptions {
  /** Default: a machine on which every command ends well. */
  readonly machine?: Machine;
}

/** How a post-processor is run. */
export interface PostProcessorRunOptions extends ReadOptions {
  /** Default: an artifact of no files. */
  readonly artifact?: Artifact;
  /** What `build.*` reads. */
  readonly generated?: Generated;
}

/** How a builder is run. */
export interface BuilderRunOptions extends ReadOptions {
  /** What happens when the builder hands its machine over: the place to look at it, or to throw. */
  readonly provision?: (machine: Machine) => void | Promise<void>;
}

/** Runs a provisioner on a machine. */
export async function runProvisioner(
  bench: Bench,
  provisioner: ProvisionerComponent,
  config: TestConfig,
  { machine = testMachine(), isWeak }: ProvisionerRunOptions = {},
): Promise<void> {
  for (const secret of machine.secrets ?? []) bench.secret(secret);
  const ready = await bench.ready(provisioner, config, isWeak, machine.generated);
  await ready.provision(bench.provisionContext(machine.communicator, machine.generated));
}

/** Runs a post-processor on an artifact. */
export async function runPostProcessor(
  bench: Bench,
  postProcessor: PostProcessorComponent,
  config: TestConfig,
  { artifact = testArtifact(), generated, isWeak }: PostProcessorRunOptions = {},
): Promise<PostProcessed> {
  const ready = await bench.ready(postProcessor, config, isWeak, generated);
  return ready.postProcess(artifact, bench.postProcessContext(generated));
}

/** Runs a builder; gives the artifact, where it makes one. */
export async function runBuilder(
  bench: Bench,
  builder: BuilderComponent,
  config: TestConfig,
  { provision, isWeak }: BuilderRunOptions = {},
): Promise<Artifact | undefined> {
  const ready = await bench.ready(builder, config, isWeak);
  return ready.run(bench.buildContext(async (machine) => provision?.(machine)));
}

/** Reads a data source; gives its value as plain JavaScript. Warnings are on the bench, as `!!! summary. detail`. */
export async function readData(
  bench: Bench,
  dataSource: DataSourceComponent,
  config: TestConfig,
  { isWeak = false }: ReadOptions = {},
): Promise<unknown> {
  const ready = await bench.ready(dataSource, config, isWeak);
  const warn = (summary: string, detail: string) => bench.context.ui.error(`${summary}. ${detail}`);
  return toJs(await ready.read({ signal: bench.abort.signal, warn }));
}
