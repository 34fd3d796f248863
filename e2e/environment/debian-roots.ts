// Debian root folders that the tests build on, made from the machine's own package archive.

import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.ts";
import { runCommand } from "./run-command.ts";

const release = "bookworm";

/** Goes up when what is made here changes. */
const edition = 1;

/** A tar archive of a minimal Debian root (debootstrap's minbase). */
export function debianArchive(): Promise<string> {
  return cached(`debian-${release}-${edition}.tar`, async (path) => {
    const root = await debianFolder();
    await runCommand("tar", ["-C", root, "--numeric-owner", "-cf", path, "."]);
  });
}

/**
 * A folder with a Debian root that has an OpenSSH and a Dropbear server, sudo and procps. Never written to: what runs in it
 * does so on an overlay (start-sshd.ts).
 */
export function debianMachineFolder(): Promise<string> {
  return cached(`debian-${release}-machine-${edition}`, async (path) => {
    await runCommand("cp", ["-a", await debianFolder(), path]);
    cpSync("/etc/resolv.conf", join(path, "etc/resolv.conf"), { dereference: true });
    // Without it, package scripts would try to start the servers.
    const policy = join(path, "usr/sbin/policy-rc.d");
    writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
    const install =
      "apt-get -qq update && apt-get -qq install -y --no-install-recommends openssh-server dropbear-bin sudo procps";
    await runCommand("chroot", [path, "sh", "-c", install], {
      env: { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C", PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
    });
    rmSync(policy);
  });
}

function debianFolder(): Promise<string> {
  return cached(`debian-${release}-${edition}`, async (path) => {
    const args = ["--variant=minbase", release, path, await archiveAddress()];
    await runCommand("debootstrap", args);
    await runCommand("chroot", [path, "apt-get", "clean"]);
  });
}

/** The archive that this machine installs from, as its apt is set up. */
async function archiveAddress(): Promise<string> {
  const format = ["--format", "$(CODENAME) $(COMPONENT) $(REPO_URI)", "Created-By: Packages"];
  const { stdout } = await runCommand("apt-get", ["indextargets", ...format], { mayFail: true });
  const line = stdout.split("\n").find((candidate) => candidate.startsWith(`${release} main `));
  return line?.split(" ")[2] ?? "http://deb.debian.org/debian";
}
