import type { Generated } from "@ingot/sdk";
import type { SourceFacts } from "./steps/pull-image.ts";

/** What `build.*` reads of a container that nobody logs in to: the names of a login are there, and empty. */
export function generatedFor(containerId: string, communicator: string, source: SourceFacts): Generated {
  return {
    Host: "",
    Port: 0,
    User: "",
    Password: "",
    SSHPublicKey: "",
    SSHPrivateKey: "",
    SSHPrivateKeyFile: "",
    SSHAgentAuth: false,
    WinRMPassword: "",
    ID: containerId,
    ConnType: communicator,
    ...source,
  };
}
