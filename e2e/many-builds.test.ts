// One template, several builds in one run: two containers and a null build, each line under its build's name.

import { afterEach, beforeEach, expect, test } from "vitest";
import { docker, makeProject, type Project, succeeded } from "./docker-project.ts";

let project: Project;
beforeEach(async () => {
  project = await makeProject();
});
afterEach(() => project.remove());

const template = `
source "docker" "app" {
  image   = "web-app"
  commit  = true
  changes = ["LABEL story=many"]
}
source "docker" "plain" {
  image  = "busybox"
  commit = true
}
source "null" "host" {
  communicator = "none"
}
build {
  sources = ["docker.app", "docker.plain", "null.host"]
  provisioner "shell" {
    only   = ["docker.app", "docker.plain"]
    inline = ["echo in the container of $PACKER_BUILD_NAME", "echo \${source.name} > /etc/story"]
  }
  provisioner "shell-local" {
    only   = ["null.host"]
    inline = ["echo on the host"]
  }
  post-processor "docker-tag" {
    only       = ["docker.app"]
    repository = "story/many"
    tags       = ["1"]
  }
}
`;

test("two docker sources and a null source are built in one run, and the image with an ENTRYPOINT answers", async () => {
  const output = succeeded(await project.build(template));
  const lines = output.split("\n");
  for (const line of [
    "    docker.app: in the container of app",
    "    docker.plain: in the container of plain",
    "    null.host: on the host",
    "--> docker.app: Imported Docker image: story/many:1 with tags story/many:1",
    "--> null.host: Did not export anything. This is the null builder",
  ]) {
    expect(lines).toContain(line);
  }
  const prefix = /^(==> | {4})(docker\.app|docker\.plain|null\.host)( \(docker-tag\))?:/;
  const unnamed = lines.filter((line) => line !== "" && !prefix.test(line));
  expect(unnamed.filter((line) => !/^(Build '|==> (Wait|Builds)|--> )/.test(line))).toEqual([]);

  const id = await docker("run", "-d", "-p", "127.0.0.1::8080", "story/many:1");
  try {
    const address = await docker("port", id, "8080/tcp");
    await expect
      .poll(
        async () =>
          fetch(`http://${address}/`).then(
            (answer) => answer.ok,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true);
    expect(await docker("exec", id, "cat", "/etc/story")).toBe("app");
  } finally {
    await docker("rm", "--force", id);
  }
});

const sleepers = `
source "null" "a" {
  communicator = "none"
}
source "null" "b" {
  communicator = "none"
}
source "null" "c" {
  communicator = "none"
}
build {
  sources = ["null.b", "null.a", "null.c"]
  provisioner "shell-local" {
    inline = ["echo begins", "sleep 3", "echo ends"]
  }
}
`;

/** Which builds began and ended, in the order of the lines. */
function events(output: string): string[] {
  return [...output.matchAll(/^ {4}null\.(\w): (begins|ends)$/gm)].map(([, name, what]) => `${name} ${what}`);
}

test("builds run side by side", async () => {
  const order = events(succeeded(await project.build(sleepers)));
  expect(order).toHaveLength(6);
  expect(order.slice(0, 3).every((event) => event.endsWith("begins"))).toBe(true);
});

test("with -parallel-builds=1 they run one after another, in the order of the template", async () => {
  const order = events(succeeded(await project.build(sleepers, ["-parallel-builds=1"])));
  expect(order).toEqual(["b begins", "b ends", "a begins", "a ends", "c begins", "c ends"]);
});
