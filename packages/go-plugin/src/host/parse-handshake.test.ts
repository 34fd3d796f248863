import fc from "fast-check";
import { expect, test } from "vitest";
import { parseHandshake } from "./parse-handshake.ts";

test.each([
  ["5|0|unix|/tmp/packer-plugin1", { network: "unix", path: "/tmp/packer-plugin1" }],
  ["5|unix|/tmp/packer-plugin1\r", { network: "unix", path: "/tmp/packer-plugin1" }],
  ["5|0|unix|/tmp/a|b", { network: "unix", path: "/tmp/a|b" }],
  ["5|0|tcp|127.0.0.1:10000", { network: "tcp", host: "127.0.0.1", port: 10000 }],
  ["5|0|tcp|[::1]:10000", { network: "tcp", host: "::1", port: 10000 }],
  ["5|tcp|localhost:1", { network: "tcp", host: "127.0.0.1", port: 1 }],
])("%s", (line, address) => {
  expect(parseHandshake(line)).toEqual(address);
});

test.each([
  ["Hello", 'began with "Hello", which is no handshake of a plugin'],
  ["", 'began with "", which is no handshake of a plugin'],
  ["a|b|c|d", 'began with "a|b|c|d", which is no handshake of a plugin'],
  ["4|unix|/tmp/a", "speaks the API version 4, and only 5 is understood"],
  ["6|0|unix|/tmp/a", "speaks the API version 6, and only 5 is understood"],
  ["5|1|unix|/tmp/a", 'speaks the API version "5.1", and only 5.0 is understood'],
  ["5|0|udp|127.0.0.1:1", 'wants to be reached by "udp", and only unix and tcp are understood'],
  ["5|0|unix|here", 'wants to be reached at "here", which is no absolute path'],
  ["5|0|tcp|127.0.0.1", 'wants to be reached at "127.0.0.1", which is no address'],
  ["5|0|tcp|127.0.0.1:70000", 'wants to be reached at "127.0.0.1:70000", which is no address'],
  ["5|0|tcp|192.0.2.1:80", 'wants to be reached at "192.0.2.1:80", which is not on this machine'],
  ["5|0|tcp|127.evil.example:80", 'wants to be reached at "127.evil.example:80", which is not on this machine'],
])("%s is refused", (line, problem) => {
  expect(parseHandshake(line)).toMatchObject({ problem });
});

test("whatever a program writes, there is an address or a problem", () => {
  const parts = fc.constantFrom("5", "0", "unix", "tcp", "/tmp/a", "127.0.0.1:80", "\0", "9".repeat(400));
  const lines = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(parts, fc.string())).map((fields) => fields.join("|")),
  );
  fc.assert(
    fc.property(lines, (line) => {
      const read = parseHandshake(line);
      return "network" in read || (read.problem.length < 400 && read.advice.endsWith("."));
    }),
  );
});
