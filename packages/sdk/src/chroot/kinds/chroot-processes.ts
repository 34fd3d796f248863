import { setTimeout as sleep } from "node:timers/promises";
import { resourceKind } from "../../component/plugin.ts";
import { checkOnHost, restoreWrapper, type Wrapper } from "../host-commands.ts";

/** Whatever runs inside a root: daemons that a package started, commands that were left in the background. They hold the mounts. */
export type ChrootProcessesSpec = {
  /** The root folder, absolute and without symbolic links. */
  readonly root: string;
  readonly wrap: string;
};

/** How long they may take to end by themselves after SIGTERM, in milliseconds. */
const graceMs = 3000;
const pollMs = 50;

/** Ends every process whose root folder is this one or lies in it: SIGTERM, then SIGKILL. */
export const chrootProcesses = resourceKind<ChrootProcessesSpec>({
  kind: "sdk.chroot-processes",
  reach: "boot",
  named: (spec) => spec.root,
  describe: (spec) => `processes inside ${spec.root}`,
  destroy: async (spec, _id, { signal }) => {
    const wrapper = restoreWrapper(spec.wrap);
    const startedAt = Date.now();
    for (let isFirst = true; ; isFirst = false) {
      const pids = await processesInRoot(wrapper, spec.root, signal);
      if (pids.length === 0) return;
      const isPatient = Date.now() - startedAt < graceMs;
      if (isFirst || !isPatient) await send(wrapper, isPatient ? "TERM" : "KILL", pids, signal);
      await sleep(pollMs, undefined, { signal });
    }
  },
});

/** Process ids of what runs with a root folder at or below `root`. */
export async function processesInRoot(wrapper: Wrapper, root: string, signal: AbortSignal): Promise<readonly string[]> {
  // Processes come and go while find reads, and some may be closed to us: both only make it complain.
  const list = "find /proc -mindepth 2 -maxdepth 2 -path '/proc/[0-9]*/root' -printf '%h %l\\0' 2>/dev/null || true";
  const found: string[] = [];
  for (const line of (await checkOnHost(wrapper, list, signal)).split("\0")) {
    const [, pid, at] = /^\/proc\/(\d+) (.*)$/s.exec(line) ?? [];
    if (pid !== undefined && (at === root || at?.startsWith(`${root}/`))) found.push(pid);
  }
  return found;
}

async function send(wrapper: Wrapper, name: string, pids: readonly string[], signal: AbortSignal): Promise<void> {
  await checkOnHost(wrapper, `kill -s ${name} ${pids.join(" ")} 2>/dev/null || true`, signal);
}
