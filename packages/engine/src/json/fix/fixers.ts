// The fixers in the order in which they are run (core-json 5). Similar ones are data; the others stand in files of their own.
import { amazon, fixAmazonPrivateIp, fixCreateTime, fixTemporarySecurityGroupCidrs } from "./fix-amazon.ts";
import { fixIsoChecksumTypeAndUrl, fixIsoMd5 } from "./fix-checksums.ts";
import { fixDockerTags } from "./fix-docker-tags.ts";
import { fixPowershellEscapes } from "./fix-powershell-escapes.ts";
import { fixVagrantOverrides, fixVirtualboxOverride } from "./fix-vagrant-overrides.ts";
import {
  fixCleanImageName,
  fixExcludeFromLatest,
  fixGuestAdditionsAttach,
  fixQemuDiskSize,
  fixVmwareCompaction,
} from "./fix-values.ts";
import { fixVsphereHardware } from "./fix-vsphere-hardware.ts";
import type { Fixer } from "./fixer.ts";
import { dropOptions, renameOptions, renameType } from "./rename-options.ts";

const builder = { of: "builder" } as const;
const parallels = { of: "builder", types: ["parallels-iso", "parallels-pvm"] } as const;
const hyperv = { of: "builder", types: ["hyperv-iso", "hyperv-vmcx"] } as const;
const virtualbox = { of: "builder", types: ["virtualbox*"] } as const;

