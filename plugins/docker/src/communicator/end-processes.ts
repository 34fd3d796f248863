import { setTimeout as sleep } from "node:timers/promises";
import { abortAfter } from "@ingot/sdk";
import { askAsRoot, type Container } from "./container.ts";

/** How long processes may take to end by themselves after SIGTERM before they are killed, in milliseconds. */
const graceMs = 3000;

/** How long the ending itself may take: an engine that does not answer must not hold the build, in milliseconds. */
const limitMs = 15_000;

/**
 * Ends a process in a container and all its descendants. The client cannot: when it is killed, what it started goes on. Only what every image
 * with a shell has is used, /proc and built-in commands.
 *
 * @param pid as the container's processes see it
 */
export async function endProcesses(container: Container, pid: number): Promise<void> {
  const signal = abortAfter(limitMs);
  const family = pids(await askAsRoot(container, `${collect} collect ${pid}; kill -TERM $found; echo $found`, signal));
  const deadline = Date.now() + graceMs;
  for (;;) {
    const alive = pids(await askAsRoot(container, `for pid in ${family.join(" ")}; do ${printAlive}; done`, signal));
    if (alive.length === 0) return;
    if (Date.now() < deadline) await sleep(200);
    else await askAsRoot(container, `kill -KILL ${alive.join(" ")} 2>/dev/null; true`, signal);
  }
}

// The name in /proc/PID/stat stands in parentheses and may hold anything, so fields are counted from the last closing one.
const collect = `
found=
collect() {
  found="$1 $found"
  for entry in /proc/[0-9]*; do
    { read -r line < "$entry/stat"; } 2>/dev/null || continue
    rest=\${line##*) }
    parent=\${rest#* }
    [ "\${parent%% *}" = "$1" ] && collect "\${entry#/proc/}"
  done
}
`;

// A process that nobody has waited for yet (Z) has ended.
const printAlive = `{ read -r line < /proc/$pid/stat; } 2>/dev/null && case "\${line##*) }" in Z*) ;; *) echo $pid ;; esac`;

function pids(text: string): number[] {
  return text
    .split(/\s+/)
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 0);
}
