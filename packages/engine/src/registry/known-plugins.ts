import type { ComponentKind } from "./registry.ts";

// Which plugin has a component that Ingot does not: the plugins that Packer once came with, and the widely used ones beside them.
// A component belongs to a plugin when its name is the plugin's, or begins with it and a dash.

const bySource: readonly (readonly [source: string, names: readonly string[]])[] = [
  ["github.com/hashicorp/alicloud", ["alicloud"]],
  ["github.com/hashicorp/amazon", ["amazon"]],
  ["github.com/hashicorp/ansible", ["ansible"]],
  ["github.com/hashicorp/azure", ["azure"]],
  ["github.com/hashicorp/chef", ["chef"]],
  ["github.com/hashicorp/cloudstack", ["cloudstack"]],
  ["github.com/hashicorp/converge", ["converge"]],
  ["github.com/digitalocean/digitalocean", ["digitalocean"]],
  ["github.com/hashicorp/docker", ["docker"]],
  ["github.com/exoscale/exoscale", ["exoscale"]],
  ["github.com/hashicorp/googlecompute", ["googlecompute"]],
  ["github.com/hetznercloud/hcloud", ["hcloud"]],
  ["github.com/hashicorp/hyperone", ["hyperone"]],
  ["github.com/hashicorp/hyperv", ["hyperv"]],
  ["github.com/hashicorp/inspec", ["inspec"]],
  ["github.com/hashicorp/jdcloud", ["jdcloud"]],
  ["github.com/linode/linode", ["linode"]],
  ["github.com/hashicorp/lxc", ["lxc"]],
  ["github.com/hashicorp/lxd", ["lxd"]],
  ["github.com/hashicorp/ncloud", ["ncloud"]],
  ["github.com/hashicorp/nutanix", ["nutanix"]],
  ["github.com/hashicorp/oneandone", ["oneandone"]],
  ["github.com/hashicorp/openstack", ["openstack"]],
  ["github.com/hashicorp/oracle", ["oracle"]],
  ["github.com/outscale/outscale", ["osc", "outscale"]],
  ["github.com/Parallels/parallels", ["parallels"]],
  ["github.com/hashicorp/profitbricks", ["profitbricks"]],
  ["github.com/hashicorp/proxmox", ["proxmox"]],
  ["github.com/hashicorp/puppet", ["puppet"]],
  ["github.com/hashicorp/qemu", ["qemu"]],
  ["github.com/hashicorp/salt", ["salt"]],
  ["github.com/scaleway/scaleway", ["scaleway"]],
  ["github.com/ivoronin/sshkey", ["sshkey"]],
  ["github.com/hashicorp/tencentcloud", ["tencentcloud"]],
  ["github.com/hashicorp/triton", ["triton"]],
  ["github.com/hashicorp/ucloud", ["ucloud"]],
  ["github.com/hashicorp/vagrant", ["vagrant"]],
  ["github.com/hashicorp/virtualbox", ["virtualbox"]],
  ["github.com/hashicorp/vmware", ["vmware"]],
  ["github.com/hashicorp/vsphere", ["vsphere"]],
  ["github.com/rgl/windows-update", ["windows-update"]],
  ["github.com/hashicorp/yandex", ["yandex"]],
];

const needsHcp = "needs an account at HCP and its service HCP Packer, which Ingot does not talk to.";
const instead = (data: string) =>
  `It ${needsHcp} Give the template ${data} by a variable, or read it with the data source "http" from where your builds write it (the post-processor "manifest" does).`;

/** Components of Packer's own core that Ingot does not have, and what to do without each. */
const ofTheCore: Readonly<Record<ComponentKind, Readonly<Record<string, string>>>> = {
  builder: {},
  provisioner: {
    "hcp-sbom": `It hands the list of an image's software to HCP Packer: that ${needsHcp} To have the list as a file, run a scanner such as syft on the machine with "shell", and fetch what it writes with "file" and direction = "download".`,
  },
  "post-processor": {},
  "data source": {
    "hcp-packer-artifact": instead("the identifier of the image"),
    "hcp-packer-image": instead("the identifier of the image"),
    "hcp-packer-iteration": instead("the version"),
    "hcp-packer-version": instead("the version"),
  },
};

/** A plugin that is known to exist. */
export interface KnownPlugin {
  readonly source: string;
  /** What its components' names begin with. */
  readonly name: string;
}

/** The plugin that is known to have such a component. */
export function knownPluginOf(type: string): KnownPlugin | undefined {
  for (const [source, names] of bySource) {
    const name = names.find((candidate) => type === candidate || type.startsWith(`${candidate}-`));
    if (name !== undefined) return { source, name };
  }
  return undefined;
}

/** What to do without a component of Packer's core; undefined where it is none that Ingot lacks. */
export function adviceOnCoreComponent(kind: ComponentKind, type: string): string | undefined {
  return Object.hasOwn(ofTheCore[kind], type) ? ofTheCore[kind][type] : undefined;
}
