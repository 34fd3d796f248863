import type { Diagnostic } from "@ingot/hcl";
import {
  type Component,
  commonBuildNames,
  decodeContextOf,
  type Generated,
  type InterpolationContext,
  type Prepared,
  type RunContext,
} from "@ingot/sdk";
import type { Wire } from "../rpc/rpc.ts";
import { errorsAsText, textOfDiagnostic } from "./complain.ts";
import { type Configs, readConfigs } from "./read-configs.ts";
import type { Session } from "./session.ts";

/** A component that is ready to run, and what the host has said of the build. */
export interface Ready<T> {
  readonly value: T;
  readonly configs: Configs;
  /** What was not said when it was prepared. */
  readonly news: readonly Diagnostic[];
}

/** A served component on its way from Prepare to its run. A host may prepare it any number of times: the last one counts. */
export interface ServedComponent<T> {
  /** Prepares it while the build has no values yet. Throws where the arguments cannot be read. */
  readonly prepare: (args: Wire) => Promise<Prepared<T>>;
  /** Prepares it with the values of the build. Throws what is wrong with the config. */
  readonly ready: (generated: Generated, signal: AbortSignal) => Promise<Ready<T>>;
}

/** @param kind how it is called in messages: "builder" */
export function serveComponent<T>(component: Component<T>, kind: string, session: Session): ServedComponent<T> {
  let last: { readonly configs: Configs; readonly said: readonly string[] } | undefined;
  const prepare = async (configs: Configs, generated: Generated | undefined, signal: AbortSignal) => {
    const { packer } = configs;
    hideVariables(configs, session);
    const names = new Set([...commonBuildNames, ...configs.buildNames, ...Object.keys(generated ?? {})]);
    // HCL2 templates are not told which values a builder has beyond the common ones.
    const isOpen = configs.dialect === "hcl2" && generated === undefined;
    const build = { names: [...names], values: generated, isOpen };
    const facts = interpolationFacts(configs, session);
    const prepared = await component.prepare(
      configs.body(component.schema, generated === undefined),
      { ...decodeContextOf({ kind, type: session.type }, facts, build), holdsSecret: holdsSecret(session) },
      {
        signal,
        cwd: session.cwd,
        env: session.env,
        force: packer.force,
        holdsSecret: holdsSecret(session),
        facts,
        flags: flagsOf(configs),
        sensitiveVariables: packer.sensitiveVariables,
        buildNames: build.names,
        holding: session.holding,
      },
    );
    for (const secret of prepared.secrets) session.secrets.add(secret);
    return prepared;
  };
  return {
    prepare: async (args) => {
      const configs = readConfigs(args);
      const prepared = await prepare(configs, undefined, session.gone);
      last = { configs, said: prepared.diagnostics.map(textOfDiagnostic) };
      return prepared;
    },
    ready: async (generated, signal) => {
      if (!last) throw new Error(`The ${kind} "${session.type}" was not given its config before it was told to run`);
      const { configs, said } = last;
      const { value, diagnostics, unknown } = await prepare(configs, generated, signal);
      const errors = errorsAsText(diagnostics);
      if (errors !== undefined) throw new Error(session.secrets.text(errors));
      if (value === undefined)
        throw new Error(`The ${kind} "${session.type}" cannot run: there is no value for ${unknown.join(", ")}`);
      return { value, configs, news: diagnostics.filter((one) => !said.includes(textOfDiagnostic(one))) };
    },
  };
}

/** The flags of the run, as the host has them. */
export function flagsOf({ packer: { debug, force, onError } }: Configs): RunContext["flags"] {
  return { debug, force, onError };
}

function interpolationFacts({ dialect, packer }: Configs, session: Session): InterpolationContext {
  return {
    dialect,
    startedAt: session.startedAt,
    cwd: session.cwd,
    packerVersion: packer.coreVersion ?? session.versions.packerLevel,
    buildName: packer.buildName,
    buildType: packer.builderType,
    ...(packer.templatePath === undefined ? {} : { templatePath: packer.templatePath }),
    ...(packer.userVariables === undefined ? {} : { userVariables: packer.userVariables }),
  };
}

/** Packer names the sensitive variables; of legacy JSON templates it sends the values as well. */
function hideVariables({ packer }: Configs, { secrets }: Session): void {
  for (const name of packer.sensitiveVariables) {
    const value = packer.userVariables?.[name];
    if (value) secrets.add(value);
  }
}

function holdsSecret({ secrets }: Session): (text: string) => boolean {
  return (text) => secrets.text(text) !== text;
}
