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
  ["pow(1,1/0)", "1"],
  ["pow(-1,-1/0)", "1"],
  ["pow(10,308)", "1.0000000000000006e+308"],
  ["pow(10,309)", "+Inf"],
  ["pow(10,-320)", "1e-320"],
  ["pow(0.1,20)", "1.0000000000000022e-20"],
  ["pow(2.5,1.5)", "3.9528470752104745"],
  ["pow(5778.344,3.7)", "8.29225318830086e+13"],
  ["pow(123.456,-2.3)", "1.547112646783257e-05"],
  ["pow(-3,3)", "-27"],
  ["pow(3,1e20)", "+Inf"],
  ["pow(0.5,1e20)", "0"],
  ["pow(-8,1/3)", "error: the result is not a number"],
  ["pow(1e309,1)", "error: the number is too great for a machine float, which goes to 1.797e308"],
  ["pow(1/0,2)", "+Inf"],
  ["log(2,1e309)", "error: the number is too great for a machine float, which goes to 1.797e308"],
  ["2/1e309", "2e-309"],
  ["5e-324", "5e-324"],
  ["1/-0", "-Inf"],
  ["-1/-0", "+Inf"],
  ["signum(-3)", "-1"],
  ["signum(9223372036854775808)", "error: a whole number of at most 64 bits is required"],
  ['sum([1,"2",3.5])', "6.5"],
  ["sum([])", "error: cannot sum an empty list"],
  ["sum({a=1})", "error: a list, set or tuple of numbers is required, but this is a object"],
  ["sum([null])", "error: element 0 must be a number and not null"],
];

describe("numeric functions", () => {
  it.each(cases)("%s", (expression, want) => expect(evaluateCall(expression)).toBe(want));
});
