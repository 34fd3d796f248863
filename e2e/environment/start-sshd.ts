import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { currentEnvironment } from "./environment.ts";
import { freePort } from "./free-port.ts";
import { listProcesses } from "./processes.ts";
import { startDaemon } from "./start-daemon.ts";

export interface SshdOptions {
  /** The user who may log in, made in the server's root; `root` is possible. May use sudo without a password. */
  readonly user: string;
  /** Without one, only keys are taken. */
  readonly password?: string;
  /** Lines of authorized_keys. */
  readonly authorizedKeys?: readonly string[];
  /** Default: a free one. */
  readonly port?: number;
  /** Whether the server offers SFTP. Default: true. */
  readonly sftp?: boolean;
  /** Default: openssh. */
  readonly server?: "openssh" | "dropbear";
  /** Further lines of sshd_config (OpenSSH only). */
  readonly config?: readonly string[];
}

export interface Sshd {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly user: string;
  /** The root folder that the server sees, to look at from outside as long as it runs. */
  readonly root: string;
  /** What the server has logged. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a real SSH server on the loopback as a machine of its own: a Debian root on an overlay, in mount and pid namespaces
 * of its own, so that neither users nor mounts nor processes of this machine are touched, and all of it ends with it.
 * A stop and a start on the same port give a fresh machine.
 */
export async function startSshd(options: SshdOptions): Promise<Sshd> {
  const { runFolder, machineFolder } = currentEnvironment();
  const folder = mkdtempSync(join(runFolder, "sshd-"));
  for (const name of ["upper", "work", "root"]) mkdirSync(join(folder, name));
  const port = options.port ?? (await freePort());
  const script = join(folder, "start.sh");
  writeFileSync(script, startScript(folder, machineFolder, port, options), { mode: 0o700 });
  const marker = join(folder, "started");

  const daemon = await startDaemon({
    name: "sshd",
    folder,
    command: "unshare",
    args: ["--mount", "--uts", "--pid", "--fork", "--kill-child", "--propagation=private", "sh", script],
    graceMs: 0, // unshare ignores SIGTERM; when it is killed, so is all of the namespace
    isReady: (log) => existsSync(marker) && isListening(port, log),
  });
  // The first process of the namespace has the overlay as its root.
  const inside = listProcesses().find((info) => info.parent === daemon.identity.pid);
  if (inside === undefined) throw new Error(`the server has ended at once\n${daemon.log()}`);
  return {
    host: "127.0.0.1",
    port,
    user: options.user,
    root: `/proc/${inside.pid}/root`,
    log: daemon.log,
    stop: daemon.stop,
  };
}

function isListening(port: number, log: string): boolean {
  if (log.includes("Address already in use")) throw new Error(log);
  const wanted = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .some((line) => line.includes(` ${wanted} 00000000:0000 0A `));
}

/** What the first process of the new namespaces does before it becomes the server. */
function startScript(folder: string, machineFolder: string, port: number, options: SshdOptions): string {
  const { user, password, authorizedKeys = [], sftp = true } = options;
  if (!/^[a-z][a-z0-9-]*$/.test(user)) throw new Error(`${user} is no user name`);
  const inRoot = (command: string) => `chroot "$root" ${command}`;
  return `set -eu
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
root=${folder}/root
mount -t overlay overlay -o lowerdir=${machineFolder},upperdir=${folder}/upper,workdir=${folder}/work "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for node in null zero full random urandom tty; do
  touch "$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
mkdir "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs tmpfs "$root/run"
hostname e2e-machine
echo '127.0.0.1 localhost e2e-machine' >"$root/etc/hosts"
mkdir "$root/run/sshd"
mkdir -p "$root/etc/dropbear"
[ ${user} = root ] || ${inRoot(`useradd --create-home --shell /bin/bash --password '*' ${user}`)}
echo '${user} ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/e2e"
chmod 440 "$root/etc/sudoers.d/e2e"
${password === undefined ? "" : `${inRoot("chpasswd")} <<'PASSWORD'\n${user}:${password}\nPASSWORD\n`}
home=$root$(${inRoot(`sh -c 'echo ~${user}'`)})
mkdir -p -m 700 "$home/.ssh"
cat >"$home/.ssh/authorized_keys" <<'KEYS'
${authorizedKeys.map((key) => key.trim()).join("\n")}
KEYS
${inRoot(`sh -c 'chown -R ${user}: ~${user}/.ssh'`)}
cat >"$root/etc/ssh/sshd_config" <<'CONFIG'
${sshdConfig(port, options).join("\n")}
CONFIG
${sftp ? "" : 'rm -f "$root/usr/lib/sftp-server" "$root/usr/lib/openssh/sftp-server"'}
touch ${folder}/started
${serverCommand(port, options)}
`;
}

function sshdConfig(port: number, options: SshdOptions): string[] {
  return [
    // The first line of a kind wins, so a test's own lines come first.
    ...(options.config ?? []),
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    "LogLevel VERBOSE",
    "UsePAM no",
    "UseDNS no",
    "PermitRootLogin yes",
    `PasswordAuthentication ${options.password === undefined ? "no" : "yes"}`,
    "MaxStartups 100:30:200",
    ...((options.sftp ?? true) ? ["Subsystem sftp /usr/lib/openssh/sftp-server"] : []),
  ];
}

function serverCommand(port: number, options: SshdOptions): string {
  if (options.server !== "dropbear") return 'exec chroot "$root" /usr/sbin/sshd -D -e';
  const keysOnly = options.password === undefined ? "-s" : "";
  return `exec chroot "$root" /usr/sbin/dropbear -F -E -R ${keysOnly} -p 127.0.0.1:${port}`;
}
