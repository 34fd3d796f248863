import { describe, expect, it } from "vitest";
import { evaluateCall } from "./evaluate-call.fixture.ts";

// Results are those of Packer's console, where its release has the function; errors are in words of our own.
const cases: readonly (readonly [string, string])[] = [
  ['format("%05d|%+d|% d|%-5d|%x|%X|%o|%b|%#x", 42,42,42,42,255,255,8,5,255)', "00042|+42| 42|42   |ff|FF|10|101|0xff"],
  [
    'format("%e|%f|%g|%G|%.2f|%8.3f|%E|%+.1e|%010.2f", 12.5,12.5,12.5,1e30,1.005,3.14159,1e5,12345.678,3.14159)',
    "1.250000e+01|12.500000|12.5|1E+30|1.00|   3.142|1.000000E+05|+1.2e+04|0000003.14",
  ],
  ['format("%s %v %#v", 1000000, 1000000, 1000000)', "1000000 1e+06 1000000"],
  [
    'format("%05s|%-5s|%5s|%.2s|%q|%+q|%#q", "a","b","c","héllo","a<b","x","y")',
    '0000a|b    |    c|hé|"a\\u003cb"|"x"|"y"',
  ],
  ['format("%v|%v|%v", [1,"a"], {a=1}, null)', '[1,"a"]|{"a":1}|null'],
  ['format("%t|%v", "true", true)', "true|true"],
  ['format("%[2]s %[1]s %s", "a","b")', "b a b"],
  ['format("%s", "a", "b")', "error: the format uses only 1 of the 2 arguments"],
  ['format("%-05d|%0-5d|%+s|% s|%05t|%5v|%-6v|", 7,7,"a","b",true,1000000,"x")', "7    |7    |a|b|true|1e+06|x     |"],
  ['format("%5%|%")', 'error: "%" at character 2 of the format is not part of a verb; a percent sign is written %%'],
  ['format("%.3d|%5.3d|%+05d|% 05d", 7,7,7,-7)', "007|  007|+0007|-0007"],
  ['format("%v %g %.3g %#g %g", 1e21, 123456789, 123456789, 1.5, 0.000001)', "1e+21 1.23456789e+08 1.23e+08 1.5 1e-06"],
  ['format("%x", -255)', "-ff"],
  ['format("%+v|%05v|%v", 5, 5, 0.1)', "5|00005|0.1"],
  ['format("%5.1v|%.3v|", 3.14159, "abcdef")', "3.14159|abcdef|"],
  ['format("%+f|% f|%+g|%f|%10f|%010f", 1/0, 1/0, -1/0, 1/0, -1/0, 1/0)', "+Inf| Inf|-Inf|+Inf|      -Inf|      +Inf"],
  ['format("%5.2q|%08q", "abc", "d")', ' "ab"|00000"d"'],
  ['format("%010v|%-010d|%+010.3e", 1.5, 5, 1.5)', "00000001.5|5         |+1.500e+00"],
  ['format("%.0f|%.0e|%.10g|%.0g", 2.5, 2.5, 1/3, 250)', "2|2e+00|0.3333333333|2e+02"],
  ['format("%b %o", -5, -9)', "-101 -11"],
  ['format("%#b %#o %#X %#d", 5, 9, 255, 3)', "0b101 011 0XFF 3"],
  ['format("%x", 1e30)', "c9f2c9cd04674edea40000000"],
  ['format("% x", 255)', " ff"],
  ['format("%f", 1e30)', "1000000000000000000000000000000.000000"],
  ['format("%d", 1.5)', 'error: the value for "%d" at character 0 does not fit: a whole number is required'],
  ['format("%5t|%-7t|", true, false)', "true|false|"],
  ['format("%.f|%5.f", 1.5, 2.5)', "2|    2"],
  [
    'format("%v", 1/3)',
    "0.33333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333335",
  ],
  [
    'format("%20.5v|%-20v|", 1/3, true)',
    "0.33333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333335|true                |",
  ],
  ['format("%08.3f|%+08.3f|%-8.3f|% 8.3f", 3.14159, 3.14159, 3.14159, 3.14159)', "0003.142|+003.142|3.142   |   3.142"],
  ['format("%05d", -42)', "-0042"],
  ['format("%5d|%-5d|%05d", "7", "8", "9")', "    7|8    |00009"],
  ['format("%#v|%#v", "a", [1,null])', '"a"|[1,null]'],
  ['format("%é","a")', 'error: "é" at character 1 of the format is not part of a verb; a percent sign is written %%'],
  ['formatlist("%s-%s", ["a","b"], "x")', '[ "a-x", "b-x", ]'],
  ['formatlist("x")', '[ "x", ]'],
  ['formatlist("%s", convert(["b","a"],set(string)))', '[ "a", "b", ]'],
  ['formatlist("%d", [])', "[]"],
  ['formatlist("%s", [null])', 'error: the value for "%s" at character 0 does not fit: it is null'],
  ['formatlist("%v", null)', '[ "null", ]'],
];

describe("format functions", () => {
  it.each(cases)("%s", (expression, want) => expect(evaluateCall(expression)).toBe(want));
});
