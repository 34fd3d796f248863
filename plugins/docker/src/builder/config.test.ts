import { describe, expect, test } from "vitest";
import { messages, prepare } from "../../test/prepare.ts";
import { dockerBuilder } from "./builder.ts";

describe("a config that is right", () => {
  test.each([
    [{ image: "debian", commit: true }],
    [{ image: "debian", commit: "true", login: "true", login_username: "u", login_password: "p" }],
    [{ image: "debian", export_path: "out.tar", commit: false, discard: false }],
    [{ image: "debian", discard: true, run_command: ["-d", "{{ .Image }}", "sleep", "9"], changes: "CMD x" }],
    [{ image: "debian", discard: true, windows_container: false, ecr_login: false, aws_access_key: "" }],
    [{ build: { path: "prepare.ts" }, discard: true }],
  ])("%j", async (config) => {
    expect(await messages(dockerBuilder, config)).toEqual([]);
  });
});

describe("a config that is wrong", () => {
  test.each<[Record<string, unknown>, string[]]>([
    [
      { commit: true },
      [
        `config: Missing 'image' attribute or 'build' section. The container needs a base image. Set "image", or add a "build" block with the path of a Dockerfile.`,
      ],
    ],
    [
      { image: "x", build: { path: "prepare.ts" }, commit: true },
      [
        "image: `image` cannot be specified with a build config. The base image comes from the `build` block. Remove one of the two.",
      ],
    ],
    [
      { image: "x" },
      [
        `config: No instructions given for handling the artifact; expected commit, discard, or export_path. Set "commit" to true to make an image, "export_path" to write a tar file, or "discard" to keep nothing.`,
      ],
    ],
    [
      { image: "x", commit: true, discard: true },
      [
        "discard: Cannot specify more than one of commit, discard, and export_path. Keep one of them and remove the others.",
      ],
    ],
    [
      { image: "x", commit: true, export_path: "x.tar" },
      [
        "export_path: Cannot specify more than one of commit, discard, and export_path. Keep one of them and remove the others.",
      ],
    ],
    [
      { image: "x", export_path: "." },
      [`export_path: export_path must be a file, not a directory. "." is a directory. Name a file in it.`],
    ],
    [
      { build: { path: "nope" }, commit: true },
      [
        `build.path: The Dockerfile is not a file. There is no file "nope". Correct the path, which is relative to the folder that the build runs in.`,
      ],
    ],
    [
      { build: { path: "prepare.ts", build_dir: "prepare.ts" }, commit: true },
      [
        `build.build_dir: The build's context is not a directory. There is no directory "prepare.ts". Correct the path, which is relative to the folder that the build runs in.`,
      ],
    ],
    [
      { build: { path: "prepare.ts" }, pull: true, commit: true },
      [
        "pull: warning: `pull` has no effect with a `build` block. The base image is built, not pulled. Set `pull` in the `build` block to refresh what it starts from.",
      ],
    ],
    [
      { image: "x", commit: true, login: true, login_username: "u" },
      ["login_username: A login needs a user name and a password. Set both login_username and login_password."],
    ],
    [
      { image: "x", commit: true, ecr_login: true },
      [
        'ecr_login: "ecr_login" cannot be served. Signing in to Amazon ECR waits for the Amazon plugin. Use login, login_username and login_password instead, or log in with `docker login` before the build.',
      ],
    ],
    [
      { image: "x", commit: true, windows_container: true },
      [
        'windows_container: "windows_container" cannot be served. Windows containers need an engine on Windows, which is not served yet. Build on Linux, or leave it out.',
      ],
    ],
    [
      { image: "x", commit: true, communicator: "dockerWindowsContainer" },
      [
        'communicator: The communicator "dockerWindowsContainer" cannot be served. Windows containers need an engine on Windows, which is not served yet. Build on Linux, or leave it out.',
      ],
    ],
    [
      { image: "x", commit: true, communicator: "winrm", winrm_username: "u" },
      [
        'communicator: The communicator "winrm" cannot be served. Windows containers need an engine on Windows, which is not served yet. Build on Linux, or leave it out.',
      ],
    ],
    [
      { image: "x", commit: true, communicator: "ssh" },
      [`config: An ssh_username must be specified. The machine does not say who may log in. Set "ssh_username".`],
    ],
  ])("%j", async (config, expected) => {
    expect(await messages(dockerBuilder, config)).toEqual(expected);
  });
});

test("the password goes to the secret filter", async () => {
  const config = { image: "x", commit: true, login: true, login_username: "u", login_password: "hunter2" };
  expect((await prepare(dockerBuilder, config)).secrets).toEqual(["hunter2"]);
});

test("what build.* may read is announced", async () => {
  const { value } = await prepare(dockerBuilder, { image: "x", commit: true });
  expect(value?.generatedNames).toEqual(["ImageSha256", "SourceImageDigest", "SourceImageSha256"]);
});
