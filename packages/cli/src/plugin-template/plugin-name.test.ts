import { expect, it } from "vitest";
import { nameProblem } from "./plugin-name.ts";

it.each(["tfvars", "image-note", "a", "7z", "x".repeat(63)])("%s is right", (name) => {
  expect(nameProblem(name)).toBeUndefined();
});

it.each([
  ["", "lower-case letters"],
  ["Tfvars", "lower-case letters"],
  ["a.b", "lower-case letters"],
  ["a_b", "lower-case letters"],
  ["a--b", "single dashes"],
  ["-a", "lower-case letters"],
  ["../a", "lower-case letters"],
  ["@scope/a", "lower-case letters"],
  ["packer-tfvars", 'must not begin with "packer-"'],
  ["packer-plugin-tfvars", 'without "packer-plugin-": tfvars'],
  ["ingot-plugin-tfvars", 'without "ingot-plugin-": tfvars'],
  ["docker", "comes with Ingot"],
  ["shell", "comes with Ingot"],
  ["core", "comes with Ingot"],
  ["sdk", "comes with Ingot"],
  ["x".repeat(64), "at most 63"],
])("%s is wrong: %s", (name, problem) => {
  expect(nameProblem(name)).toContain(problem);
});
