// The builder "local-chroot" on the real thing: loop devices, partitions, mounts, a chroot with busybox in it.

import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  attachLoop,
  type CommandResult,
  compareInventories,
  currentEnvironment,
  detachLoop,
  type Inventory,
  runCommand,
  takeInventory,
} from "./environment/index.ts";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));
const { archives } = currentEnvironment();

let folder = "";
let mark = "";
let before: Inventory;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "local-chroot-"));
  mkdirSync(join(folder, "work"));
  mark = `STORY=${randomUUID()}`;
  before = await inventory();
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What the builds of a test could leave behind: processes, devices, mounts, temporary files, records. */
function inventory(): Promise<Inventory> {
  const folders = ["temp", "state"].map((name) => join(folder, name));
  return takeInventory({ processMark: mark, folders, below: [folder, "/mnt/ingot-local-chroot"] });
}

async function leftovers(): Promise<string[]> {
  const differences = compareInventories(before, await inventory());
  // The folders themselves may have been made; what counts is what is in them.
  return differences.filter((line) => !/^\+ files: .*\/(temp|state|state\/runs)$/.test(line));
}

function build(template: string, options: { flags?: readonly string[]; env?: Record<string, string> } = {}) {
  const path = join(folder, "test.pkr.hcl");
  writeFileSync(path, template);
  mkdirSync(join(folder, "temp"), { recursive: true });
  const [name = "", value = ""] = mark.split("=");
  const env = {
    [name]: value,
    INGOT_STATE_DIR: join(folder, "state"),
    PACKER_TMP_DIR: join(folder, "temp"),
    PACKER_CACHE_DIR: join(folder, "cache"),
    ...options.env,
  };
  const args = ["build", ...(options.flags ?? []), path];
  return runCommand(ingot, args, { cwd: join(folder, "work"), env, mayFail: true });
}

