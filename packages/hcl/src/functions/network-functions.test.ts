import { describe, expect, it } from "vitest";
import { evaluateCall } from "./evaluate-call.fixture.ts";

// Results are those of Packer's console, where its release has the function; errors are in words of our own.
const cases: readonly (readonly [string, string])[] = [
  ['cidrhost("10.1.2.240/28",1)', "10.1.2.241"],
  ['cidrhost("10.0.0.0/8",-1)', "10.255.255.255"],
  ['cidrhost("10.0.0.0/30",4)', "error: a prefix of 30 bits has no host number 4"],
  ['cidrhost("10.0.0.0/30",-4)', "10.0.0.0"],
  ['cidrhost("fd00::/64",34)', "fd00::22"],
  ['cidrnetmask("fd00::/64")', "ffff:ffff:ffff:ffff::"],
  ['cidrnetmask("1.2.3.4/0")', "0.0.0.0"],
  ['cidrsubnet("172.16.0.0/12",4,2)', "172.18.0.0/16"],
  ['cidrsubnet("fd00:fd12:3456:7890::/56",16,162)', "fd00:fd12:3456:7800:a200::/72"],
  ['cidrsubnet("10.0.0.0/24",9,0)', "error: there is no room to extend a prefix of 24 bits by 9"],
  ['cidrsubnet("10.0.0.0/24",2,4)', "error: an extension of 2 bits has no subnet number 4"],
  ['cidrsubnet("fd00::/56",33,0)', "error: a prefix cannot be extended by more than 32 bits at once"],
  ['cidrsubnet("10.1.2.3/24",0,0)', "10.1.2.0/24"],
  ['cidrsubnets("10.1.0.0/16",4,4,8,4)', '[ "10.1.0.0/20", "10.1.16.0/20", "10.1.32.0/24", "10.1.48.0/20", ]'],
  ['cidrsubnets("10.1.0.0/30",1,1,1)', "error: there is no room left for a subnet with a prefix of 31 bits"],
  ['cidrsubnets("10.0.0.0/8")', "[]"],
  ['cidrsubnets("fd00::/48",16,32)', '[ "fd00::/64", "fd00:0:0:1::/80", ]'],
  ['cidrhost("01.2.3.4/8",1)', 'error: "01.2.3.4/8" is not a prefix in CIDR notation, such as 10.0.0.0/8 or fd00::/8'],
  ['uuidv5("dns","example.com")', "cfbff0d1-9375-5685-968c-48ce8b15ae17"],
  ['uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430c8","a")', "4f3f2898-69e3-5a0d-820a-c4e87987dbce"],
  ['uuidv5("urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8","a")', "4f3f2898-69e3-5a0d-820a-c4e87987dbce"],
  ['uuidv5("{6BA7B810-9dad-11d1-80b4-00c04fd430c8}","a")', "4f3f2898-69e3-5a0d-820a-c4e87987dbce"],
  ['uuidv5("6ba7b8109dad11d180b400c04fd430c8","a")', "4f3f2898-69e3-5a0d-820a-c4e87987dbce"],
  [
    'uuidv5("6ba7b8109dad-11d1-80b4-00c04fd430c8","a")',
    'error: "6ba7b8109dad-11d1-80b4-00c04fd430c8" is no namespace; it is dns, url, oid, x500 or a UUID',
  ],
  ['uuidv5("nope","a")', 'error: "nope" is no namespace; it is dns, url, oid, x500 or a UUID'],
  ['cidrsubnet("10.0.0.0/24",-1,0)', "10.0.0.0/23"],
];

describe("network functions", () => {
  it.each(cases)("%s", (expression, want) => expect(evaluateCall(expression)).toBe(want));
});
