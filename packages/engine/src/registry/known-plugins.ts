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

/** Components of Packer's own core that Ingot does not have yet. */
const ofTheCore: Readonly<Record<ComponentKind, readonly string[]>> = {
  builder: [],
  provisioner: ["hcp-sbom", "powershell", "windows-restart", "windows-shell"],
  "post-processor": [],
  "data source": ["hcp-packer-artifact", "hcp-packer-image", "hcp-packer-iteration", "hcp-packer-version"],
};

/** The source address of the plugin that is known to have such a component. */
export function knownPluginOf(type: string): string | undefined {
  return bySource.find(([, names]) => names.some((name) => type === name || type.startsWith(`${name}-`)))?.[0];
}

/** Whether the component is one of Packer's core that Ingot does not have yet. */
export function isMissingCoreComponent(kind: ComponentKind, type: string): boolean {
  return ofTheCore[kind].includes(type);
}
