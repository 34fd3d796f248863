import type { Ask, Communicator, Generated, Ui } from "@ingot/sdk";

/** What a hook works on: the machine of a builder, and how to speak there. */
export interface HookMachine {
  readonly communicator: Communicator;
  readonly generated: Generated;
  readonly ui: Ui;
  readonly ask: Ask;
}

/** What a builder asks of its host in the middle of its run, or while it cleans up after a failure. */
export type HookName = "packer_provision" | "packer_cleanup_provision";

/** The host's provisioners, as a builder calls them (plugin-protocol 9.8). */
export interface Hook {
  /** Runs the provisioners, or the error-cleanup-provisioner, on the machine. */
  readonly run: (name: HookName, machine: HookMachine, signal: AbortSignal) => Promise<void>;
}
