import { open } from "node:fs/promises";
import type { AnySchema } from "@ingot/sdk";
import type { Wire } from "../rpc/rpc.ts";
import { encodeSpec } from "../spec/encode-spec.ts";
import type { HclObjectSpec } from "../spec/hcl-spec.ts";
import { specOfSchema } from "../spec/spec-of-schema.ts";
import type { Session } from "./session.ts";

/** The answer to ConfigSpec. */
export async function configSpec(schema: AnySchema, { start, encoding }: Session): Promise<Wire> {
  const spec = specOfSchema(schema);
  const vendor = start.handshake === "old" && hasBlocks(spec) ? await findVendor(process.ppid) : "";
  return { ConfigSpec: encodeSpec(spec, encoding, vendor) };
}

function hasBlocks(spec: HclObjectSpec): boolean {
  return [...spec.parts.values()].some(({ k }) => k === "block" || k === "blocks");
}

const vendorPath = "github.com/hashicorp/packer/vendor/";
const mark = Buffer.from(`${vendorPath}github.com/hashicorp/hcl/v2/hcldec`);
const chunkBytes = 4 * 1024 * 1024;

/**
 * What stands in front of the names of Go types in the host's program. Debian has built Packer 1.6.6 from copies of its libraries: their types
 * bear other names there (plugin-protocol 13.1), and the host ends when it is told of a nested block by the usual one. Nothing but its
 * program says which it is. "" where that cannot be read.
 */
async function findVendor(pid: number): Promise<string> {
  const file = await open(`/proc/${pid}/exe`).catch(() => undefined);
  if (!file) return "";
  try {
    const buffer = Buffer.alloc(chunkBytes);
    let kept = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, kept, chunkBytes - kept, null);
      if (bytesRead === 0) return "";
      const end = kept + bytesRead;
      if (buffer.subarray(0, end).includes(mark)) return vendorPath;
      // The mark may lie across two chunks.
      kept = Math.min(mark.length, end);
      buffer.copyWithin(0, end - kept, end);
    }
  } catch {
    return "";
  } finally {
    await file.close();
  }
}
