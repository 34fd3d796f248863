import { duplexPair } from "node:stream";
import type { Connection } from "../src/broker/broker.ts";
import { openConnection } from "../src/broker/open-connection.ts";

/** A host's and a plugin's end of one connection, in this process, over everything that the wire has. */
export function connectSides(): { readonly host: Connection; readonly plugin: Connection } {
  const [ours, theirs] = duplexPair();
  return { host: openConnection(ours, "host"), plugin: openConnection(theirs, "plugin") };
}
