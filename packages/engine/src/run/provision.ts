import { type Diagnostic, hasErrors } from "@ingot/hcl";
import {
  type Ask,
  completeGenerated,
  type Machine,
  type ProvisionContext,
  type ProvisionerFacts,
  type RunContext,
} from "@ingot/sdk";
import { knownBuildValues } from "../plan/build-values.ts";
import type { PlannedProvisioner } from "../plan/plan.ts";
import type { Registry } from "../registry/registry.ts";
import { newDiagnostics } from "./new-diagnostics.ts";
import { type BuildSurroundings, prepareComponent } from "./prepare-plan.ts";
import { reportEnd } from "./report-end.ts";
import type { WayIn } from "./way-in.ts";
import { runWithWrappers } from "./wrap-provisioner.ts";

/** A component turned out wrong when its config became known. Its diagnostics have been shown as events. */
export class ConfigurationError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(kind: string, type: string, diagnostics: readonly Diagnostic[]) {
    const first = diagnostics.find((d) => d.severity === "error");
    super(
      `The ${kind} "${type}" cannot run: ${first ? `${first.summary}. ${first.detail}` : "its configuration is not complete"}`,
    );
    this.name = "ConfigurationError";
    this.diagnostics = diagnostics;
  }
}

/**
 * Runs provisioners on a machine, in order; the first error ends it. Each is configured anew right before it runs, with the machine's real
 * values, so that what an earlier one made (a file, say) is seen.
 */
export async function provisionMachine(
  provisioners: readonly PlannedProvisioner[],
  machine: Machine,
  context: RunContext,
  options: ProvisionOptions,
): Promise<void> {
  const { communicator } = machine;
  try {
    await runInOrder(provisioners, machine, context, options);
    await communicator.settle?.(context.signal);
  } catch (error) {
    await communicator.settle?.(AbortSignal.timeout(settleMs)).catch(() => undefined);
    throw error;
  }
}

interface ProvisionOptions {
  readonly phase: ProvisionerFacts["phase"];
  readonly registry: Registry;
  readonly announced: readonly string[];
  readonly around: BuildSurroundings;
  /** What the person has read of this build already. */
  readonly shown: readonly Diagnostic[];
  readonly wayIn: WayIn;
}

/** How long a machine on which something failed may take for what was put off there: it may be gone, in milliseconds. */
const settleMs = 1000;

async function runInOrder(
  provisioners: readonly PlannedProvisioner[],
  machine: Machine,
  context: RunContext,
  options: ProvisionOptions,
): Promise<void> {
  for (const secret of machine.secrets ?? []) context.secret(secret);
  const generated = completeGenerated(machine.generated, context.runUuid);
  const values = knownBuildValues(options.announced, generated);
  // What saves the logs of a machine may do so when it is dead.
  const gone = options.phase === "error-cleanup" && machine.gone?.aborted ? undefined : machine.gone;
  const signal = gone ? AbortSignal.any([context.signal, gone]) : context.signal;
  options.wayIn.open(machine);
  for (const [index, planned] of provisioners.entries()) {
    signal.throwIfAborted();
    // Those of one type go on from each other; nothing else, and nobody, sees what one has left to be removed by the way.
    const goesOn = planned.type === provisioners[index - 1]?.type && planned.pauseBeforeMs <= 0 && !context.flags.debug;
    if (!goesOn) await machine.communicator.settle?.(signal);
    if (context.flags.debug) {
      await options.wayIn.tell();
      await pause(context.ask, signal);
    }
    const facts = { phase: options.phase, index, count: provisioners.length, provisioner: planned.type };
    context.ui.emit({ type: "provisioner-start", ...facts });
    const running = runWithWrappers(planned, context.ui, signal, async (attemptSignal) => {
      const { registry } = options;
      const loading = registry.component("provisioner", planned.type);
      const around = { ...options.around, signal: attemptSignal };
      const prepared = await prepareComponent(registry, "provisioner", loading, planned, values, around);
      for (const secret of prepared.secrets) context.secret(secret);
      for (const diagnostic of newDiagnostics(prepared.diagnostics, options.shown))
        context.ui.emit({ type: "diagnostic", diagnostic });
      if (!prepared.value || hasErrors(prepared.diagnostics))
        throw new ConfigurationError("provisioner", planned.type, prepared.diagnostics);
      const provision: ProvisionContext = {
        ...context,
        signal: attemptSignal,
        communicator: machine.communicator,
        generated,
        tellWayIn: () => options.wayIn.tell(),
      };
      await prepared.value.provision(provision);
      // A machine that died under a command may look like a command that ended well.
      attemptSignal.throwIfAborted();
    });
    const told = running.catch((error: unknown) => {
      // How a command fails on a machine that dies says little of why.
      throw gone?.aborted && !context.signal.aborted ? gone.reason : error;
    });
    await reportEnd(told, context.signal, (end) => context.ui.emit({ type: "provisioner-end", ...facts, ...end }));
  }
}

async function pause(ask: Ask, signal: AbortSignal): Promise<void> {
  // Without a terminal nobody can answer, and the build goes on, as Packer's does.
  await ask("Pausing before the next provisioner . Press enter to continue.", [], signal).catch(() =>
    signal.throwIfAborted(),
  );
}
