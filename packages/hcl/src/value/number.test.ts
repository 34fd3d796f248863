import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  type BigFloat,
  ceil,
  cmp,
  div,
  floor,
  formatNumber,
  fromBigInt,
  fromJsNumber,
  isInteger,
  mul,
  neg,
  parseNumber,
  rem,
  sub,
  toBigInt,
  toDecimalText,
  toJsNumber,
} from "./number.ts";

function number(text: string): BigFloat {
  const n = parseNumber(text);
  if (!n) throw new Error(`${text} is not a number`);
  return n;
}

const text = (n: BigFloat | undefined) => (n ? toDecimalText(n) : "not a number");

describe("parseNumber", () => {
  it.each([
    ["0", "0"],
    ["-0", "-0"],
    ["007", "7"],
    ["5.", "5"],
    [".5", "0.5"],
    ["+5", "5"],
    ["1e5", "100000"],
    ["1E-7", "0.0000001"],
    ["1p3", "8"],
    ["0.1", "0.1"],
    ["9007199254740993", "9007199254740993"],
    ["9007199254740993.5", "9007199254740993.5"],
    ["1e30", `1${"0".repeat(30)}`],
    ["inf", "+Inf"],
    ["-Inf", "-Inf"],
    ["1e999999999999", "+Inf"],
    ["1e-999999999999", "0"],
  ])("%s is %s", (input, want) => expect(text(number(input))).toBe(want));

  it.each(["", " 5", "0x10", "1_0", "NaN", "Infinity", "1e", ".", "--1", "1.2.3"])("%j is no number", (input) =>
    expect(parseNumber(input)).toBeUndefined(),
  );

  it("reads far exponents to the last bit", () => {
    expect(number("1e20000")).toEqual(fromBigInt(10n ** 20000n));
  });
});

describe("arithmetic", () => {
  const cases: readonly [string, BigFloat | undefined, string][] = [
    ["0.1 + 0.2", add(number("0.1"), number("0.2")), "0.3"],
    ["1/3", div(number("1"), number("3")), `0.${"3".repeat(154)}5`],
    ["2/3*3", mul(div(number("2"), number("3")) ?? number("0"), number("3")), "2"],
    ["lengths divided", div(fromJsNumber(1), fromJsNumber(3)), "0.33333333333333333334"],
    ["a float of 53 bits", fromJsNumber(Math.log(10) / Math.log(3)), "2.095903274289385"],
    ["2^70 of 53 bits", fromJsNumber(2 ** 70), "1180591620717411300000"],
    ["2^70 of 512 bits", fromBigInt(2n ** 70n), "1180591620717411303424"],
    ["-5 % 3", rem(number("-5"), number("3")), "-2"],
    ["5 % -3", rem(number("5"), number("-3")), "2"],
    ["-4 % 2", rem(number("-4"), number("2")), "0"],
    ["10 % 3.5", rem(number("10"), number("3.5")), "3"],
    ["5 % 0", rem(number("5"), number("0")), "5"],
    ["0 * -1", mul(number("0"), number("-1")), "-0"],
    ["1 / 0", div(number("1"), number("0")), "+Inf"],
    ["-1 / 0", div(number("-1"), number("0")), "-Inf"],
    ["0 / 0", div(number("0"), number("0")), "not a number"],
    ["inf - inf", sub(number("inf"), number("inf")), "not a number"],
    ["0 * inf", mul(number("0"), number("inf")), "not a number"],
    ["10 % inf", rem(number("10"), number("inf")), "not a number"],
    ["ceil(-1.8)", ceil(number("-1.8")), "-1"],
    ["floor(-1.8)", floor(number("-1.8")), "-2"],
    [
      "ceil of many digits",
      ceil(number("99999999999999999999999999999999998.123")),
      "99999999999999999999999999999999999",
    ],
  ];
  it.each(cases)("%s", (_, got, want) => expect(text(got)).toBe(want));
});

describe("formatNumber", () => {
  it.each([
    ["1000000", "g", undefined, "1e+06"],
    ["123456", "g", undefined, "123456"],
    ["0.00001", "g", undefined, "1e-05"],
    ["0", "g", undefined, "0"],
    ["0", "e", 2, "0.00e+00"],
    ["1234.5678", "e", 3, "1.235e+03"],
    ["1234.5678", "f", 2, "1234.57"],
    ["0.5", "f", 0, "0"],
    ["1.5", "f", 0, "2"],
    ["2.5", "f", 0, "2"],
    ["0.05", "f", 1, "0.1"],
    ["0.04", "f", 1, "0.0"],
    ["9.999", "f", 2, "10.00"],
    ["1234.5678", "g", 3, "1.23e+03"],
    ["100000", "g", 3, "1e+05"],
    ["-inf", "f", 2, "-Inf"],
  ] as const)("%s %%%s %s", (input, verb, precision, want) =>
    expect(formatNumber(number(input), verb, precision)).toBe(want),
  );
});

const floats = fc.double({ noNaN: true, noDefaultInfinity: true });
const decimals = fc
  .tuple(fc.bigInt(-(10n ** 40n), 10n ** 40n), fc.integer({ min: -60, max: 60 }))
  .map(([mantissa, exponent]) => number(`${mantissa}e${exponent}`));

describe("properties", () => {
  it("printing and reading gives the same number", () => {
    fc.assert(fc.property(decimals, (n) => cmp(number(toDecimalText(n)), n) === 0));
  });
  it("a JS number survives, also the smallest", () => {
    fc.assert(fc.property(floats, (n) => toJsNumber(fromJsNumber(n)) === n));
    expect(toJsNumber(number("4.9e-324"))).toBe(5e-324);
    expect(toJsNumber(number("2e-324"))).toBe(0);
    expect(toJsNumber(number("1e400"))).toBe(Number.POSITIVE_INFINITY);
  });
  it("reads decimals as JS does, where JS's precision is enough", () => {
    fc.assert(fc.property(floats, (n) => toJsNumber(number(String(n))) === n));
  });
  it("adds, multiplies and compares whole numbers as bigint does", () => {
    const whole = fc.bigInt(-(2n ** 200n), 2n ** 200n);
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const [x, y] = [fromBigInt(a), fromBigInt(b)];
        expect(toBigInt(add(x, y) ?? x)).toBe(a + b);
        expect(toBigInt(mul(x, y) ?? x)).toBe(a * b);
        expect(Math.sign(cmp(x, y))).toBe(a < b ? -1 : a > b ? 1 : 0);
        expect(isInteger(x)).toBe(true);
      }),
    );
  });
  it("subtracting is adding the negative, and x - x is zero", () => {
    fc.assert(fc.property(decimals, decimals, (a, b) => text(sub(a, b)) === text(add(a, neg(b)))));
    fc.assert(fc.property(decimals, (a) => text(sub(a, a)) === "0"));
  });
});

// As math/big writes them: the digits of a power of two are those of any other number.
it.each([
  [53, -1037, "6790386531088871"],
  [53, -1073, "988131291682493"],
  [64, -100, "7888609052210118054"],
  [53, 1000, "10715086071862673"],
])("the power of two of %i bits to %i has the digits %s", (precision, exponent, want) => {
  expect(toDecimalText({ k: "binary", mantissa: 1n, exponent, precision }).replaceAll(/^0\.0*|0+$/g, "")).toBe(want);
});
