import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact, PostProcessContext, PostProcessorComponent } from "@ingot/sdk";
import { type Bench, openBench } from "@ingot/sdk/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FakeDocker, fakeDocker } from "../../test/fake-docker.ts";
import { messages, prepare } from "../../test/prepare.ts";
import { fileArtifact, imageArtifact } from "../artifact.ts";
import { dockerImport } from "./docker-import.ts";
import { dockerPush } from "./docker-push.ts";
import { dockerSave } from "./docker-save.ts";
import { dockerTag } from "./docker-tag.ts";

const id = `sha256:${"ab".repeat(32)}`;
let fake: FakeDocker;
let bench: Bench;
let lines: string[];
let context: PostProcessContext;

beforeEach(async () => {
  fake = await fakeDocker(`
case "$1" in
-v) echo "Docker version 28.2.2, build e6534b4" ;;
import) cat >/dev/null; echo ${id} ;;
inspect) echo '[["other@sha256:1","r.example/app@sha256:2"]]' ;;
push) echo "0123456789ab: Pushed"; [ "$2" != r.example/app:bad ] ;;
save) printf 'the image' ;;
login) cat >/dev/null ;;
esac`);
  bench = await openBench({ buildName: "docker" });
  ({ lines } = bench);
  context = bench.postProcessContext();
});
afterEach(async () => {
  await bench.remove();
  await fake.remove();
});

const image = (facts: { id?: string; tags?: string[] } = {}) =>
  imageArtifact({ id, generated: { ID: "c" }, destroy: async () => undefined, ...facts });

async function run(component: PostProcessorComponent, config: object, artifact: Artifact) {
  const { value, diagnostics } = await prepare(component, { docker_path: fake.path, ...config });
  if (!value) throw new Error(diagnostics.map((d) => d.summary).join());
  return value.postProcess(artifact, context);
}

describe("docker-tag", () => {
  test("gives the names one after another; the last is the artifact's id", async () => {
    const { artifact, keep, keepIsForced } = await run(
      dockerTag,
      { repository: "app", tags: ["1", "2"], tag: "old" },
      image(),
    );
    expect(await fake.calls()).toEqual([`tag ${id} app:1`, `tag ${id} app:2`, `tag ${id} app:old`]);
    expect([artifact?.builderId, artifact?.id, artifact?.text]).toEqual([
      "packer.post-processor.docker-tag",
      "app:old",
      "Imported Docker image: app:old with tags app:1 app:2 app:old",
    ]);
    expect(await artifact?.state("docker_tags")).toEqual(["app:1", "app:2", "app:old"]);
    expect([keep, keepIsForced]).toEqual([true, true]);
    expect(lines.slice(0, 2)).toEqual([`    Tagging image: ${id}`, "    Repository: app:1"]);
  });
  test("without tags it is the bare repository", async () => {
    expect((await run(dockerTag, { repository: "app", force: "true" }, image())).artifact?.id).toBe("app");
    expect(await fake.calls()).toEqual(["-v", `tag ${id} app`]);
  });
  test("the old spelling is taken, with a word about it", async () => {
    expect(await messages(dockerTag, { repository: "app", tag: "1" })).toEqual([
      'tag: warning: "tag" is deprecated. Use tags instead.',
    ]);
  });
  test("another's artifact is refused", async () => {
    const file = fileArtifact({ path: "x", generated: {}, destroy: async () => undefined });
    await expect(run(dockerTag, { repository: "app" }, file)).rejects.toThrow(
      "Unknown artifact type: packer.docker\nCan only tag images that the docker builder or docker-import made",
    );
  });
});

describe("docker-push", () => {
  test("pushes every name once and keeps the digest", async () => {
    const tagged = image({ id: "r.example/app:2", tags: ["r.example/app:1", "r.example/app:2"] });
    const { artifact, keep } = await run(dockerPush, { platform: "linux/amd64" }, tagged);
    expect((await fake.calls()).slice(0, 2)).toEqual([
      "push --platform linux/amd64 r.example/app:2",
      "push --platform linux/amd64 r.example/app:1",
    ]);
    expect(await artifact?.state("generated_data")).toEqual({ ID: "c", Digest: "r.example/app@sha256:2" });
    expect([artifact?.builderId, artifact?.id, keep]).toEqual([
      "packer.post-processor.docker-import",
      "r.example/app:2",
      true,
    ]);
    expect(lines.slice(0, 2)).toEqual(["    Pushing: r.example/app:2", "    0123456789ab: Pushed"]);
  });
  test("with a login, as it is said", async () => {
    const login = { login: "true", login_username: "me", login_password: "pw", login_server: "r.example" };
    await run(dockerPush, login, image({ id: "r.example/app:1", tags: ["r.example/app:1"] }));
    expect(lines).toEqual([
      "    Creating temporary Docker configuration directory",
      "    Logging in...",
      "    Pushing: r.example/app:1",
      "    0123456789ab: Pushed",
      "    Logging out...",
      "    Removing temporary Docker configuration directory",
    ]);
    expect((await fake.calls()).join("\n")).not.toContain("pw");
  });
  test("what the registry refuses fails", async () => {
    await expect(run(dockerPush, {}, image({ id: "r.example/app:bad" }))).rejects.toThrow(
      "Error pushing r.example/app:bad: Bad exit status: 1",
    );
  });
  test("an image without a name cannot be pushed", async () => {
    await expect(run(dockerPush, {}, image())).rejects.toThrow(
      /has no name to be pushed under\. Put docker-tag before docker-push in one chain/,
    );
  });
});

describe("docker-import", () => {
  test("imports the exported file and names the image", async () => {
    const path = join(fake.folder, "x.tar");
    await writeFile(path, "tar");
    const file = fileArtifact({ path, generated: { ID: "c" }, destroy: async () => undefined });
    const config = { repository: "app", tag: "1", changes: ["CMD x"], platform: "linux/arm64" };
    const { artifact, keep } = await run(dockerImport, config, file);
    expect((await fake.calls()).map((call) => call.replace(/ingot-tmp:\w+/, "ingot-tmp:token"))).toEqual([
      "import --change CMD x --platform linux/arm64 - ingot-tmp:token",
      `import --message ${id} - ingot-tmp:token`,
      "rmi ingot-tmp:token",
      `tag ${id} app:1`,
    ]);
    expect(lines).toEqual(["    Importing image: Container", "    Repository: app:1", `    Imported ID: ${id}`]);
    expect([artifact?.id, artifact?.text, keep]).toEqual(["app:1", "Imported Docker image: app:1", false]);
  });
  test("needs a file", async () => {
    const nothing = fileArtifact({ path: "", generated: {}, destroy: async () => undefined });
    await expect(run(dockerImport, { repository: "app" }, nothing)).rejects.toThrow(/There is no file to import/);
    await expect(run(dockerImport, { repository: "app" }, image())).rejects.toThrow(/^Unknown artifact type/);
  });
});

test("docker-save passes the image on", async () => {
  const given = image();
  const { artifact, keep } = await run(dockerSave, { path: "/dev/null" }, given);
  expect([artifact === given, keep]).toEqual([true, true]);
  expect(await fake.calls()).toEqual([`save ${id}`]);
  expect(lines).toEqual([`    Saving image: ${id}`, "    Saved to: /dev/null"]);
});
