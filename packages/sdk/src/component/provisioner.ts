import type { Communicator } from "../communicator/communicator.ts";
import type { Generated } from "../machine/machine.ts";
import type { RunContext } from "./context.ts";

export interface ProvisionContext extends RunContext {
  readonly communicator: Communicator;
  readonly generated: Generated;
}

export interface PreparedProvisioner {
  readonly provision: (context: ProvisionContext) => Promise<void>;
}