export const fixers: readonly Fixer[] = [
  { name: "iso-md5", description: '"iso_md5" becomes "iso_checksum"', rules: [fixIsoMd5] },
  { name: "createtime", description: "{{.CreateTime}} in names becomes {{timestamp}}", rules: [fixCreateTime] },
  {
    name: "virtualbox-gaattach",
    description: 'virtualbox: "guest_additions_attach" becomes "guest_additions_mode"',
    rules: [fixGuestAdditionsAttach],
  },
  {
    name: "pp-vagrant-override",
    description: 'post-processor vagrant: settings of one provider move under "override"',
    rules: [fixVagrantOverrides],
  },
  {
    name: "virtualbox-rename",
    description: 'the builder "virtualbox" becomes "virtualbox-iso", also in overrides',
    rules: [renameType("virtualbox", "virtualbox-iso"), fixVirtualboxOverride],
  },
  {
    name: "vmware-rename",
    description: 'the builder "vmware" becomes "vmware-iso"',
    rules: [renameType("vmware", "vmware-iso")],
  },
  {
    name: "parallels-headless",
    description: 'parallels: "headless" goes',
    rules: [dropOptions(parallels, "headless")],
  },
  {
    name: "parallels-deprecations",
    description: 'parallels: "parallels_tools_host_path" goes, "guest_os_distribution" becomes "guest_os_type"',
    rules: [
      dropOptions(parallels, "parallels_tools_host_path"),
      renameOptions(parallels, { from: "guest_os_distribution", to: "guest_os_type" }),
    ],
  },
  {
    name: "sshkeypath",
    description: '"ssh_key_path" becomes "ssh_private_key_file"',
    rules: [
      renameOptions(builder, { from: "ssh_key_path", to: "ssh_private_key_file", takes: "string", whenBoth: "keep" }),
    ],
  },
  {
    name: "sshdisableagent",
    description: '"ssh_disable_agent" becomes "ssh_disable_agent_forwarding"',
    rules: [
      renameOptions(builder, {
        from: "ssh_disable_agent",
        to: "ssh_disable_agent_forwarding",
        takes: "boolean",
        whenBoth: "keep",
      }),
    ],
  },
  {
    name: "scaleway-access-key",
    description: 'scaleway: "access_key" becomes "organization_id"',
    rules: [
      renameOptions(
        { of: "builder", types: ["scaleway"] },
        { from: "access_key", to: "organization_id", takes: "string", whenBoth: "keep" },
      ),
    ],
  },
  {
    name: "manifest-filename",
    description: 'post-processor manifest: "filename" becomes "output"',
    rules: [
      renameOptions({ of: "post-processor", types: ["manifest"] }, { from: "filename", to: "output", takes: "string" }),
    ],
  },
  {
    name: "amazon-shutdown_behavior",
    description: 'amazon: "shutdown_behaviour" becomes "shutdown_behavior"',
    rules: [renameOptions(amazon, { from: "shutdown_behaviour", to: "shutdown_behavior" })],
  },
  {
    name: "amazon-enhanced-networking",
    description: 'amazon: "enhanced_networking" becomes "ena_support"',
    rules: [renameOptions(amazon, { from: "enhanced_networking", to: "ena_support", takes: "boolean" })],
  },
  {
    name: "amazon-private-ip",
    description: 'amazon: "ssh_private_ip" becomes "ssh_interface"',
    rules: [fixAmazonPrivateIp],
  },
  {
    name: "amazon-temp-sec-cidrs",
    description:
      'amazon: "temporary_security_group_source_cidr" becomes the list "temporary_security_group_source_cidrs"',
    rules: [fixTemporarySecurityGroupCidrs],
  },
  {
    name: "docker-email",
    description: '"login_email" goes, from templates with post-processors',
    rules: [
      dropOptions({ of: "builder", onlyWith: "post-processors" }, "login_email"),
      dropOptions({ of: "post-processor" }, "login_email"),
    ],
  },
  {
    name: "docker-tag-tags",
    description: 'post-processor docker-tag: "tag" becomes the list "tags"',
    rules: [fixDockerTags],
  },
  {
    name: "powershell-escapes",
    description: "powershell: escapes in environment variables, user and password are taken back",
    rules: [fixPowershellEscapes],
  },
  {
    name: "vmware-compaction",
    description: 'vmware-iso on ESXi: "skip_compaction" where the disk cannot be compacted',
    rules: [fixVmwareCompaction],
  },
  {
    name: "hyperv-deprecations",
    description: 'hyperv-iso: "vhd_temp_path" goes',
    rules: [dropOptions({ of: "builder", types: ["hyperv-iso"] }, "vhd_temp_path")],
  },
  {
    name: "hyperv-vmxc-typo",
    description: 'hyperv-vmcx: "clone_from_vmxc_path" becomes "clone_from_vmcx_path"',
    rules: [
      renameOptions(
        { of: "builder", types: ["hyperv-vmcx"] },
        { from: "clone_from_vmxc_path", to: "clone_from_vmcx_path" },
      ),
    ],
  },
  {
    name: "hyperv-cpu-and-ram",
    description: 'hyperv: "cpu" becomes "cpus", "ram_size" becomes "memory"',
    rules: [renameOptions(hyperv, { from: "cpu", to: "cpus" }, { from: "ram_size", to: "memory" })],
  },
  {
    name: "clean-image-name",
    description: "the functions clean_image_name and clean_ami_name become clean_resource_name",
    rules: [fixCleanImageName],
  },
  {
    name: "spot-price-auto-product",
    description: 'amazon: "spot_price_auto_product" goes',
    rules: [
      dropOptions(
        { of: "builder", types: ["amazon-ebs", "amazon-ebssurrogate", "amazon-ebsvolume", "amazon-instance"] },
        "spot_price_auto_product",
      ),
    ],
  },
  { name: "qemu-disk-size", description: 'qemu: a number in "disk_size" gets its unit', rules: [fixQemuDiskSize] },
  {
    name: "galaxy-command",
    description: 'ansible-local: "galaxycommand" becomes "galaxy_command"',
    rules: [
      renameOptions(
        { of: "provisioner", types: ["ansible-local"] },
        { from: "galaxycommand", to: "galaxy_command", takes: "string", whenBoth: "drop" },
      ),
    ],
  },
  {
    name: "comm-config",
    description: 'virtualbox: "ssh_host_port_min", "ssh_host_port_max" and "ssh_skip_nat_mapping" lose their "ssh_"',
    rules: [
      renameOptions(
        virtualbox,
        { from: "ssh_host_port_min", to: "host_port_min", whenBoth: "drop" },
        { from: "ssh_host_port_max", to: "host_port_max", whenBoth: "drop" },
        { from: "ssh_skip_nat_mapping", to: "skip_nat_mapping", takes: "boolean", whenBoth: "drop" },
      ),
    ],
  },
  {
    name: "ssh-wait-timeout",
    description: '"ssh_wait_timeout" becomes "ssh_timeout"',
    rules: [renameOptions(builder, { from: "ssh_wait_timeout", to: "ssh_timeout", takes: "string", whenBoth: "drop" })],
  },
  {
    name: "vsphere-iso-net-disk",
    description: 'vsphere-iso: the network and the disk move into "network_adapters" and "storage"',
    rules: [fixVsphereHardware],
  },
  {
    name: "iso-checksum-type-and-url",
    description: '"iso_checksum_type" and "iso_checksum_url" move into "iso_checksum"',
    rules: [fixIsoChecksumTypeAndUrl],
  },
  {
    name: "qemu-host-port",
    description: 'qemu: "ssh_host_port_min" and "ssh_host_port_max" lose their "ssh_"',
    rules: [
      renameOptions(
        { of: "builder", types: ["qemu"] },
        { from: "ssh_host_port_min", to: "host_port_min" },
        { from: "ssh_host_port_max", to: "host_port_max" },
      ),
    ],
  },
  {
    name: "azure-exclude_from_latest",
    description: 'azure-chroot: "exlude_from_latest" becomes "exclude_from_latest"',
    rules: [fixExcludeFromLatest],
  },
  {
    name: "proxmox-type",
    description: 'the builder "proxmox" becomes "proxmox-iso"',
    rules: [renameType("proxmox", "proxmox-iso")],
  },
];
