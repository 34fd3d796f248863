// Images on their way to a registry: a template from a 2020 article, unchanged, and where its password goes.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { docker, failed, makeProject, type Project, succeeded } from "./docker-project.ts";
import { type CommandResult, currentEnvironment, listProcesses, runCommand } from "./environment/index.ts";

const { registry } = currentEnvironment();

let project: Project;
beforeEach(async () => {
  project = await makeProject();
});
afterEach(() => project.remove());

const article = `{
	"variables": {
		"repository": "",
		"user": "",
		"password": "",
		"server": ""
	},
	"sensitive-variables": ["password"],
	"builders": [
		{
			"type": "amazon-ebs",
			"region": "eu-west-1",
			"source_ami": "ami-12345678",
			"instance_type": "t2.micro",
			"ssh_username": "ubuntu",
			"ami_name": "app"
		},
		{
			"type": "docker",
			"image": "ubuntu:18.04",
			"commit": true,
			"changes": [
				"LABEL maintainer=somebody version=1.0",
				"EXPOSE 5000"
			]
		}
	],
	"provisioners": [
		{ "type": "shell", "inline": ["echo first > /order"] },
		{ "type": "shell", "script": "install.sh" },
		{ "type": "shell", "inline": ["echo third >> /order", "sleep 1"] },
		{ "type": "shell", "inline": "cat /order" }
	],
	"post-processors": [
		[
			{
				"type": "docker-tag",
				"only": ["docker"],
				"repository": "{{user \`repository\`}}",
				"tag": "0.7"
			},
			{
				"type": "docker-push",
				"only": ["docker"],
				"login": "true",
				"login_server": "{{user \`server\`}}",
				"login_username": "{{user \`user\`}}",
				"login_password": "{{user \`password\`}}"
			}
		]
	]
}
`;

/** Collects the command lines of all processes until the work is done. */
async function watchArguments(work: Promise<CommandResult>): Promise<string> {
  const seen = new Set<string>();
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    for (const { commandLine } of listProcesses()) seen.add(commandLine);
    await sleep(10);
  }
  await done;
  return [...seen].join("\n");
}

test("the article's template builds, tags and pushes; its password is nowhere to be seen", async () => {
  const name = `${registry.address}/article/app`;
  const values = { repository: name, user: registry.user, password: registry.password, server: registry.address };
  project.write("template.json", article);
  project.write("install.sh", "#!/bin/sh\necho second >> /order\n");
  project.write("values.json", JSON.stringify(values));
  const own = project.write("../home/.docker/config.json", '{"auths":{"other.example":{"auth":"eDp5"}}}');
  const log = join(project.folder, "work/log");
  const running = project.ingot(["build", "-only=docker", "-var-file=values.json", "template.json"], {
    env: { PACKER_LOG: "1", PACKER_LOG_PATH: log },
  });
  const processes = await watchArguments(running);
  const result = await running;
  const output = succeeded(result);
  expect(
    output
      .split("\n")
      .filter((line) => /\(docker-(tag|push)\): (Tagging|Repository|Log|Pushing|Creating|Removing)/.test(line))
      .map((line) => line.replace(/sha256:\S+/, "sha256:<id>")),
  ).toEqual([
    "    docker (docker-tag): Tagging image: sha256:<id>",
    `    docker (docker-tag): Repository: ${name}:0.7`,
    "    docker (docker-push): Creating temporary Docker configuration directory",
    "    docker (docker-push): Logging in...",
    `    docker (docker-push): Pushing: ${name}:0.7`,
    "    docker (docker-push): Logging out...",
    "    docker (docker-push): Removing temporary Docker configuration directory",
  ]);
  expect(output).toMatch(/first\n.*second\n.*third\n/);
  expect(output).toContain(`--> docker: Imported Docker image: ${name}:0.7 with tags ${name}:0.7\n`);

  const secret = registry.password;
  const encoded = Buffer.from(`${registry.user}:${secret}`).toString("base64");
  expect(processes).toContain("--password-stdin");
  for (const text of [output, result.stderr, processes]) expect(text).not.toContain(secret);
  const kept = await runCommand("grep", ["-rlF", "-e", secret, "-e", encoded, project.folder], { mayFail: true });
  expect(kept.stdout.trim().split("\n")).toEqual([join(project.folder, "work/values.json")]);
  expect(readFileSync(own, "utf8")).toBe('{"auths":{"other.example":{"auth":"eDp5"}}}');

  await docker("rmi", "-f", `${name}:0.7`);
  writeFileSync(own, JSON.stringify({ auths: { [registry.address]: { auth: encoded } } }));
  await runCommand("docker", ["pull", "-q", `${name}:0.7`], { env: { HOME: project.env.HOME } });
  const [image] = JSON.parse(await docker("image", "inspect", `${name}:0.7`));
  expect(image.Config.Labels).toEqual({ maintainer: "somebody", version: "1.0" });
  expect(Object.keys(image.Config.ExposedPorts)).toEqual(["5000/tcp"]);
  expect([image.Config.Cmd, image.Config.Entrypoint]).toEqual([["bash"], [""]]);
  expect(await docker("run", "--rm", `${name}:0.7`, "cat", "/order")).toBe("first\nsecond\nthird");
  await docker("rmi", `${name}:0.7`);
  expect(await project.differences()).toEqual([]);
});

