import type { Generated, Machine } from "../machine/machine.ts";
import { type Step, type StepContext, step } from "../step/step.ts";
import type { CommunicatorConfig } from "./config.ts";
import { noneCommunicator } from "./none.ts";
import { connectBySsh } from "./ssh/connect-ssh.ts";
import type { Rhythm } from "./ssh/rhythm.ts";

/** What the step needs of a builder's state at least. */
export interface ConnectState {
  readonly config: CommunicatorConfig;
}

/** What a builder finds out by itself for a login; the template's own settings go before it, but for the key, which is one more. */
export interface FoundLogin {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** The key pair made for the build, in the forms of `generateKeyPair`. */
  readonly keyPair?: { readonly privateKey: string; readonly publicKey: string } | undefined;
}

export interface ConnectOptions<N extends ConnectState> {
  /** The machine's address. Asked before each attempt to connect; undefined, or a rejection, while it is not known. `ssh_host` goes before it. */
  readonly host: (state: Readonly<N>, context: StepContext) => Promise<string | undefined>;
  /** The port to connect to, where it is not `ssh_port`: one that is forwarded. */
  readonly port?: (state: Readonly<N>) => number | undefined;
  readonly login?: (state: Readonly<N>) => FoundLogin;
  /** What `build.*` has of this builder beside what the connection gives: ID, ... */
  readonly generated?: (state: Readonly<N>) => Generated;
  /**
   * Begins to watch the machine: aborts, with the reason, when it is gone. Then neither connecting nor provisioning goes on, and it is told
   * at once. A builder that ends the machine itself ends the watch before.
   */
  readonly watch?: (state: Readonly<N>, context: StepContext) => AbortSignal;
  /** Communicators of the builder's own, by their name in the template. */
  readonly others?: Readonly<Record<string, (state: Readonly<N>, context: StepContext) => Promise<Machine>>>;
  /** How the attempts follow each other. */
  readonly rhythm?: Rhythm;
}

/**
 * The step that connects to the machine by the communicator that the template names, and waits until that can be done.
 * Every builder that has a machine uses it: `pipeline().step(startMachine).step(connect({ host: ... })).step(provision)`.
 */
export function connect<N extends ConnectState>(options: ConnectOptions<N>): Step<N, { readonly machine: Machine }> {
  return step({
    name: "StepConnect",
    run: async (state: Readonly<N>, context): Promise<{ readonly machine: Machine }> => {
      const { config } = state;
      const gone = options.watch?.(state, context);
      if (gone) tellWhenGone(gone, context);
      const signal = gone ? AbortSignal.any([context.signal, gone]) : context.signal;
      const machine = await connectToMachine(options, config, state, { ...context, signal });
      return {
        machine: {
          ...machine,
          generated: { ...machine.generated, ...options.generated?.(state) },
          ...(gone ? { gone } : {}),
        },
      };
    },
  });
}

/** Tells of the end of the machine as it comes, whatever the build is waiting for, until the machine is given up. */
function tellWhenGone(gone: AbortSignal, { ui, defer }: StepContext): void {
  const tell = () => {
    const { reason } = gone;
    ui.emit({ type: "machine-gone", reason: reason instanceof Error ? reason.message : String(reason) });
  };
  gone.addEventListener("abort", tell, { once: true });
  defer(() => gone.removeEventListener("abort", tell));
}

async function connectToMachine<N extends ConnectState>(
  options: ConnectOptions<N>,
  config: CommunicatorConfig,
  state: Readonly<N>,
  context: StepContext,
): Promise<Machine> {
  const own =
    options.others && Object.hasOwn(options.others, config.communicator) && options.others[config.communicator];
  if (own) return own(state, context);
  if (config.communicator === "none") return { communicator: noneCommunicator, generated: {} };
  if (config.communicator !== "ssh")
    throw new Error(`The communicator "${config.communicator}" cannot be used yet. Use "ssh", or "none"`);
  const host = async () => config.ssh_host || (await options.host(state, context));
  const found = options.login?.(state);
  // While it is not known the line is left out.
  const address = await host().catch(() => undefined);
  context.signal.throwIfAborted();
  if (address) context.ui.say(`Using SSH communicator to connect: ${address}`);
  return connectBySsh(
    config,
    {
      host,
      port: () => options.port?.(state) ?? config.ssh_port,
      username: config.ssh_username || found?.username || "",
      password: config.ssh_password || found?.password,
      keyPair: found?.keyPair,
      ...(options.rhythm ? { rhythm: options.rhythm } : {}),
    },
    context,
  );
}
