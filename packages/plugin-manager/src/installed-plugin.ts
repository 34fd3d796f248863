import type { Version } from "@ingot/sdk";

/** What a plugin's program says of itself when it is run with `describe` (plugin-protocol 1.3). */
export interface PluginDescription {
  readonly version: string;
  /** "x5.0"; undefined for plugins from before there was one. */
  readonly apiVersion: string | undefined;
  readonly sdkVersion: string | undefined;
  /** Component names as the plugin registers them, by kind; `-packer-default-plugin-name-` is the plugin's own name. */
  readonly builders: readonly string[];
  readonly provisioners: readonly string[];
  readonly postProcessors: readonly string[];
  readonly dataSources: readonly string[];
  /** Whether it understands --protobuf ("v2"). */
  readonly hasProtobuf: boolean;
}

/** A plugin's program on this machine, found by its name and place alone: nothing of it has been run or read. */
export interface InstalledPlugin {
  /** Absolute path of the program. */
  readonly path: string;
  /** What stands behind `packer-plugin-` in its name. */
  readonly name: string;
  /** "github.com/hashicorp/amazon", from its place below the plugin directory; undefined for one that has no such place. */
  readonly source: string | undefined;
  /** From its name; undefined where it has none. */
  readonly version: Version | undefined;
  /** "x5.0", from its name. */
  readonly apiVersion: string | undefined;
}
