import type { Ask, RunContext, Ui } from "@ingot/sdk";
import { createRpcClient } from "../rpc/create-rpc-client.ts";
import type { RpcClient, Wire } from "../rpc/rpc.ts";
import { readStreamId } from "../services/read-wire.ts";
import { uiClient } from "../services/ui-client.ts";
import { maskedUi } from "./masked-ui.ts";
import { flagsOf, type Ready } from "./prepare-served.ts";
import type { Session } from "./session.ts";
import type { Job } from "./workshop.ts";

/** The voice and the answers of whoever runs the build. */
export interface HostVoice {
  readonly ui: Ui;
  readonly ask: Ask;
  /** Resolves when all that was said has arrived. */
  readonly settle: () => Promise<void>;
}

/** The client of a stream that the host serves on; 0 is none. Throws where nobody serves there. */
export async function dialHost(id: Wire | undefined, { connection }: Session): Promise<RpcClient> {
  const number = readStreamId(id, "The number of the stream");
  if (number === 0) throw new Error("The host has named no stream to speak on");
  return createRpcClient(await connection.dial(number));
}

/** The host's `Ui` on a stream of its. */
export function hostVoice(client: RpcClient, { secrets, log }: Session): HostVoice {
  const { ui, ask, settle } = uiClient(client, (text) => log(text));
  return { ui: maskedUi(ui, secrets), ask, settle };
}

/**
 * Runs a component that is ready. What it makes is the user's when it has come to its end; when it failed or was cancelled, that is destroyed
 * before this rejects.
 */
export async function runServed<T, R>(
  ready: Ready<T>,
  { ui, ask }: HostVoice,
  session: Session,
  signal: AbortSignal,
  run: (value: T, context: RunContext, job: Job) => Promise<R>,
): Promise<R> {
  const { packer, dialect } = ready.configs;
  const { buildName = session.type, builderType = session.type, sensitiveVariables } = packer;
  const build = dialect === "json" ? buildName : `${builderType}.${buildName}`;
  const job = session.workshop.open({ build, component: session.type, log: session.log, signal });
  const context: RunContext = {
    buildName: build,
    packerBuildName: buildName,
    builderType,
    runUuid: session.runUuid,
    versions: session.versions,
    flags: flagsOf(ready.configs),
    sensitiveVariables,
    ui,
    ask,
    temp: job.temp,
    resources: job.resources,
    secret: (value) => void session.secrets.add(value),
    signal,
  };
  for (const diagnostic of ready.news) ui.emit({ type: "diagnostic", diagnostic });
  try {
    const result = await run(ready.value, context, job);
    signal.throwIfAborted();
    await job.commit();
    return result;
  } finally {
    for (const text of await job.close()) ui.error(text);
  }
}
