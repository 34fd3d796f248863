import type { Plugin } from "@ingot/sdk";
import { registeredNames } from "./registered-components.ts";

/** The version of the plugin API that everything of today speaks (plugin-protocol 1.6). */
export const apiVersion = "x5.0";

/**
 * What `describe` prints: one object on one line (plugin-protocol 1.3).
 *
 * @param version of the plugin, without "v"
 */
export function describePlugin(plugin: Plugin, version: string): string {
  return JSON.stringify({
    version,
    sdk_version: plugin.sdkVersion,
    api_version: apiVersion,
    builders: registeredNames(plugin, "builder"),
    post_processors: registeredNames(plugin, "post-processor"),
    provisioners: registeredNames(plugin, "provisioner"),
    datasources: registeredNames(plugin, "datasource"),
    // It understands --protobuf.
    protocol_version: "v2",
  });
}
