import type { Generated } from "./machine.ts";

/** The names that `build.*` has whatever the builder (core-hcl, "Variables visible in expressions"). */
export const commonBuildNames: readonly string[] = [
  "ID",
  "Host",
  "Port",
  "User",
  "Password",
  "ConnType",
  "PackerRunUUID",
  "PackerHTTPPort",
  "PackerHTTPIP",
  "PackerHTTPAddr",
  "SSHPublicKey",
  "SSHPrivateKey",
  "WinRMPassword",
];

/** What provisioners are told where the builder does not say it; scripts know these texts. */
const notImplemented = {
  ID: "ERR_ID_NOT_IMPLEMENTED_BY_BUILDER",
  PackerHTTPIP: "ERR_HTTP_IP_NOT_IMPLEMENTED_BY_BUILDER",
  PackerHTTPPort: "ERR_HTTP_PORT_NOT_IMPLEMENTED_BY_BUILDER",
  PackerHTTPAddr: "ERR_HTTP_ADDR_NOT_IMPLEMENTED_BY_BUILDER",
} as const;

/** A machine's generated data with what every provisioner may rely on. */
export function completeGenerated(generated: Generated, runUuid: string): Generated {
  return { ...notImplemented, PackerRunUUID: runUuid, ...generated };
}
