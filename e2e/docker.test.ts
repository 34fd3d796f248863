// The builder "docker" on a real engine: containers made into images and files, and nothing left of those that are not.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { docker, failed, ingotPath, makeProject, type Project, succeeded, withoutNames } from "./docker-project.ts";
import { currentEnvironment, runCommand, waitUntil } from "./environment/index.ts";

let project: Project;
beforeEach(async () => {
  project = await makeProject();
});
afterEach(() => project.remove());

/** A template with one source; `settings` beside the image, `blocks` in the build. */
function template(settings: string, blocks = "", image = "busybox"): string {
  return `
source "docker" "web" {
  ${image ? `image = "${image}"` : ""}
  ${settings}
}
build {
  sources = ["docker.web"]
  ${blocks}
}
`;
}

const shell = (...lines: string[]) => `provisioner "shell" {\n inline = ${JSON.stringify(lines)}\n}`;

test("the whole console of a build, line by line", async () => {
  const blocks = `${shell("echo hi")}\n${shell("echo oops >&2")}`;
  const output = succeeded(await project.build(template("commit = true", blocks)));
  const lines = withoutNames(output).split("\n");
  expect(
    lines.filter((line) => !/^ {4}docker\.web: (<short id>: |latest: |Digest: |Status: |docker\.io)/.test(line)),
  ).toEqual([
    "==> docker.web: Creating a temporary directory for sharing data...",
    "==> docker.web: Pulling Docker image: busybox",
    "    docker.web: Using default tag: latest",
    "==> docker.web: Starting docker container...",
    "    docker.web: Run command: docker run -v <temporary>/tmp:/packer-files -d -i -t --entrypoint=/bin/sh -- busybox",
    "    docker.web: Container ID: <id>",
    "==> docker.web: Using docker communicator to connect: <address>",
    "==> docker.web: Provisioning with shell script: <temporary>/packer-shell",
    "    docker.web: hi",
    "==> docker.web: Provisioning with shell script: <temporary>/packer-shell",
    "==> docker.web: oops",
    "==> docker.web: Committing the container",
    "    docker.web: Image ID: sha256:<id>",
    "==> docker.web: Killing the container: <id>",
    "Build 'docker.web' finished after <time>.",
    "",
    "==> Wait completed after <time>",
    "",
    "==> Builds finished. The artifacts of successful builds are:",
    "--> docker.web: Imported Docker image: sha256:<id>",
    "",
  ]);
  const [, id = ""] = /Image ID: (sha256:\S+)/.exec(output) ?? [];
  await docker("rmi", id);
  expect(await project.differences()).toEqual([]);
});

describe("what is made", () => {
  test("an image has the changes, author and message, keeps its own CMD and ENTRYPOINT, and bears no mark of ours", async () => {
    const settings = `commit = true
  author  = "Me <me@example.com>"
  message = "made"
  changes = ["LABEL a=b", "EXPOSE 80", "ENV X=y"]`;
    const output = succeeded(await project.build(template(settings, shell("echo made > /made"), "web-app")));
    const [, id = ""] = /Image ID: (sha256:\S+)/.exec(output) ?? [];
    const [image] = JSON.parse(await docker("image", "inspect", id));
    expect(image.RepoTags).toEqual([]);
    expect([image.Author, image.Comment]).toEqual(["Me <me@example.com>", "made"]);
    expect(image.Config.Labels).toEqual({ a: "b" });
    expect(image.Config.Entrypoint).toEqual(["httpd", "-f", "-h", "/www", "-p"]);
    expect(image.Config.Cmd).toEqual(["8080"]);
    const traces = [image.Config, image.ContainerConfig, await docker("history", "--no-trunc", id)];
    expect(JSON.stringify(traces)).not.toMatch(/ingot/i);
    const container = await docker("run", "-d", id);
    const page = () =>
      runCommand("docker", ["exec", container, "wget", "-qO-", "http://127.0.0.1:8080/"], { mayFail: true });
    await waitUntil(async () => (await page()).stdout === "The app answers.\n", {
      what: "the app to answer",
      timeoutMs: 20_000,
    });
    expect(await docker("exec", container, "cat", "/made")).toBe("made");
    await docker("rm", "-f", container);
    await docker("rmi", id);
    expect(await project.differences()).toEqual([]);
  });

  test("a tar file comes with its folder, and an image can be made of it again", async () => {
    const blocks = `${shell("echo made > /made")}
  post-processor "docker-import" {
    repository          = "again"
    tag                 = "1"
    changes             = ["CMD [\\"cat\\", \\"/made\\"]"]
    keep_input_artifact = true
  }`;
    succeeded(await project.build(template('export_path = "out/deep/root.tar"', blocks)));
    expect(await docker("run", "--rm", "again:1")).toBe("made");
    expect((await runCommand("tar", ["-tf", join(project.folder, "work/out/deep/root.tar")])).stdout).toContain(
      "made\n",
    );
    await docker("rmi", "again:1");
    expect(await project.differences()).toEqual([]);
  });

  test("nothing, with discard; files come out of the container all the same", async () => {
    const blocks = `${shell("mkdir -p /out/deep; echo x > /out/deep/file; ln -s deep/file /out/link")}
  provisioner "file" {
    direction   = "download"
    source      = "/out/deep/file"
    destination = "fetched"
  }`;
    succeeded(await project.build(template("discard = true", blocks)));
    expect(readFileSync(join(project.folder, "work/fetched"), "utf8")).toBe("x\n");
    expect(await project.differences()).toEqual([]);
  });
});

