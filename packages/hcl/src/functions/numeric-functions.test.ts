import { describe, expect, it } from "vitest";
import { evaluateCall } from "./evaluate-call.fixture.ts";

// Results are those of Packer's console, where its release has the function; errors are in words of our own.
const cases: readonly (readonly [string, string])[] = [
  ["abs(-1.5)", "1.5"],
  ["ceil(1.2)", "2"],
  ["floor(-1.2)", "-2"],
  ["log(8,2)", "3"],
  ["log(0,2)", "-Inf"],
  ["log(10,3)", "2.095903274289385"],
  ["max()", "error: at least one number must be given"],
  ['max("5",3)', "5"],
  ["min(1,-1/0)", "-Inf"],
  ['parseint("zz",36)', "1295"],
  ['parseint("-0b1",2)', 'error: "-0b1" is not a whole number in base 2'],
  ['parseint("",10)', "error: an empty text is not a whole number"],
  ['parseint("+7",8)', "7"],
  ['parseint("ZZ",62)', "3843"],
  ['parseint("123456789012345678901234567890123456789012345678901234567890",10)', "1.2345678901234567e+59"],
  ["pow(2,10)", "1024"],
  ["pow(2,0.5)", "1.4142135623730951"],
  ["pow(0,-1)", "+Inf"],
  ["signum(-3)", "-1"],
  ['sum([1,"2",3.5])', "6.5"],
  ["sum([])", "error: cannot sum an empty list"],
  ["sum({a=1})", "error: a list, set or tuple of numbers is required, but this is a object"],
  ["sum([null])", "error: element 0 must be a number and not null"],
];

describe("numeric functions", () => {
  it.each(cases)("%s", (expression, want) => expect(evaluateCall(expression)).toBe(want));
});
