/** The plugins that Packer puts into `required_plugins` when a component's type begins with their name (core-json 6). */
const plugins = [
  "amazon",
  "ansible",
  "azure",
  "docker",
  "googlecompute",
  "qemu",
  "vagrant",
  "virtualbox",
  "vmware",
  "vsphere",
];

/** The `required_plugins` block for components of these types, without indentation; empty where none needs a plugin. */
export function requiredPlugins(types: readonly string[]): string {
  const needed = plugins.filter((name) => types.some((type) => type.startsWith(name)));
  if (needed.length === 0) return "";
  const entries = needed.map((name) => `${name} = {\nsource = "github.com/hashicorp/${name}"\nversion = "~> 1"\n}\n`);
  return `required_plugins {\n${entries.join("")}}\n`;
}
