import { describe, expect, test } from "vitest";
import { fixTemplate } from "./fix-template.ts";
import { fixers } from "./fixers.ts";
import { isHandledByFix } from "./what-fix-does.ts";

/** The fixed template in one line, or what is wrong with it. */
function fix(template: unknown): string {
  const { text, diagnostics } = fixTemplate(
    typeof template === "string" ? template : JSON.stringify(template),
    "t.json",
  );
  const said = diagnostics.map((d) => `${d.subject?.start.line}:${d.subject?.start.column} ${d.summary}. ${d.detail}`);
  return text === undefined ? said.join("\n") : JSON.stringify(JSON.parse(text)).replaceAll('"', "");
}

const builder = (fields: object) => fix({ builders: [fields] }).replace(/^\{builders:\[(.*)\]\}$/, "$1");
const provisioner = (fields: object) => fix({ provisioners: [fields] }).replace(/^.*provisioners:\[(.*)\]\}$/, "$1");
const postProcessor = (fields: object) => fix({ "post-processors": [fields] }).replace(/^.*sors:\[(.*)\]\}$/, "$1");

// Every line was compared with what Packer 1.6.6 makes of it.
describe("builders", () => {
  test.each<[string, object, string]>([
    ["iso-md5", { iso_md5: "x" }, "{iso_checksum:md5:x}"],
    [
      "createtime",
      { ami_name: "a{{ .CreateTime }}", x: "{{.CreateTime}}" },
      "{ami_name:a{{timestamp}},x:{{.CreateTime}}}",
    ],
    [
      "virtualbox-gaattach",
      { type: "virtualbox", guest_additions_attach: false },
      "{guest_additions_mode:upload,type:virtualbox-iso}",
    ],
    ["virtualbox-rename", { type: "virtualbox" }, "{type:virtualbox-iso}"],
    ["vmware-rename", { type: "vmware" }, "{type:vmware-iso}"],
    ["parallels-headless", { type: "parallels-pvm", headless: true }, "{type:parallels-pvm}"],
    [
      "parallels-deprecations",
      { type: "parallels-iso", parallels_tools_host_path: 1, guest_os_distribution: "x" },
      "{guest_os_type:x,type:parallels-iso}",
    ],
    ["sshkeypath", { ssh_key_path: "x" }, "{ssh_private_key_file:x}"],
    ["sshkeypath, both", { ssh_key_path: "x", ssh_private_key_file: "y" }, "{ssh_private_key_file:y}"],
    ["sshkeypath, wrong", { ssh_key_path: 5 }, "{ssh_key_path:5}"],
    ["sshdisableagent", { ssh_disable_agent: true }, "{ssh_disable_agent_forwarding:true}"],
    ["scaleway-access-key", { type: "scaleway", access_key: "x" }, "{organization_id:x,type:scaleway}"],
    [
      "amazon-shutdown_behavior",
      { type: "amazon-ebs", shutdown_behaviour: "x", shutdown_behavior: "y" },
      "{shutdown_behavior:x,type:amazon-ebs}",
    ],
    [
      "amazon-enhanced-networking",
      { type: "amazon-ebs", enhanced_networking: true },
      "{ena_support:true,type:amazon-ebs}",
    ],
    ["amazon-private-ip", { type: "amazon-ebs", ssh_private_ip: "T" }, "{ssh_interface:private_ip,type:amazon-ebs}"],
    [
      "amazon-private-ip, both",
      { type: "amazon-ebs", ssh_private_ip: 5, ssh_interface: "x" },
      "{ssh_interface:x,ssh_private_ip:5,type:amazon-ebs}",
    ],
    [
      "amazon-temp-sec-cidrs",
      { type: "amazon-ebs", temporary_security_group_source_cidr: "x" },
      "{temporary_security_group_source_cidrs:[x],type:amazon-ebs}",
    ],
    [
      "vmware-compaction",
      { type: "vmware-iso", remote_type: "esx5" },
      "{disk_type_id:zeroedthick,remote_type:esx5,skip_compaction:true,type:vmware-iso}",
    ],
    [
      "vmware-compaction, thin",
      { type: "vmware-iso", remote_type: "esx5", disk_type_id: "thin" },
      "{disk_type_id:thin,remote_type:esx5,type:vmware-iso}",
    ],
    ["hyperv-deprecations", { type: "hyperv-iso", vhd_temp_path: "x" }, "{type:hyperv-iso}"],
    [
      "hyperv-vmxc-typo",
      { type: "hyperv-vmcx", clone_from_vmxc_path: "x" },
      "{clone_from_vmcx_path:x,type:hyperv-vmcx}",
    ],
    ["hyperv-cpu-and-ram", { type: "hyperv-iso", cpu: 1, ram_size: 2 }, "{cpus:1,memory:2,type:hyperv-iso}"],
    [
      "clean-image-name",
      { a: "{{x | clean_ami_name}}", m: { a: "clean_image_name" } },
      "{a:{{x | clean_resource_name}},m:{a:clean_resource_name}}",
    ],
    ["clean-image-name, deeper", { l: ["clean_ami_name"] }, "{l:[clean_ami_name]}"],
    ["spot-price-auto-product", { type: "amazon-ebs", spot_price_auto_product: "x" }, "{type:amazon-ebs}"],
    ["qemu-disk-size", { type: "qemu", disk_size: 10.5 }, "{disk_size:10M,type:qemu}"],
    [
      "comm-config",
      { type: "virtualbox-ovf", ssh_host_port_min: 1, ssh_skip_nat_mapping: true },
      "{host_port_min:1,skip_nat_mapping:true,type:virtualbox-ovf}",
    ],
    [
      "comm-config, both",
      { type: "virtualbox-ovf", ssh_host_port_max: 1, host_port_max: 2 },
      "{host_port_max:2,type:virtualbox-ovf}",
    ],
    ["ssh-wait-timeout", { ssh_wait_timeout: "1m" }, "{ssh_timeout:1m}"],
    [
      "vsphere-iso-net-disk",
      { type: "vsphere-iso", network: "n", disk_size: 5, network_adapters: [{ a: 1 }] },
      "{network_adapters:[{network:n},{a:1}],storage:[{disk_size:5}],type:vsphere-iso}",
    ],
    ["iso-checksum-type-and-url", { iso_checksum: "c", iso_checksum_type: "md5" }, "{iso_checksum:md5:c}"],
    [
      "iso-checksum-type-and-url, both",
      { iso_checksum: "c", iso_checksum_type: "md5", iso_checksum_url: "u" },
      "{iso_checksum:file:u}",
    ],
    ["qemu-host-port", { type: "qemu", ssh_host_port_min: 1, host_port_min: 2 }, "{host_port_min:1,type:qemu}"],
    [
      "azure-exclude_from_latest",
      { type: "azure-chroot", shared_image_destination: { exlude_from_latest: true } },
      "{shared_image_destination:{exclude_from_latest:true},type:azure-chroot}",
    ],
    ["proxmox-type", { type: "proxmox" }, "{type:proxmox-iso}"],
  ])("%s", (_, fields, expected) => {
    expect(builder(fields)).toBe(expected);
  });
});

