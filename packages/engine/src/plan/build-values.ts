import type { Generated } from "@ingot/sdk";
import type { BuildValues } from "./plan.ts";

/** The names that `build.*` has whatever the builder (core-hcl, "Variables visible in expressions"). */
const commonNames = [
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
] as const;

/** What provisioners are told where the builder does not say it; scripts know these texts. */
const notImplemented = {
  ID: "ERR_ID_NOT_IMPLEMENTED_BY_BUILDER",
  PackerHTTPIP: "ERR_HTTP_IP_NOT_IMPLEMENTED_BY_BUILDER",
  PackerHTTPPort: "ERR_HTTP_PORT_NOT_IMPLEMENTED_BY_BUILDER",
  PackerHTTPAddr: "ERR_HTTP_ADDR_NOT_IMPLEMENTED_BY_BUILDER",
} as const;

/**
 * The values while no machine is there: names only.
 * @param announced the names of the builder; undefined where the builder could not be made
 */
export function unknownBuildValues(announced: readonly string[] | undefined): BuildValues {
  return { names: [...new Set([...commonNames, ...(announced ?? [])])], values: undefined, isOpen: !announced };
}

/** The values once a machine or an artifact is there. */
export function knownBuildValues(announced: readonly string[], values: Generated): BuildValues {
  return { names: [...new Set([...commonNames, ...announced, ...Object.keys(values)])], values };
}

/** A machine's generated data with what every provisioner may rely on. */
export function completeGenerated(generated: Generated, runUuid: string): Generated {
  return { ...notImplemented, PackerRunUUID: runUuid, ...generated };
}