test("a base image that is built first goes with what was thrown away, and its arguments reach it", async () => {
  project.write("base/Dockerfile", "FROM busybox\nARG WORD\nRUN echo $WORD > /word\n");
  const settings = `discard = true
  build {
    path      = "base/Dockerfile"
    build_dir = "base"
    arguments = { WORD = "${Date.now()}" }
  }`;
  const output = succeeded(await project.build(template(settings, shell("cat /word"), "")));
  expect(output).toMatch(/Finished building base image "sha256:/);
  expect(output).toMatch(/ {4}docker\.web: \d{13}\n/);
  expect((await project.differences()).filter((line) => !/ images: .*<none>:<none>/.test(line))).toEqual([]);
});

test("folders and files arrive with their modes and links, also where the container holds them in memory", async () => {
  mkdirSync(join(project.folder, "work/tree/deep"), { recursive: true });
  writeFileSync(join(project.folder, "work/tree/deep/run.sh"), "#!/bin/sh\necho ran $0\n", { mode: 0o755 });
  symlinkSync("deep/run.sh", join(project.folder, "work/tree/link"));
  const upload = (source: string, destination: string) =>
    `provisioner "file" {\n source = "${source}"\n destination = "${destination}"\n}`;
  const blocks = [
    upload("tree", "/root"),
    upload("tree/", "/made-for-it"),
    upload("tree/", "/memory"),
    upload("tree/deep/run.sh", "/memory/alone"),
    shell("/root/tree/link", "/made-for-it/deep/run.sh", "/memory/link", "/memory/alone", "stat -c %a /memory/alone"),
  ].join("\n");
  const output = succeeded(await project.build(template('discard = true\n  tmpfs = ["/memory:exec"]', blocks)));
  expect(output.split("\n").filter((line) => /: (ran .*|755)$/.test(line))).toEqual([
    "    docker.web: ran /root/tree/link",
    "    docker.web: ran /made-for-it/deep/run.sh",
    "    docker.web: ran /memory/link",
    "    docker.web: ran /memory/alone",
    "    docker.web: 755",
  ]);
});

describe("a build that fails leaves nothing, whichever step it is", () => {
  const provisioned = shell("true");
  test.each<[string, string, string, RegExp]>([
    [
      "the client",
      'commit = true\n docker_path = "no-such-client"',
      provisioned,
      /"no-such-client" could not be started\. Install Docker/,
    ],
    [
      "the base image",
      'commit = true\n build {\n path = "Bad"\n pull = false\n }',
      provisioned,
      /returned a non-zero code: 1|exit code: 1/,
    ],
    ["the pull", "commit = true", provisioned, /Error pulling Docker image: Bad exit status: 1/],
    [
      "the start",
      'commit = true\n run_command = ["-d", "{{ .Image }}", "/no/such/command"]',
      provisioned,
      /Error running container: Docker exited with a non-zero exit status/,
    ],
    ["a provisioner", "commit = true", shell("exit 3"), /Script exited with non-zero exit status: 3/],
    [
      "a container that ends",
      'commit = true\n run_command = ["-d", "{{ .Image }}", "true"]',
      shell("sleep 1"),
      /stopped while the build still needed it: its command ended with exit status 0/,
    ],
    [
      "an upload",
      "commit = true",
      'provisioner "file" {\n content = "x"\n destination = "/no/folder/file"\n}',
      /The folder \/no\/folder does not exist in the container/,
    ],
    ["the commit", 'commit = true\n changes = ["NONSENSE x"]', provisioned, /commit .* failed with exit status 1/],
    ["the export", 'export_path = "Bad/file"', provisioned, /not a directory/],
  ])("%s", async (step, settings, blocks, message) => {
    project.write("Bad", "FROM busybox\nRUN false\n");
    const image = step === "the pull" ? "no-such-image" : step === "the base image" ? "" : "busybox";
    expect(failed(await project.build(template(settings, blocks, image)))).toMatch(message);
    // A classic `docker build` leaves what it had made before the failure, as its cache.
    expect((await project.differences()).filter((line) => !/ images: .*<none>:<none>/.test(line))).toEqual([]);
  });
});

test("a container with an SSH server can be reached by it", async () => {
  const root = `tar -C ${currentEnvironment().machineFolder} --numeric-owner -c . | docker import - with-sshd`;
  await runCommand("sh", ["-c", root]);
  const start =
    "mkdir -p /run/sshd; echo root:let-me-in | chpasswd; ssh-keygen -A; exec /usr/sbin/sshd -D -o PermitRootLogin=yes";
  const settings = `discard = true
  pull           = false
  communicator   = "ssh"
  ssh_username   = "root"
  ssh_password   = "let-me-in"
  ssh_timeout    = "1m"
  run_command    = ["-d", "{{ .Image }}", "/bin/sh", "-c", "${start}"]`;
  const output = succeeded(
    await project.build(template(settings, shell('test -n "$SSH_CONNECTION" && echo by ssh'), "with-sshd")),
  );
  expect(output).toMatch(/Using SSH communicator to connect: \d+\.\d+\.\d+\.\d+\n/);
  expect(output).toContain("    docker.web: by ssh\n");
  await docker("rmi", "with-sshd");
  expect(await project.differences()).toEqual([]);
});

test("a provisioner's timeout ends the command in the container", async () => {
  const blocks = `
  provisioner "shell" {
    inline            = ["sleep 4321"]
    timeout           = "1s"
    continue_on_error = true
  }
  ${shell("! ps | grep -q '[s]leep 4321'")}`;
  succeeded(await project.build(template("discard = true", blocks)));
});

test("a killed build is cleaned up after; a container of one's own beside it stays", async () => {
  await docker("pull", "-q", "busybox");
  const own = await docker(
    "run",
    "-d",
    "-i",
    "-t",
    "-v",
    `${project.folder}/work:/packer-files`,
    "--entrypoint=/bin/sh",
    "busybox",
  );
  const path = project.write("test.pkr.hcl", template("commit = true", shell("sleep 300")));
  const child = spawn(ingotPath, ["build", path], {
    detached: true,
    stdio: "ignore",
    env: { ...process.env, ...project.env },
  });
  const ended = once(child, "exit");
  const isRunning = async () => (await docker("ps", "-q")).split("\n").length > 1;
  await waitUntil(isRunning, { what: "the build's container", timeoutMs: 60_000 });
  process.kill(-Number(child.pid), "SIGKILL");
  await ended;
  const isGone = async () => (await docker("ps", "-aq", "--no-trunc")) === own;
  await waitUntil(isGone, { what: "the supervisor to remove the container", timeoutMs: 20_000 });
  await docker("rm", "-f", own);
  const isClean = async () => (await project.differences()).length === 0;
  await waitUntil(isClean, { what: "the supervisor to be done", timeoutMs: 20_000 });
});
