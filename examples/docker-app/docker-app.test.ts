// The example is built from a debian of the tests' own registry and run; its name, tag and entry point are those its README promises.

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { docker, makeProject, succeeded } from "../../e2e/docker-project.ts";

const example = fileURLToPath(new URL(".", import.meta.url));

test("the docker example builds an image that greets", async () => {
  const project = await makeProject();
  try {
    const output = succeeded(
      await project.ingot(["build", "-var", "base=debian:bookworm", "-var", "tag=story", example]),
    );
    expect(output).toContain("--> greeter.docker.app: Imported Docker image: ingot-example/greeter:story");
    const greeting = await docker("run", "--rm", "ingot-example/greeter:story", "you");
    expect(greeting).toBe("Hello, you, from release story.");
    expect(await docker("run", "--rm", "ingot-example/greeter:story")).toBe("Hello, world, from release story.");
    await docker("rmi", "--force", "ingot-example/greeter:story");
    expect((await project.differences()).filter((line) => !/ images: .*debian/.test(line))).toEqual([]);
  } finally {
    project.remove();
  }
});