describe("provisioners and post-processors", () => {
  test.each<[string, string, string]>([
    [
      "virtualbox-rename",
      provisioner({ override: { virtualbox: { a: 1 }, vmware: 1 } }),
      "{override:{virtualbox-iso:{a:1},vmware:1}}",
    ],
    [
      "powershell-escapes",
      provisioner({ type: "powershell", elevated_user: "a`$b``c`n", environment_vars: ["`'"] }),
      "{elevated_user:a$b`c`n,environment_vars:['],type:powershell}",
    ],
    [
      "galaxy-command",
      provisioner({ type: "ansible-local", galaxycommand: "x" }),
      "{galaxy_command:x,type:ansible-local}",
    ],
    [
      "pp-vagrant-override",
      postProcessor({ type: "vagrant", aws: 1, qemu: 2, override: 3 }),
      "{override:{aws:1},qemu:2,type:vagrant}",
    ],
    ["manifest-filename", postProcessor({ type: "manifest", filename: "x", output: "y" }), "{output:x,type:manifest}"],
    [
      "docker-tag-tags",
      postProcessor({ type: "docker-tag", tag: "a, b", tags: ["b", "c"] }),
      "{tags:[a,b,c],type:docker-tag}",
    ],
    [
      "docker-email",
      fix({ builders: [{ login_email: 1 }], "post-processors": [["x", { login_email: 1 }]] }),
      "{builders:[{}],post-processors:[[x,{}]]}",
    ],
    ["docker-email without post-processors", builder({ login_email: 1 }), "{login_email:1}"],
  ])("%s", (_, fixed, expected) => {
    expect(fixed).toBe(expected);
  });
});

