// `ingot fix` against `packer fix`, byte for byte. Both are run from their command lines on templates that are full of old options:
// every fixer, on builders that it is and is not for, with values of wrong types, with the old and the new name at once.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { runCommand } from "./environment/run-command.ts";

const program = fileURLToPath(new URL("../bin/ingot", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ingot-fix-"));
const template = join(folder, "t.json");
const hasPacker = spawnSync("packer", ["version"], { env: { ...process.env, CHECKPOINT_DISABLE: "1" } }).status === 0;

afterAll(() => rmSync(folder, { recursive: true }));

/** The fixed template, or the exit code where there is none. The words of the complaints behind it are each program's own. */
async function fix(command: string, text: string, flags: readonly string[]): Promise<string> {
  writeFileSync(template, text);
  const { code, stdout } = await runCommand(command, ["fix", ...flags, template], {
    env: { CHECKPOINT_DISABLE: "1" },
    mayFail: true,
  });
  const end = stdout.indexOf("\n}\n\n");
  const fixed = end < 0 ? "" : stdout.slice(0, end + 4);
  return code === 0 ? stdout : `${fixed}exit ${code}`;
}

const builderTypes = [
  "amazon-ebs amazon-instance amazon-chroot amazon azure-arm azure-chroot docker hyperv-iso hyperv-vmcx null parallels-iso",
  "parallels-pvm parallels proxmox proxmox-iso qemu scaleway virtualbox virtualbox-iso virtualbox-ovf vmware vmware-iso",
  "vmware-vmx vsphere-iso vsphere-clone",
]
  .join(" ")
  .split(" ");

const values = fc.oneof(
  fc.constantFrom<unknown>("text", "", "true", "5", 0, 5, 1.5, -3, true, false, null, [], ["a", "b"], [1], {}),
  fc.constantFrom<unknown>(
    { k: "{{clean_ami_name `x`}}" },
    "{{isotime | clean_image_name}}",
    "a{{ .CreateTime }}b",
    "a <b> & c",
  ),
);

const oldOptions = [
  "iso_md5 iso_checksum iso_checksum_type iso_checksum_url ami_name bundle_prefix snapshot_name guest_additions_attach",
  "guest_additions_mode headless parallels_tools_host_path guest_os_distribution guest_os_type ssh_key_path",
  "ssh_private_key_file ssh_disable_agent ssh_disable_agent_forwarding access_key organization_id shutdown_behaviour",
  "shutdown_behavior enhanced_networking ena_support temporary_security_group_source_cidr",
  "temporary_security_group_source_cidrs login_email disk_type_id skip_compaction vhd_temp_path clone_from_vmxc_path",
  "clone_from_vmcx_path cpu cpus ram_size memory spot_price_auto_product disk_size disk_thin_provisioned",
  "disk_eagerly_scrub network network_card ssh_host_port_min host_port_min ssh_host_port_max host_port_max",
  "ssh_skip_nat_mapping skip_nat_mapping ssh_wait_timeout ssh_timeout shared_image_destination name other",
]
  .join(" ")
  .split(" ");

/** Values of a type that makes Packer crash are left out. */
const builder = fc.record(
  {
    type: fc.constantFrom(...builderTypes),
    ssh_private_ip: fc.constantFrom<unknown>(true, false, "true", "F"),
    ssh_interface: fc.constant("dns"),
    remote_type: fc.constantFrom("esx5", "x"),
    disk_type_id: fc.constantFrom<unknown>("thin", "thick", 5),
    network_adapters: fc.constantFrom([], [{ network: "z" }, "a"]),
    storage: fc.constantFrom([], [{ disk_size: 1 }]),
    shared_image_destination: fc.constantFrom<unknown>({ exlude_from_latest: true }, { exlude_from_latest: 1, a: 2 }),
  },
  { requiredKeys: ["type"] },
);
const filled = fc
  .tuple(fc.dictionary(fc.constantFrom(...oldOptions), values, { maxKeys: 14 }), builder)
  .map(([options, fixed]) => ({ ...options, ...fixed }));

const escapes = fc.constantFrom("a`$b", '`"c``d', "`'e`n`f$", "```$", "x");
const provisioner = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom("powershell", "shell", "ansible-local", "ansible"),
      elevated_user: escapes,
      elevated_password: escapes,
      environment_vars: fc.oneof(fc.array(escapes), fc.constantFrom<unknown>(null, "A=`$", ["a`$", 1], { A: "`$" })),
      galaxycommand: values,
      galaxy_command: values,
      override: fc.dictionary(fc.constantFrom("virtualbox", "virtualbox-iso", "vmware", "x"), values),
    },
    { requiredKeys: [] },
  ),
  fc.constantFrom<unknown>("a", 1, null),
);

