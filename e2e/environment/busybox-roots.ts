// Root folders of a few MB around Debian's static busybox: enough to run a shell in, small enough to make fifty times.

import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cached } from "./cache.ts";
import { runCommand } from "./run-command.ts";

/** Goes up when what is made here changes. */
const edition = 1;

/** A tar archive of a root with busybox, its commands, and users root and nobody. */
export function busyboxArchive(): Promise<string> {
  return cached(`busybox-${edition}.tar`, (path) => archive(path, {}));
}

/** The same with a page for a web server in /www. */
export function webAppArchive(): Promise<string> {
  return cached(`web-app-${edition}.tar`, (path) => archive(path, { "www/index.html": "The app answers.\n" }));
}

async function archive(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "busybox-root-"));
  try {
    chmodSync(root, 0o755);
    for (const folder of ["bin", "dev", "etc", "proc", "root", "run", "sys", "var"]) mkdirSync(join(root, folder));
    for (const folder of ["tmp", "var/tmp"]) {
      mkdirSync(join(root, folder));
      chmodSync(join(root, folder), 0o1777);
    }
    copyFileSync("/bin/busybox", join(root, "bin/busybox"));
    const { stdout } = await runCommand("/bin/busybox", ["--list-full"]);
    const commands = stdout.split("\n").filter((command) => command !== "" && command !== "bin/busybox");
    for (const command of commands) {
      mkdirSync(dirname(join(root, command)), { recursive: true });
      symlinkSync("/bin/busybox", join(root, command));
    }
    const texts = {
      "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
      "etc/group": "root:x:0:\nnogroup:x:65534:\n",
      "etc/resolv.conf": "",
      ...files,
    };
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    await runCommand("tar", ["-C", root, "--owner=0", "--group=0", "--numeric-owner", "-cf", path, "."]);
  } finally {
    rmSync(root, { recursive: true });
  }
}