test("what changed is told", () => {
  const old = {
    builders: [{ type: "virtualbox", iso_md5: "x" }],
    "post-processors": [{ type: "docker-tag", tags: ["a"] }],
  };
  expect(fixTemplate(JSON.stringify(old), "t.json").changedBy).toEqual([
    "iso-md5",
    "virtualbox-rename",
    "iso-checksum-type-and-url",
  ]);
  expect(fixTemplate('{"builders":[{"type":"null"}]}', "t.json").changedBy).toEqual([]);
});

test("the form of the text", () => {
  const text =
    '{"z":[],"y":{},"s":"<a> & \\u2028\\b\\n\\"é","n":[1.50,-0,1e21,12345678901234567890],"_c":"x","__proto__":null}';
  expect(fixTemplate(text, "t.json").text).toMatchInlineSnapshot(`
    "{
      "__proto__": null,
      "_c": "x",
      "builders": null,
      "n": [
        1.5,
        -0,
        1e+21,
        12345678901234567000
      ],
      "s": "<a> \\u0026 \\u2028\\u0008\\n\\"é",
      "y": {},
      "z": []
    }
    "
  `);
});

test.each([
  ["[]", '1:1 Invalid template. A legacy JSON template is one object: { "builders": [...] }.'],
  ["null", '1:1 Invalid template. A legacy JSON template is one object: { "builders": [...] }.'],
  ['{"a": 1e400}', "1:7 Number out of range. The largest number is about 1.8e308. Put it in quotes, or correct it."],
  [
    '{"builders": {}}',
    '1:14 Invalid value for "builders". "builders" must be a list of objects. Write [ { "type": "..." } ].',
  ],
  ['{"builders": [1]}', '1:15 Invalid builder. A builder is an object with a "type": { "type": "..." }.'],
  [
    '{"post-processors": "a"}',
    '1:21 Invalid value for "post-processors". "post-processors" must be a list of objects. Write [ { "type": "..." } ].',
  ],
  [
    '{"builders": [{"type": "amazon-ebs", "ssh_private_ip": 5}]}',
    '1:56 ssh_private_ip is not a boolean. Only true and false can be turned into an "ssh_interface". Write one of them, or set "ssh_interface" to "private_ip" or "public_ip" yourself.',
  ],
  [
    '{"builders": [{"type": "vsphere-iso", "network": "n", "network_adapters": 5}]}',
    '1:75 "network_adapters" is not a list. "network" cannot be moved into it. Write "network_adapters": [ { ... } ].',
  ],
  [
    '{"post-processors": [{"type": "docker-tag", "tag": ["a", 5]}]}',
    '1:58 A tag is not a string. "tag" must be a list of strings. Write ["..."].',
  ],
])("what cannot be fixed: %s", (text, said) => {
  expect(fix(text)).toBe(said);
});

test("options that fix takes away", () => {
  expect(isHandledByFix("builder", "docker", "iso_md5")).toBe(true);
  expect(isHandledByFix("builder", "docker", "cpu")).toBe(false);
  expect(isHandledByFix("builder", "hyperv-iso", "cpu")).toBe(true);
  expect(isHandledByFix("provisioner", "ansible-local", "galaxycommand")).toBe(true);
  expect(fixers).toHaveLength(34);
});
