import { numbers } from "@ingot/hcl";
import { GobError } from "../gob/gob-value.ts";

/** The bits of the language's numbers: what has more is rounded. */
const mostBits = 512;

/**
 * Reads a number as Go's math/big Float writes itself into gob (plugin-protocol 7.5).
 * @throws GobError
 */
export function decodeBigFloat(bytes: Uint8Array): numbers.BigFloat {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 6) throw new GobError("a number is cut off");
  if (view.getUint8(0) !== 1)
    throw new GobError(`a number is written in version ${view.getUint8(0)} of its format, and 1 is known`);
  const flags = view.getUint8(1);
  const [form, isNegative] = [(flags >> 1) & 3, (flags & 1) === 1];
  const precision = Math.min(view.getUint32(2) || mostBits, mostBits);
  if (form === 0) return { k: "integer", n: isNegative ? -0 : 0, precision };
  if (form === 2) return { k: "infinite", negative: isNegative, precision };
  if (form !== 1 || bytes.length < 11) throw new GobError("a number is cut off");
  const mantissa = bytes.subarray(10);
  // More than rounding can need.
  if (mantissa.length > mostBits) throw new GobError("a number is far too long");
  const magnitude = BigInt(`0x${Buffer.from(mantissa).toString("hex")}`);
  return numbers.roundToFloat(isNegative ? -magnitude : magnitude, view.getInt32(6) - mantissa.length * 8, precision);
}
