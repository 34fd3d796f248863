import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeDocker } from "../test/fake-docker.ts";
import { EngineError, engineAt, findEngine, isMissing, isUnreachable } from "./engine.ts";

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "ingot-home-"));
  await mkdir(join(home, ".docker"));
  await writeFile(join(home, ".docker/config.json"), JSON.stringify({ currentContext: "far" }));
});
afterAll(() => rm(home, { recursive: true }));

const signal = new AbortController().signal;

describe("an address says which engine is meant, also later and from elsewhere", () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["the default", { HOME: "/nobody" }, { HOME: "/nobody", DOCKER_CONTEXT: "default" }],
    ["a host", { DOCKER_HOST: "unix:///x.sock", OTHER: "y" }, { DOCKER_HOST: "unix:///x.sock" }],
    ["a context by name", { DOCKER_CONTEXT: "near" }, { DOCKER_CONTEXT: "near" }],
    ["an empty name is none", { DOCKER_HOST: "" }, { DOCKER_CONTEXT: "default" }],
    [
      "podman",
      { CONTAINER_HOST: "ssh://h", XDG_RUNTIME_DIR: "/run/user/1" },
      { CONTAINER_HOST: "ssh://h", XDG_RUNTIME_DIR: "/run/user/1", DOCKER_CONTEXT: "default" },
    ],
  ])("%s", async (_, env, expected) => {
    expect((await findEngine("nowhere", env)).env).toEqual(expected);
  });

  test("the context in use is written down by name", async () => {
    expect((await findEngine("nowhere", { HOME: home })).env).toEqual({ HOME: home, DOCKER_CONTEXT: "far" });
    const env = { HOME: "/nobody", DOCKER_CONFIG: join(home, ".docker") };
    expect((await findEngine("nowhere", env)).env.DOCKER_CONTEXT).toBe("far");
  });

  test("the client is looked for in PATH", async () => {
    const fake = await fakeDocker("exit 0");
    expect((await findEngine("docker", { PATH: `/nowhere:${fake.folder}` })).path).toBe(fake.path);
    expect((await findEngine("nowhere", { PATH: fake.folder })).path).toBe("nowhere");
    expect((await findEngine("./bin/docker", {})).path).toBe(join(process.cwd(), "bin/docker"));
    await fake.remove();
  });
});

test("the client sees the address and nothing else that would lead it elsewhere", async () => {
  const fake = await fakeDocker('echo "$DOCKER_HOST|$DOCKER_CONTEXT|$EXTRA"');
  const engine = engineAt({ path: fake.path, env: { DOCKER_HOST: "tcp://h:1" } });
  expect(await engine.ask(["x"], { env: { EXTRA: "e" }, signal })).toBe("tcp://h:1||e");
  await fake.remove();
});

test("a failing command shows its line, to be pasted", async () => {
  const fake = await fakeDocker('echo "Error: No such container: x" >&2; exit 3');
  const error = await fake.engine.ask(["commit", "--change", "CMD ['a']"], { signal }).catch((e: unknown) => e);
  expect(String(error)).toBe(
    `EngineError: "${fake.path} commit --change 'CMD ['\\''a'\\'']'" failed with exit status 3: Error: No such container: x`,
  );
  expect(isMissing(error)).toBe(true);
  await fake.remove();
});

test.each([
  ["Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", true],
  ["permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: ...", true],
  ["error during connect: Get https://h:2376/v1.41/info: dial tcp: lookup h: no such host", true],
  ["Cannot connect to Podman. Please verify your connection to the Linux system", true],
  ["Error: No such image: x", false],
])("an engine that does not answer: %s", (stderr, expected) => {
  expect(isUnreachable(new EngineError(["docker"], { k: "exited", code: 1 }, stderr))).toBe(expected);
});
