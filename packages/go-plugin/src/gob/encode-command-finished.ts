import { builtIn, defineStruct } from "./define-gob-type.ts";
import { gobInt, gobMessage, gobStruct } from "./write-gob.ts";

const id = 65;
const definition = defineStruct(id, "CommandFinished", { ExitStatus: builtIn.int });

/** What is written on the response stream of a command when it is over: its exit status, in gob, whatever the encoding is (plugin-protocol 7.6). */
export function encodeCommandFinished(status: number): Uint8Array {
  return Buffer.concat([definition, gobMessage(id, gobStruct(status === 0 ? undefined : gobInt(status)))]);
}