function succeeded(result: CommandResult): string {
  if (result.code !== 0) throw new Error(`ingot ended with ${result.code}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

interface Parts {
  /** Settings of the source beside those of a small disk from scratch, which they may replace. */
  readonly source?: Readonly<Record<string, string>>;
  /** Blocks of the build. */
  readonly build?: string;
}

/** A template whose disk is made from the busybox archive. */
function fromScratch(parts: Parts = {}): string {
  const settings = {
    from_scratch: "true",
    disk_size: '"64M"',
    pre_mount_commands: `["echo start=1MiB | sfdisk --quiet --label gpt {{.Device}}", "mkfs.ext4 -q {{.Device}}p1"]`,
    post_mount_commands: `["tar -C {{.MountPath}} -xf ${archives.busybox}"]`,
    ...parts.source,
  };
  return template(settings, parts.build ?? "");
}

function template(settings: Readonly<Record<string, string>>, blocks: string): string {
  const lines = Object.entries(settings).map(([name, value]) => `  ${name} = ${value}`);
  return `source "local-chroot" "small" {\n${lines.join("\n")}\n}\n\nbuild {\n  sources = ["source.local-chroot.small"]\n${blocks}\n}\n`;
}

/** Gives a look into the first partition of a raw image. */
async function inside<T>(image: string, look: (root: string) => T): Promise<T> {
  const device = await attachLoop(image);
  const root = join(folder, "mounted");
  mkdirSync(root);
  try {
    await runCommand("partx", ["--add", device], { mayFail: true });
    await runCommand("mount", ["-o", "ro", `${device}p1`, root]);
    return look(root);
  } finally {
    await runCommand("umount", [root], { mayFail: true });
    await runCommand("partx", ["--delete", device], { mayFail: true });
    await detachLoop(device);
    rmSync(root, { recursive: true });
  }
}

test("a disk from scratch is provisioned, and everything but the image is gone afterwards", async () => {
  mkdirSync(join(folder, "tree/deep"), { recursive: true });
  writeFileSync(join(folder, "tree/deep/file"), "from a folder\n", { mode: 0o640 });
  symlinkSync("deep/file", join(folder, "tree/link"));
  const result = await build(
    fromScratch({
      source: { copy_files: '["/etc/hostname"]' },
      build: `
  provisioner "shell" {
    environment_vars = ["DEVICE=\${build.Device}"]
    inline = [
      "test -b $DEVICE",
      "test -e /etc/hostname",
      "echo 'it is \\"quoted\\" $'$((6 * 7)) > /made",
      "ln -s /absolute /way-out",
      "mkdir /absolute",
    ]
  }
  provisioner "file" {
    source      = "${folder}/tree/"
    destination = "/way-out"
  }
  provisioner "file" {
    content     = "a file\\n"
    destination = "/way-out/content"
  }
  provisioner "file" {
    direction   = "download"
    source      = "/made"
    destination = "downloaded"
  }
  post-processor "manifest" {}
  post-processor "checksum" {
    checksum_types = ["sha256"]
    output         = "output-small/small.sha256"
  }`,
    }),
  );
  const output = succeeded(result);
  expect(output).toContain("==> local-chroot.small: Executing command: mkfs.ext4 -q /dev/loop");
  expect(output).toContain("Disk image (raw): output-small/small.raw");
  const work = join(folder, "work");
  expect(readFileSync(join(work, "downloaded"), "utf8")).toBe('it is "quoted" $42\n');
  expect(readdirSync(join(work, "output-small"))).toEqual(["small.raw", "small.sha256"]);
  await runCommand("sha256sum", ["-c", "small.sha256"], { cwd: join(work, "output-small") });
  const manifest = JSON.parse(readFileSync(join(work, "packer-manifest.json"), "utf8"));
  expect(manifest.builds[0]).toMatchObject({
    builder_type: "local-chroot",
    files: [{ name: "output-small/small.raw" }],
  });
  const seen = await inside(join(work, "output-small/small.raw"), (root) => ({
    made: readFileSync(join(root, "made"), "utf8"),
    deep: readFileSync(join(root, "absolute/deep/file"), "utf8"),
    link: readFileSync(join(root, "absolute/link"), "utf8"),
    content: readFileSync(join(root, "absolute/content"), "utf8"),
    hostname: existsSync(join(root, "etc/hostname")),
  }));
  expect(seen).toEqual({
    made: 'it is "quoted" $42\n',
    deep: "from a folder\n",
    link: "from a folder\n",
    content: "a file\n",
    hostname: false,
  });
  expect(await leftovers()).toEqual([]);
});

test("a qcow2 source is verified, grown and converted", async () => {
  succeeded(await build(fromScratch({ source: { format: '"qcow2"', output_directory: '"base"' } })));
  const image = join(folder, "work/base/small.qcow2");
  const [sum = ""] = (await runCommand("sha256sum", [image])).stdout.split(" ");
  const source = (checksum: string, more: Readonly<Record<string, string>> = {}) =>
    template(
      { source: '"base/small.qcow2"', source_checksum: `"${checksum}"`, output_directory: '"grown"', ...more },
      `provisioner "shell" {\n    inline = ["echo from $SOURCE > /origin"]\n    environment_vars = ["SOURCE=\${build.SourceImageName}"]\n  }`,
    );
  const wrong = await build(source(`sha256:${"0".repeat(64)}`));
  expect(wrong.code).toBe(1);
  expect(wrong.stdout + wrong.stderr).toContain(`the sha256 checksum is ${sum}, and ${"0".repeat(64)} was expected`);
  const smaller = await build(source(`sha256:${sum}`, { disk_size: '"8M"' }));
  expect(smaller.stdout + smaller.stderr).toContain("A disk made from a source can only grow");
  expect(existsSync(join(folder, "work/grown"))).toBe(false);
  succeeded(await build(source(`sha256:${sum}`, { disk_size: '"96M"', format: '"vmdk"', image_name: '"large"' })));
  const grown = join(folder, "work/grown/large.vmdk");
  const info = JSON.parse((await runCommand("qemu-img", ["info", "--output=json", grown])).stdout);
  expect(info).toMatchObject({ format: "vmdk", "virtual-size": 96 * 2 ** 20 });
  await runCommand("qemu-img", ["convert", "-O", "raw", grown, join(folder, "large.raw")]);
  expect(await inside(join(folder, "large.raw"), (root) => readFileSync(join(root, "origin"), "utf8"))).toBe(
    "from base/small.qcow2\n",
  );
  expect(await leftovers()).toEqual([]);
});

test("what provisioners leave running in the chroot is ended, and it alone", async () => {
  const bystander = runCommand("sleep", ["1000"], { mayFail: true, timeoutMs: 60_000 });
  const result = await build(
    fromScratch({
      build: `provisioner "shell" {\n    inline = ["(trap '' TERM; exec sleep 1000 < /dev/zero) > /dev/null 2>&1 &", "sleep 0.2"]\n  }`,
    }),
  );
  succeeded(result);
  expect(await leftovers()).toEqual([]);
  const { stdout } = await runCommand("pgrep", ["-fx", "sleep 1000"]);
  await runCommand("kill", stdout.trim().split("\n"));
  expect((await bystander).code).not.toBe(0);
});

test("two builds at once have a device each", async () => {
  const both = fromScratch().replace(
    'sources = ["source.local-chroot.small"]',
    'sources = ["source.local-chroot.small"]\n  source "source.local-chroot.small" {\n    name = "other"\n  }',
  );
  succeeded(await build(both));
  expect(readdirSync(join(folder, "work"))).toEqual(["output-other", "output-small"]);
  expect(await leftovers()).toEqual([]);
});

test("without a way to tell the kernel of partitions, each gets a loop device", async () => {
  const shims = join(folder, "shims");
  mkdirSync(shims);
  writeFileSync(join(shims, "partx"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  const look = "ls -l {{.Device}}p1 >&2; mkfs.ext4 -q {{.Device}}p1";
  const result = await build(
    fromScratch({
      source: {
        // Neither does the kernel look by itself.
        command_wrapper: `"PATH=${shims}:$PATH; {{.Command}}"`,
        pre_mount_commands: `["echo start=1MiB | sfdisk --quiet --label dos {{.Device}}", "${look}"]`,
      },
    }),
  );
  succeeded(result);
  expect(await leftovers()).toEqual([]);
});

test("a file system without a partition table is mounted whole", async () => {
  const source = { mount_partition: '""', pre_mount_commands: '["mkfs.xfs -q {{.Device}}"]', disk_size: '"400M"' };
  succeeded(await build(fromScratch({ source })));
  expect(await leftovers()).toEqual([]);
});

test("what the user's own command mounts is unmounted when it still is", async () => {
  const root = join(folder, "own-root");
  mkdirSync(root);
  const source = {
    mount_path: `"${root}"`,
    manual_mount_command: '"mount -o noatime {{.Device}}p1"',
    chroot_mounts: '[["proc", "proc", "/proc"]]',
  };
  const provisioner = `provisioner "shell" {\n    inline = ["grep ' / .*noatime' /proc/mounts"]\n  }`;
  succeeded(await build(fromScratch({ source, build: provisioner })));
  expect(readdirSync(root)).toEqual([]);
  expect(await leftovers()).toEqual([]);
});

test("an image that a post-processor does not keep is gone with its folder", async () => {
  const chain = 'post-processor "compress" {\n    output = "small.tar.gz"\n  }';
  succeeded(await build(fromScratch({ build: chain })));
  expect(readdirSync(join(folder, "work"))).toEqual(["small.tar.gz"]);
  expect((await runCommand("tar", ["-tzf", join(folder, "work/small.tar.gz")])).stdout).toContain("small.raw");
});

test("-force replaces an image that is there", async () => {
  const once = fromScratch();
  succeeded(await build(once));
  const refused = await build(once);
  expect(refused.code).toBe(1);
  expect(refused.stdout + refused.stderr).toContain("Output directory exists: output-small");
  succeeded(await build(once, { flags: ["-force"] }));
  expect(readdirSync(join(folder, "work/output-small"))).toEqual(["small.raw"]);
});

/** A way for a step to fail: settings that cannot work, or a program that fails when its arguments hold a text. */
interface Fault extends Parts {
  readonly step: string;
  readonly program?: string;
  readonly when?: string;
  /** The program works again after it has failed once. */
  readonly isPassing?: boolean;
}

/** One for each step, in their order. */
const faults: readonly Fault[] = [
  { step: "StepCheckHost", program: "losetup" },
  { step: "StepDownload", source: { from_scratch: "false", source: '"none.raw"', source_checksum: '"none"' } },
  { step: "StepOutputDir", source: { output_directory: '"/proc/none"' } },
  { step: "StepCreateDisk", source: { disk_size: '"8000T"' } },
  { step: "StepAttachDisk", program: "losetup", when: "--find" },
  { step: "StepPreMountCommands", source: { pre_mount_commands: '["mkfs.ext4 -q {{.Device}}", "false"]' } },
  { step: "StepMountDevice", source: { mount_partition: '"7"' } },
  { step: "StepMountDevice", source: { mount_options: '["no-such-option"]' } },
  { step: "StepPostMountCommands", source: { post_mount_commands: '["touch {{.MountPath}}/x; exit 3"]' } },
  {
    step: "StepMountExtra",
    source: { chroot_mounts: '[["proc", "proc", "/proc"], ["no-such-type", "x", "/x"]]' },
  },
  { step: "StepCopyFiles", source: { copy_files: '["/etc/hostname", "/no/such/file"]' } },
  {
    step: "StepProvision",
    build: 'provisioner "shell" {\n    inline = ["sleep 1000 > /dev/null 2>&1 &", "exit 4"]\n  }',
  },
  { step: "StepPreUnmountCommands", source: { pre_unmount_commands: '["false"]' } },
  { step: "StepEarlyCleanup", program: "umount", when: "/sys", isPassing: true },
  { step: "StepFinishImage", source: { format: '"qcow2"', pre_unmount_commands: '["rm output-small/.ingot-*"]' } },
];

test.each(faults)("when $step fails, nothing is left", async (fault) => {
  const wrapper = fault.program === undefined ? {} : { command_wrapper: await faultyWrapper(fault.program, fault) };
  const parts = { ...fault, source: { ...wrapper, ...fault.source } };
  const result = await build(fromScratch(parts), { env: { PACKER_LOG: "1" } });
  expect(result.code).toBe(1);
  expect(result.stdout + result.stderr).toContain(fault.step);
  expect(await leftovers()).toEqual([]);
  expect(readdirSync(join(folder, "work"))).toEqual([]);
});

/** A command wrapper under which one program fails when it is called in a certain way, or, without one, nothing is found. */
async function faultyWrapper(program: string, fault: Fault): Promise<string> {
  const shims = join(folder, "shims");
  mkdirSync(shims);
  if (fault.when === undefined) return `"PATH=${shims}; {{.Command}}"`;
  const real = (await runCommand("sh", ["-c", `command -v ${program}`])).stdout.trim();
  const unlessPassed = fault.isPassing ? `[ -e ${shims}/failed ] || { touch ${shims}/failed; exit 1; }` : "exit 1";
  const script = `#!/bin/sh\ncase "$*" in *${fault.when}*) ${unlessPassed};; esac\nexec ${real} "$@"\n`;
  writeFileSync(join(shims, program), script, { mode: 0o755 });
  return `"PATH=${shims}:$PATH; {{.Command}}"`;
}
