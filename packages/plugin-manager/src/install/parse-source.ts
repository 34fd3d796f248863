import { isPluginName, isSourcePart } from "../find/read-file-name.ts";

/** The source address of a plugin, taken apart. Its parts can stand in paths and URLs as they are. */
export interface PluginSource {
  /** "github.com/hashicorp/amazon", as it was written. */
  readonly text: string;
  readonly parts: readonly string[];
  /** The last part: "amazon". */
  readonly name: string;
  /** Of sources on GitHub: whose it is ("hashicorp"). Only those can be fetched (core-cli 2.8). */
  readonly githubOwner: string | undefined;
}

/** Reads a source address (plugin-protocol 1.2): three to sixteen parts, the last of which is the plugin's name. The problem is a sentence. */
export function parseSource(text: string): PluginSource | { readonly problem: string } {
  const parts = text.split("/");
  const form = 'Write it as "github.com/hashicorp/amazon".';
  if (/^[a-z]+:\/\//i.test(text)) return { problem: `A source has no scheme such as "https://". ${form}` };
  if (parts.length < 3 || parts.length > 16) return { problem: `A source has three to sixteen parts. ${form}` };
  const odd = parts.find((part) => !isSourcePart(part));
  if (odd !== undefined) return { problem: `${JSON.stringify(odd)} cannot be a part of a source. ${form}` };
  const name = parts.at(-1) ?? "";
  if (name.startsWith("packer-"))
    return { problem: `The last part is the plugin's name without "packer-plugin-" in front. ${form}` };
  if (!isPluginName(name)) return { problem: `"${name}" cannot be the name of a plugin. ${form}` };
  const isOnGithub = parts.length === 3 && parts[0]?.toLowerCase() === "github.com";
  return { text, parts, name, githubOwner: isOnGithub ? parts[1] : undefined };
}
