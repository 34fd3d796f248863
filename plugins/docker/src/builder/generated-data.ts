import type { Generated } from "@ingot/sdk";

/** What `build.*` reads of a container that nobody logs in to: the names of a login are there, and empty. */
export function generatedFor(communicator: "docker" | "none"): Generated {
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
    ConnType: communicator,
  };
}
