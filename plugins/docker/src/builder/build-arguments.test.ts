import { expect, test } from "vitest";
import { buildArguments } from "./build-arguments.ts";

test("values travel in the environment, where other users cannot read them", () => {
  expect(buildArguments({ TOKEN: "s3cret", version: "1" })).toEqual({
    args: ["--build-arg", "TOKEN", "--build-arg", "version"],
    env: { TOKEN: "s3cret", version: "1" },
  });
});

test.each(["PATH", "HOME", "DOCKER_HOST", "BUILDX_BUILDER", "http_proxy", "HTTPS_PROXY", "LD_PRELOAD", "not-a-name"])(
  "%s would change the client itself, so it is an argument",
  (name) => {
    expect(buildArguments({ [name]: "x" })).toEqual({ args: ["--build-arg", `${name}=x`], env: {} });
  },
);
