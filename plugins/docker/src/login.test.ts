import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TempFiles } from "@ingot/sdk";
import { openBench } from "@ingot/sdk/testing";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type FakeDocker, fakeDocker } from "../test/fake-docker.ts";
import { settingsForLogin, withLogin } from "./login.ts";

const signal = new AbortController().signal;

describe("the settings that a login starts from", () => {
  test.each([
    ["nothing", {}, { auths: {}, credHelpers: {} }],
    [
      "logins elsewhere are kept, the one that is made anew is not",
      { auths: { "r.example": { auth: "YQ==" }, "other.example": { auth: "Yg==" } } },
      { auths: { "other.example": { auth: "Yg==" } }, credHelpers: {} },
    ],
    [
      "a store would keep the new login for good, so it serves the others by name",
      { credsStore: "desktop", auths: { "other.example": {}, "https://r.example/v1/": {} } },
      { auths: { "other.example": {} }, credHelpers: { "other.example": "desktop" } },
    ],
    [
      "helpers of other registries are kept",
      { credHelpers: { "r.example": "ecr", "gcr.example": "gcloud" } },
      { auths: {}, credHelpers: { "gcr.example": "gcloud" } },
    ],
    [
      "the rest is kept",
      { proxies: { default: {} }, currentContext: "c" },
      { proxies: { default: {} }, currentContext: "c", auths: {}, credHelpers: {} },
    ],
  ])("%s", (_, settings, expected) => {
    expect(settingsForLogin(settings, "r.example")).toEqual(expected);
  });

  test("without a server it is the default registry", () => {
    const settings = { auths: { "https://index.docker.io/v1/": {}, "docker.io": {}, "r.example": {} } };
    expect(settingsForLogin(settings, undefined).auths).toEqual({ "r.example": {} });
  });
});

describe("a login for one step", () => {
  let fake: FakeDocker;
  let temp: TempFiles;
  beforeEach(async () => {
    fake = await fakeDocker(
      'case "$1" in login) cat > "$FOLDER/password"; echo "$DOCKER_CONFIG" > "$FOLDER/config-folder"; [ -e "$FOLDER/fail" ] && exit 1;; esac\n:',
    );
    await mkdir(join(fake.folder, ".docker/contexts"), { recursive: true });
    await writeFile(
      join(fake.folder, ".docker/config.json"),
      JSON.stringify({ auths: { "o.example": { auth: "eA==" } } }),
    );
    temp = { file: async () => "", directory: () => mkdtemp(join(fake.folder, "run-")) };
  });
  afterEach(() => fake.remove());

  const config = { login: true, login_username: "me", login_password: "hunter2", login_server: "r.example" };

  test("the password goes to the input and to no argument; the folder is ours alone, and gone afterwards", async () => {
    const { context, lines, remove } = await openBench();
    onTestFinished(remove);
    const { ui } = context;
    let folder = "";
    await withLogin(fake.engine, config, { ui, temp, signal }, async (env) => {
      folder = env.DOCKER_CONFIG ?? "";
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      expect((await stat(join(folder, "config.json"))).mode & 0o777).toBe(0o600);
      expect((await readdir(folder)).sort()).toEqual(["config.json", "contexts"]);
      expect(env.REGISTRY_AUTH_FILE).toBe(join(folder, "config.json"));
    });
    expect(await fake.calls()).toEqual(["login -u me --password-stdin r.example"]);
    expect(await readFile(join(fake.folder, "password"), "utf8")).toBe("hunter2");
    expect((await readFile(join(fake.folder, "config-folder"), "utf8")).trim()).toBe(folder);
    expect((await readdir(fake.folder)).filter((name) => name.startsWith("run-"))).toEqual([]);
    expect(lines).toEqual(["    Logging in...", "    Logging out..."]);
    const own = await readFile(join(fake.folder, ".docker/config.json"), "utf8");
    expect(own).toBe('{"auths":{"o.example":{"auth":"eA=="}}}');
  });

  test("a refused login leaves no folder", async () => {
    await writeFile(join(fake.folder, "fail"), "");
    const { context, remove } = await openBench();
    onTestFinished(remove);
    const act = withLogin(fake.engine, config, { ui: context.ui, temp, signal }, async () => "done");
    await expect(act).rejects.toThrow(/login -u me --password-stdin r\.example" failed with exit status 1/);
    expect((await readdir(fake.folder)).filter((name) => name.startsWith("run-"))).toEqual([]);
  });

  test("without login nothing is done but the act", async () => {
    const { context, lines, remove } = await openBench();
    onTestFinished(remove);
    const { ui } = context;
    const env = await withLogin(fake.engine, { ...config, login: false }, { ui, temp, signal }, async (given) => given);
    expect([env, lines]).toEqual([{}, []]);
    await rm(join(fake.folder, "calls"), { force: true });
  });
});
