import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sprintf } from "./format-printf.ts";
import { float64 } from "./values.ts";

// Compared with Go's fmt.
describe("sprintf", () => {
  test.each<[string, readonly unknown[], string]>([
    ["%s|%d|%v|%q|%x", ["a", 5, true, 'é"', "hi"], 'a|5|true|"é\\""|6869'],
    ["%05d|%-5s|%5s|%+d|% d|%05d", [42, "ab", "ab", 3, 3, -42], "00042|ab   |   ab|+3| 3|-0042"],
    [
      "%t %f %.2f %g %e %c %U %#U %T %%",
      [false, 1.5, 2.675, 0.1, 12345.678, 65, 233, 233, "a"],
      "false 1.500000 2.67 0.1 1.234568e+04 A U+00E9 U+00E9 'é' string %",
    ],
    ["%d", ["x"], "%!d(string=x)"],
    ["%s", [], "%!s(MISSING)"],
    ["%s", [1], "%!s(int=1)"],
    ["a", [1, "b", null], "a%!(EXTRA int=1, string=b, <nil>)"],
    ["%!", [], "%!!(MISSING)"],
    ["%", [], "%!(NOVERB)"],
    ["%z", [1], "%!z(int=1)"],
    ["%[2]s %[1]s", ["a", "b"], "b a"],
    ["%[3]s", ["a"], "%!s(BADINDEX)"],
    ["%*d|%-*d|%.*f", [5, 1, 4, 2, 1, float64(3)], "    1|2   |3.0"],
    ["%*d", ["x", 1], "%!(BADWIDTH)1"],
    ["%.*d", [-1, 1], "%!(BADPREC)1"],
    ["%v %v", [[1, "a", null], { b: 1, a: ["x"] }], "[1 a <nil>] map[a:[x] b:1]"],
    [
      "%#v",
      [{ a: [1, "x", null, true] }],
      'map[string]interface {}{"a":[]interface {}{1, "x", interface {}(nil), true}}',
    ],
    [
      "%q %x %d",
      [
        ["a", "b"],
        ["a", "b"],
        [1, "x"],
      ],
      '["a" "b"] [61 62] [1 %!d(string=x)]',
    ],
    ["%#x %X %o %#o %O %b", [255, 255, 8, 8, 8, 5], "0xff FF 10 010 0o10 101"],
    ["% x|%#x|%.1x", ["hi", "hi", "hi"], "68 69|0x6869|68"],
    ["%.2s|%5.1s|%q|%+q|%#q", ["héé", "ab", 97, "é", "a`b"], 'hé|    a|\'a\'|"\\u00e9"|"a`b"'],
    ["%v %v %v %v", [float64(1e6), 123456789.5, 1e21, 0.00001], "1e+06 1.234567895e+08 1e+21 1e-05"],
    ["%.0f %.0f %.0f %.3g %06.1f %+.1e", [0.5, 1.5, 2.5, 1234.5, -1.25, 1.25], "0 2 2 1.23e+03 -001.2 +1.2e+00"],
    ["%x %b", [1.5, 1.5], "0x1.8p+00 6755399441055744p-52"],
    ["%d", [9223372036854775807n], "9223372036854775807"],
    ["%v %s", [null, null], "<nil> %!s(<nil>)"],
    ["%9999999.d|", [], "%!d(MISSING)|"],
    ["%12345678d", [1], "%!(NOVERB)%!(EXTRA int=1)"],
    ["%.", [1], "%!.(int=1)"],
    ["%w", ["a"], "%!w(string=a)"],
  ])("%s", (format, args, expected) => {
    expect(sprintf(format, args)).toBe(expected);
  });

  test("%g and %e identify the number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const value = float64(number);
        return (
          Object.is(Number(sprintf("%g", [value])), number) && Object.is(Number(sprintf("%.17g", [value])), number)
        );
      }),
    );
  });
});
