import { homedir } from "node:os";
import { join } from "node:path";
import type { DockerConfig } from "./config.ts";

const defaultRunCommand = ["-d", "-i", "-t", "--entrypoint=/bin/sh", "--"];

type RunConfig = Pick<
  DockerConfig,
  | "cap_add"
  | "cap_drop"
  | "container_dir"
  | "device"
  | "platform"
  | "privileged"
  | "run_command"
  | "runtime"
  | "tmpfs"
  | "volumes"
>;

/** What stands after `docker` to start the container, in Packer's order. */
export function runArguments(config: RunConfig, image: string, sharedFolder: string): readonly string[] {
  const each = (flag: string, values: readonly string[] | undefined) =>
    (values ?? []).flatMap((value) => [flag, value]);
  const mounts = Object.entries(config.volumes ?? {}).map(([host, guest]) => `${expandTilde(host)}:${guest}`);
  const command = config.run_command?.map((word) => word.render({ Image: image })) ?? [...defaultRunCommand, image];
  return [
    "run",
    ...each("--device", config.device),
    ...each("--cap-add", config.cap_add),
    ...each("--cap-drop", config.cap_drop),
    ...(config.privileged ? ["--privileged"] : []),
    ...(config.runtime ? ["--runtime", config.runtime] : []),
    ...(config.platform ? ["--platform", config.platform] : []),
    ...each("--tmpfs", config.tmpfs),
    ...each("-v", [...mounts, `${sharedFolder}:${config.container_dir}`]),
    ...command,
  ];
}

function expandTilde(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}
