// The way into a root folder on this machine. Everything happens behind chroot(2), file transfers too, so that no symbolic link of the
// image can lead them to a file of this machine.

import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import type { Communicator, Sink, Source, Transfer } from "../communicator/communicator.ts";
import { hideCommand } from "../process/hide-command.ts";
import { quoteShell } from "../process/quote-shell.ts";
import { runProcess } from "../process/run-process.ts";
import { execOnHost, type Wrapper } from "./host-commands.ts";
import { errorText, joinPrograms, requireSuccess } from "./join-programs.ts";

export interface ChrootOptions {
  /** The root folder on this machine, absolute. */
  readonly root: string;
  readonly wrapper: Wrapper;
}

/**
 * A communicator for a root folder. The commands need `/bin/sh` in it; files need `cat`, folders `tar` (busybox has all of them).
 * A command reaches the inner shell letter by letter: unlike in Packer, the outer shell expands nothing in it.
 */
export function chrootCommunicator(options: ChrootOptions): Communicator {
  const { root, wrapper } = options;
  const line = (command: string) => `chroot ${quoteShell(root)} /bin/sh -c ${quoteShell(command)}`;
  return {
    type: "chroot",
    commandForPerson: async () => wrapper(`chroot ${quoteShell(root)} /bin/sh`),
    exec: (command, streams) => {
      // A wrapper may well keep the environment from the command, as sudo does.
      if (wrapper("x") !== "x") return execOnHost(wrapper, line(command), streams);
      const hidden = hideCommand(command);
      return execOnHost(wrapper, line(hidden.line), { ...streams, env: hidden.env });
    },
    upload: async (to, content, meta, transfer) => {
      const path = quoteShell(absolute(to));
      const mode = meta.mode === undefined ? undefined : (meta.mode & 0o7777).toString(8);
      const write = `cat > ${path}`;
      const command = mode === undefined ? write : `umask 077 && ${write} && chmod ${mode} ${path}`;
      const stdin = counted(content, meta.sizeBytes, transfer);
      const heard = errorText();
      const exit = await execOnHost(wrapper, line(command), { stdin, stderr: heard.sink, signal: transfer.signal });
      requireSuccess(exit, heard.text(), `The upload to ${to} in the chroot failed`);
    },
    uploadDirectory: async (to, from, transfer) => {
      const target = from.endsWith("/") ? absolute(to) : joined(to, basename(from));
      // As cp does: a folder that is there keeps its mode, and a link to one (/lib on most systems) stays. Only GNU tar needs to be told.
      const keep = "$(tar --version 2>/dev/null | grep -q GNU && echo --keep-directory-symlink --no-overwrite-dir)";
      const unpack = `mkdir -p ${quoteShell(target)} && cd ${quoteShell(target)} && tar -x -o ${keep} -f -`;
      // By names, because "." would bring the folder's own mode along.
      const names = (await readdir(from)).map((name) => `./${name}\0`).join("");
      const pack = ["-C", from, ...excludes(transfer), "--null", "--no-unquote", "--files-from=-", "-c", "-f", "-"];
      await joinPrograms(
        (stdout, stderr, signal) => runProcess("tar", pack, { stdin: names, stdout, stderr, signal }),
        (stdin, stderr, signal) => execOnHost(wrapper, line(unpack), { stdin, stderr, signal }),
        transfer,
        `The upload of the folder ${from} to ${target} in the chroot failed`,
      );
    },
    download: async (from, to, transfer) => {
      let done = 0;
      const stdout: Sink = async (chunk) => {
        await to(chunk);
        done += chunk.length;
        transfer.progress?.(done, undefined);
      };
      const heard = errorText();
      const command = line(`cat ${quoteShell(absolute(from))}`);
      const exit = await execOnHost(wrapper, command, { stdout, stderr: heard.sink, signal: transfer.signal });
      requireSuccess(exit, heard.text(), `The download of ${from} from the chroot failed`);
    },
    downloadDirectory: async (from, to, transfer) => {
      const target = from.endsWith("/") ? to : `${to}/${basename(from)}`;
      const exclude = excludes(transfer).map(quoteShell).join(" ");
      const pack = `cd ${quoteShell(absolute(from))} && tar -c ${exclude} -f - .`;
      const unpack = 'mkdir -p -- "$1" && exec tar -C "$1" -x --no-same-owner --no-overwrite-dir -f -';
      await joinPrograms(
        (stdout, stderr, signal) => execOnHost(wrapper, line(pack), { stdout, stderr, signal }),
        (stdin, stderr, signal) => runProcess("/bin/sh", ["-c", unpack, "sh", target], { stdin, stderr, signal }),
        transfer,
        `The download of the folder ${from} from the chroot failed`,
      );
    },
  };
}

function absolute(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}

function joined(folder: string, name: string): string {
  return `${absolute(folder).replace(/\/+$/, "")}/${name}`;
}

function excludes(transfer: { readonly exclude?: readonly string[] }): string[] {
  return (transfer.exclude ?? []).map((pattern) => `--exclude=${pattern}`);
}

async function* counted(content: Source, total: number | undefined, transfer: Transfer): Source {
  let done = 0;
  for await (const chunk of content) {
    yield chunk;
    done += chunk.length;
    transfer.progress?.(done, total);
  }
}
