import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { currentEnvironment } from "./environment.ts";
import { runCommand } from "./run-command.ts";

const docker = async (args: readonly string[], input = "", env = {}) =>
  runCommand("docker", args, { input, env, mayFail: true });

test("an image without a host in its name comes from the mirror", async () => {
  expect((await docker(["pull", "--quiet", "ubuntu:18.04"])).code).toBe(0);
  const result = await docker(["run", "--rm", "ubuntu:18.04", "sh", "-c", "echo inside; id -u"]);
  expect(result).toEqual({ code: 0, stdout: "inside\n0\n", stderr: "" });
});

test("an image that the mirror lacks does not pull", async () => {
  expect((await docker(["pull", "--quiet", "no-such-image:1"])).code).toBe(1);
});

test("the app image answers on the port that its CMD names, seen from this machine", async () => {
  const container = (
    await docker(["run", "--detach", "--rm", "--publish", "127.0.0.1::8080", "web-app"])
  ).stdout.trim();
  const address = (await docker(["port", container, "8080"])).stdout.trim();
  expect(await (await fetch(`http://${address}/`)).text()).toBe("The app answers.\n");
  await docker(["kill", container]);
});

test("the registry takes a push only from its account", async () => {
  const { registry } = currentEnvironment();
  const home = mkdtempSync(join(tmpdir(), "e2e-docker-config-"));
  const image = `${registry.address}/environment-test:1`;
  const env = { DOCKER_CONFIG: home };
  await docker(["pull", "--quiet", "busybox"]);
  await docker(["tag", "busybox", image]);
  expect((await docker(["push", image], "", env)).code).toBe(1);
  const login = ["login", "--username", registry.user, "--password-stdin", registry.address];
  expect((await docker(login, registry.password, env)).code).toBe(0);
  expect((await docker(["push", image], "", env)).code).toBe(0);
  await docker(["image", "rm", image]);
  expect((await docker(["pull", "--quiet", image], "", env)).code).toBe(0);
  await docker(["image", "rm", image]);
  rmSync(home, { recursive: true });
});
