import type { Communicator } from "../communicator/communicator.ts";
import type { Generated } from "../machine/machine.ts";
import type { RunContext } from "./context.ts";

export interface ProvisionContext extends RunContext {
  readonly communicator: Communicator;
  readonly generated: Generated;
  /** Says how a person gets into the machine, where there is a way: for a provisioner that waits for her. */
  readonly tellWayIn: () => Promise<void>;
}

export interface PreparedProvisioner {
  readonly provision: (context: ProvisionContext) => Promise<void>;
}
