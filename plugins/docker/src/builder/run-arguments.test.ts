import { homedir } from "node:os";
import { expect, test } from "vitest";
import type { DockerConfig } from "./config.ts";
import { runArguments } from "./run-arguments.ts";

type Part = Parameters<typeof runArguments>[0];

const nothing: Part = {
  container_dir: "/packer-files",
  volumes: undefined,
  run_command: undefined,
  device: undefined,
  cap_add: undefined,
  cap_drop: undefined,
  privileged: false,
  runtime: undefined,
  platform: undefined,
  tmpfs: undefined,
} satisfies Partial<DockerConfig>;

const word = (source: string) => ({
  source,
  render: ({ Image }: { Image: string }) => source.replace("{{.Image}}", Image),
});

test.each<[string, Partial<Part>, string]>([
  ["nothing set", {}, "run -v /shared:/packer-files -d -i -t --entrypoint=/bin/sh -- debian:12"],
  ["another mount point", { container_dir: "/x" }, "run -v /shared:/x -d -i -t --entrypoint=/bin/sh -- debian:12"],
  [
    "a command of one's own",
    { run_command: ["-d", "{{.Image}}", "sleep"].map(word) },
    "run -v /shared:/packer-files -d debian:12 sleep",
  ],
  [
    "everything, in Packer's order",
    {
      device: ["/dev/kvm", "/dev/fuse"],
      cap_add: ["SYS_ADMIN"],
      cap_drop: ["CHOWN"],
      privileged: true,
      runtime: "runsc",
      platform: "linux/arm64",
      tmpfs: ["/run"],
      volumes: { "/host": "/guest", "~/src": "/src", data: "/data" },
    },
    "run --device /dev/kvm --device /dev/fuse --cap-add SYS_ADMIN --cap-drop CHOWN --privileged --runtime runsc " +
      `--platform linux/arm64 --tmpfs /run -v /host:/guest -v ${homedir()}/src:/src -v data:/data ` +
      "-v /shared:/packer-files -d -i -t --entrypoint=/bin/sh -- debian:12",
  ],
])("%s", (_, config, expected) => {
  expect(runArguments({ ...nothing, ...config }, "debian:12", "/shared").join(" ")).toBe(expected);
});