const tags = fc.oneof(
  fc.array(fc.constantFrom("a", "b", "c,d")),
  fc.constantFrom<unknown>("a,b", " b ,, c", "", 5, null, {}),
);
const postProcessor = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom("vagrant", "manifest", "docker-tag", "docker-push", "x"),
      aws: values,
      digitalocean: values,
      virtualbox: values,
      vmware: values,
      override: values,
      filename: values,
      output: values,
      tag: tags,
      tags,
      login_email: values,
    },
    { requiredKeys: [] },
  ),
  fc.constantFrom<unknown>("vagrant", "docker-tag", 1, null),
);

const templates = fc.record(
  {
    builders: fc.oneof(
      { weight: 9, arbitrary: fc.array(filled, { minLength: 1, maxLength: 12 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    provisioners: fc.array(provisioner, { maxLength: 6 }),
    "post-processors": fc.oneof(
      fc.array(fc.oneof(postProcessor, fc.array(postProcessor, { maxLength: 3 })), { maxLength: 6 }),
      fc.constant(null),
    ),
    description: values,
    _comment: values,
    min_packer_version: fc.constant("9.9.9"),
  },
  { requiredKeys: [] },
);

describe.skipIf(!hasPacker)("as packer fix, which is Debian's package packer (skipped where that is missing)", () => {
  test("on templates made of old options", async () => {
    await fc.assert(
      fc.asyncProperty(templates, async (json) => {
        const text = JSON.stringify(json);
        const flags = ["-validate=false"];
        expect(await fix(program, text, flags)).toBe(await fix("packer", text, flags));
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 300_000);

  test.each([
    ["nothing", "{}"],
    [
      "numbers",
      '{"builders":[],"a":[-0,1e21,1e20,1e-6,1e-7,123456789012345678,0.1,1E5,5e-324,1.7976931348623157e308]}',
    ],
    ["too large a number", '{"a":1e400}'],
    ["strings", '{"s":"\\b\\f\\u007f\\ud800x\\/<>&\\u2028\\u0001é","é":1,"\\u2028":3,"😀":1,"\\uffff":2,"B":1,"a":2}'],
    [
      "names of objects of JavaScript",
      '{"__proto__":{"a":1},"builders":[{"type":"null","__proto__":1,"constructor":2}]}',
    ],
    ["the same name twice", '{"description":"a","description":"b"}'],
    ["a list", "[]"],
    ["no JSON", '{"builders": tru}'],
    ["builders that are no list", '{"builders":{"type":"null"}}'],
    ["builders that are no objects", '{"builders":[1,"a"]}'],
    ["one provisioner without a list", '{"provisioners":{"type":"ansible-local","galaxycommand":"x"}}'],
    ["an empty object for provisioners", '{"provisioners":{}}'],
    ["a text for provisioners", '{"provisioners":"a"}'],
    ["post-processors that are no list", '{"post-processors":"a"}'],
    ["an address that is no boolean", '{"builders":[{"type":"amazon-ebs","ssh_private_ip":"perhaps"}]}'],
  ])("%s", async (_, text) => {
    const flags = ["-validate=false"];
    expect(await fix(program, text, flags)).toBe(await fix("packer", text, flags));
  });

  test.each([
    ["a template that is right", '{"builders":[{"type":"null","ssh_wait_timeout":"1m"}]}'],
    [
      "a variable without a value, a plugin that is missing, a newer level",
      '{"min_packer_version":"9.9.9","variables":{"a":null},"builders":[{"type":"nope"}]}',
    ],
    ["no builders", "{}"],
    [
      "a name that a fixer has changed",
      '{"builders":[{"type":"virtualbox"}],"provisioners":[{"type":"shell","only":["virtualbox"]}]}',
    ],
    ["an unknown section", '{"foo":1,"builders":[{"type":"null"}]}'],
    ["two builders of one name", '{"builders":[{"type":"null"},{"type":"null"}]}'],
  ])("checked afterwards: %s", async (_, text) => {
    expect(await fix(program, text, [])).toBe(await fix("packer", text, []));
  });
});
