import { expect, test } from "vitest";
import { readAsked } from "./asked.ts";

const at = "/plugins/packer-plugin-a_v1.0.0_x5.0_linux_amd64";
const start = { k: "start", handshake: "current", encoding: "gob" };

test.each([
  ["describe", at, { k: "describe" }],
  ["describe --protobuf", at, { k: "describe" }],
  ["start builder a", at, { ...start, kind: "builder", component: "a" }],
  ["start builder --protobuf a", at, { ...start, kind: "builder", component: "a", encoding: "protobuf" }],
  ["--protobuf start datasource a", at, { ...start, kind: "datasource", component: "a", encoding: "protobuf" }],
  ["start post-processor a --protobuf", at, { ...start, kind: "post-processor", component: "a", encoding: "protobuf" }],
  [
    "start provisioner -packer-default-plugin-name-",
    at,
    { ...start, kind: "provisioner", component: "-packer-default-plugin-name-" },
  ],
  ["", "/p/packer-builder-a", { ...start, kind: "builder", component: "a", handshake: "old" }],
  ["", "/p/packer-post-processor-a-b", { ...start, kind: "post-processor", component: "a-b", handshake: "old" }],
  ["", "packer-provisioner-a.exe", { ...start, kind: "provisioner", component: "a", handshake: "old" }],
  ["start builder a", "/p/packer-builder-b", { ...start, kind: "builder", component: "a" }],
])("%s of %s", (words, program, asked) => {
  expect(readAsked(words === "" ? [] : words.split(" "), program)).toEqual(asked);
});

test.each([
  ["", at, "needs at least one argument"],
  ["--protobuf", at, "needs at least one argument"],
  ["", "/p/packer-datasource-a", "needs at least one argument"],
  ["begin", at, 'There is no command "begin". Packer calls a plugin with "describe" or "start".'],
  ["start builder", at, '"start" takes two words, the kind of component and its name, and got 1'],
  ["start builder a b", at, '"start" takes two words, the kind of component and its name, and got 3'],
  [
    "start communicator a",
    at,
    'There is no kind of component "communicator"; there are builder, provisioner, post-processor, datasource',
  ],
])("%s of %s is wrong", (words, program, text) => {
  expect(readAsked(words === "" ? [] : words.split(" "), program)).toEqual({ k: "wrong", text });
});
