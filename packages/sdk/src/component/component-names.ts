// The names of a plugin's components. In `definePlugin` they are those of templates that call the plugin by its own name; in Packer's
// protocol they are shorter, and templates put them together with the name that they know the plugin by (plugin-protocol 1.4).

import type { Plugin } from "./plugin.ts";

/** The name by which Packer's protocol knows the component that is called like the plugin itself. */
export const defaultComponentName = "-packer-default-plugin-name-";

/**
 * The name that a component is registered under in Packer's protocol: `tag` for `docker-tag` of the plugin "docker", `defaultComponentName`
 * for `docker`. A key that does not begin with the plugin's name is that name already.
 */
export function registeredName({ name }: Pick<Plugin, "name">, key: string): string {
  if (key === name || key === defaultComponentName) return defaultComponentName;
  return key.startsWith(`${name}-`) && key.length > name.length + 1 ? key.slice(name.length + 1) : key;
}

/**
 * The name that templates use for a component.
 *
 * @param accessor what the template calls the plugin: the name in `required_plugins`, or the plugin's own
 * @param registered as `registeredName` gives it
 */
export function templateName(accessor: string, registered: string): string {
  return registered === defaultComponentName ? accessor : `${accessor}-${registered}`;
}
