import { builtinPlugins } from "../session/builtin-plugins.ts";

/**
 * What is wrong with the name of a new plugin; undefined where it is right. The rules are those that Packer has for the names in plugins'
 * addresses (plugin-protocol 1.2): a template written for it finds the plugin too.
 */
export function nameProblem(name: string): string | undefined {
  const prefix = /^(ingot|packer)-plugin-/.exec(name)?.[0];
  if (prefix !== undefined && name !== prefix)
    return `Give the name without "${prefix}": ${name.slice(prefix.length)}. The project gets it in front by itself.`;
  if (name.startsWith("packer-")) return 'A plugin\'s name must not begin with "packer-". Leave that out.';
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    return "A plugin's name has lower-case letters, digits and single dashes between them. Choose such a name.";
  if (name.length > 63) return "A plugin's name has at most 63 characters. Choose a shorter one.";
  const taken = builtinPlugins.flatMap((plugin) => [plugin.name, ...Object.values(plugin.offers).flat()]);
  if (name === "sdk" || taken.includes(name))
    return `"${name}" comes with Ingot, and templates would not get yours. Choose another name.`;
  return undefined;
}