test("a base image behind a login is pulled with it, and not without", async () => {
  const name = `${registry.address}/private/base:1`;
  await docker("pull", "-q", "busybox");
  await docker("tag", "busybox", name);
  const client = { env: { HOME: project.env.HOME } };
  const login = ["login", "-u", registry.user, "--password-stdin", registry.address];
  await runCommand("docker", login, { ...client, input: registry.password });
  await runCommand("docker", ["push", "-q", name], client);
  await runCommand("docker", ["logout", registry.address], client);
  await docker("rmi", name);

  const template = (settings: string) => `
variable "password" {
  sensitive = true
}
source "docker" "private" {
  image   = "${name}"
  discard = true
  ${settings}
}
build {
  sources = ["docker.private"]
}
`;
  const flags = ["-var", `password=${registry.password}`];
  expect(failed(await project.build(template(""), flags))).toContain("Error pulling Docker image: Bad exit status: 1");
  const settings = `login          = true
  login_server   = "${registry.address}"
  login_username = "${registry.user}"
  login_password = var.password`;
  expect(succeeded(await project.build(template(settings), flags))).toMatch(
    /Logging in\.\.\..*Logging out\.\.\..*Starting/s,
  );
  const wrong = failed(await project.build(template(settings), ["-var", "password=hunter2-hunter2"]));
  expect(wrong).toMatch(/login -u builder --password-stdin \S+" failed with exit status 1/);
  expect(wrong).not.toContain("hunter2-hunter2");
  await docker("rmi", name);
  expect(await project.differences()).toEqual([]);
});

test("docker-save writes a file that the engine loads, and nothing under that name before it is whole", async () => {
  const output = succeeded(
    await project.build(`
source "docker" "app" {
  image  = "web-app"
  commit = true
}
build {
  sources = ["docker.app"]
  post-processors {
    post-processor "docker-tag" {
      repository = "saved"
      tags       = ["1", "2"]
    }
    post-processor "docker-save" {
      path = "out/saved.tar"
    }
  }
}
`),
  );
  expect(output).toContain("    docker.app (docker-save): Saved to: out/saved.tar\n");
  await docker("rmi", "saved:1", "saved:2");
  expect(await docker("load", "-q", "-i", join(project.folder, "work/out/saved.tar"))).toBe("Loaded image: saved:2");
  await docker("rmi", "saved:2");
  expect(await project.differences()).toEqual([]);
});
