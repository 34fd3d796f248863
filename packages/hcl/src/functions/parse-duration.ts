import { FunctionError } from "./contract.ts";

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "\u00b5s": 1_000n,
  "\u03bcs": 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const greatest = 2n ** 63n;

/**
 * Reads a duration as Go writes it: numbers with units, such as `1h30m` or `-1.5s`; zero needs no unit.
 * @returns nanoseconds
 * @throws FunctionError
 */
export function parseDuration(text: string, argument: number): bigint {
  const fail = (what: string) => new FunctionError(`"${text}" is not a duration: ${what}`, argument);
  const body = text.replace(/^[+-]/, "");
  if (body === "0") return 0n;
  if (body === "") throw fail("it has no number");
  const part = /(\d*)(?:\.(\d*))?([^\d.]*)/y;
  let total = 0n;
  while (part.lastIndex < body.length) {
    const [whole, digits = "", fraction = "", name = ""] = part.exec(body) ?? [""];
    if (digits === "" && fraction === "") throw fail("it has no number before its unit");
    if (whole === "" || name === "") throw fail("its unit is missing; write s, m or h behind the number");
    const unit = units[name];
    if (unit === undefined) throw fail(`there is no unit "${name}"; there are ns, us, ms, s, m and h`);
    total += BigInt(digits || "0") * unit + (BigInt(fraction || "0") * unit) / 10n ** BigInt(fraction.length);
    if (total > greatest) throw fail("it is too long");
  }
  return text.startsWith("-") ? -total : total;
}
