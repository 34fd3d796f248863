import { expect, it } from "vitest";
import { registeredName, templateName } from "./component-names.ts";

it.each([
  ["docker", "docker", "-packer-default-plugin-name-", "d"],
  ["docker", "docker-tag", "tag", "d-tag"],
  ["docker", "import", "import", "d-import"],
  ["docker", "dockerfile", "dockerfile", "d-dockerfile"],
  ["docker", "docker-", "docker-", "d-docker-"],
  ["docker", "-packer-default-plugin-name-", "-packer-default-plugin-name-", "d"],
])("%s: %s is registered as %s, and called %s", (name, key, registered, called) => {
  expect(registeredName({ name }, key)).toBe(registered);
  expect(templateName("d", registered)).toBe(called);
});
