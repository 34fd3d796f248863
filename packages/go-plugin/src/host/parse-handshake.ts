// The one line by which a plugin says where it can be reached (plugin-protocol 2.3). Four fields since Packer 1.7, three before; both are
// understood here. What else a program may write is explained to the person who has put it there.

import { isIPv4, isIPv6 } from "node:net";

/** Where a plugin waits for its one connection. */
export type PluginAddress =
  | { readonly network: "unix"; readonly path: string }
  | { readonly network: "tcp"; readonly host: string; readonly port: number };

/** What is wrong with a first line: a clause that follows the program's name, and what to do. */
export interface HandshakeProblem {
  readonly problem: string;
  readonly advice: string;
}

const isNoPlugin =
  "It is no plugin of Packer, or a broken one: look what it writes when it is run by hand, or remove it.";

/** Reads the first line of a plugin, without its end. */
export function parseHandshake(line: string): PluginAddress | HandshakeProblem {
  const fields = line.trim().split("|");
  const first = fields[0] ?? "";
  if (fields.length < 3 || !/^\d+$/.test(first)) {
    return { problem: `began with ${shown(line)}, which is no handshake of a plugin`, advice: isNoPlugin };
  }
  if (first !== "5") {
    const advice = `It is made for ${Number(first) < 5 ? "an older" : "a newer"} Packer. Install a version of the plugin that has the API version x5.0.`;
    return { problem: `speaks the API version ${Number(first)}, and only 5 is understood`, advice };
  }
  // Before there was a minor version the address stood in its place.
  const hasMinor = fields[1] !== "unix" && fields[1] !== "tcp";
  const rest = hasMinor ? fields.slice(2) : fields.slice(1);
  if (hasMinor && fields[1] !== "0") {
    const advice = "It is made for a newer Packer. Install a version of the plugin that has the API version x5.0.";
    return { problem: `speaks the API version ${shown(`5.${fields[1]}`)}, and only 5.0 is understood`, advice };
  }
  const [network, ...address] = rest;
  return readAddress(network ?? "", address.join("|"));
}

function readAddress(network: string, address: string): PluginAddress | HandshakeProblem {
  if (network === "unix") {
    if (address.startsWith("/") && !address.includes("\0")) return { network, path: address };
    return { problem: `wants to be reached at ${shown(address)}, which is no absolute path`, advice: isNoPlugin };
  }
  if (network !== "tcp") {
    return {
      problem: `wants to be reached by ${shown(network)}, and only unix and tcp are understood`,
      advice: isNoPlugin,
    };
  }
  const found = /^(?:\[(.+)\]|([^[\]:]+)):(\d{1,5})$/.exec(address);
  const host = found?.[1] ?? found?.[2] ?? "";
  const port = Number(found?.[3]);
  if (!found || port < 1 || port > 65535) {
    return { problem: `wants to be reached at ${shown(address)}, which is no address`, advice: isNoPlugin };
  }
  if (!isLoopback(host)) {
    const advice = "A plugin runs on this machine, and nothing is sent to another one. Remove it.";
    return { problem: `wants to be reached at ${shown(address)}, which is not on this machine`, advice };
  }
  return { network, host: host === "localhost" ? "127.0.0.1" : host, port };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || (isIPv4(host) && host.startsWith("127.")) || (isIPv6(host) && host === "::1");
}

/** So much of what a program wrote is repeated, in characters. */
const mostShown = 80;

function shown(text: string): string {
  return JSON.stringify(text.length > mostShown ? `${text.slice(0, mostShown)}...` : text);
}
