// The network bridge of a Docker engine. An engine takes its bridge along only if it made it, and would share docker0 with
// every other engine of the machine; so each gets one of its own, and it is removed with the firewall rules about it.

import { networkInterfaces } from "node:os";
import { runCommand } from "./run-command.ts";

/** Makes a bridge on a free private network and gives its name. */
export async function addBridge(): Promise<string> {
  const name = `ingot${process.pid.toString(36)}${Math.floor(Math.random() * 36 ** 3).toString(36)}`;
  const taken = Object.values(networkInterfaces())
    .flat()
    .map((address) => address?.address.split(".").slice(0, 2).join("."));
  const second = [31, 30, 29, 28, 27, 26, 25, 24].find((number) => !taken.includes(`172.${number}`)) ?? 23;
  const third = process.pid % 256;
  await runCommand("ip", ["link", "add", "name", name, "type", "bridge"]);
  await runCommand("ip", ["address", "add", `172.${second}.${third}.1/24`, "dev", name]);
  await runCommand("ip", ["link", "set", name, "up"]);
  return name;
}

/** Removes a bridge and the rules that name it or its network; one that is gone already is no error. */
export async function removeBridge(name: string): Promise<void> {
  const shown = await runCommand("ip", ["-4", "-oneline", "address", "show", "dev", name], { mayFail: true });
  const network = /inet (\d+\.\d+\.\d+)\./.exec(shown.stdout)?.[1];
  for (const table of ["filter", "nat"]) {
    const { stdout } = await runCommand("iptables-save", ["-t", table], { mayFail: true });
    const rules = stdout.split("\n").filter((line) => {
      const words = line.split(" ");
      return words[0] === "-A" && (words.includes(name) || (network && words.includes(`${network}.0/24`)));
    });
    for (const rule of rules) {
      const words = rule.split(" ").slice(1);
      await runCommand("iptables", ["--wait", "-t", table, "-D", ...words], { mayFail: true });
    }
  }
  await runCommand("ip", ["link", "delete", name], { mayFail: true });
}
