import { describe, expect, it } from "vitest";
import { evaluateCall } from "./evaluate-call.fixture.ts";

// Results are those of Packer's console, where its release has the function; errors are in words of our own.
const cases: readonly (readonly [string, string])[] = [
  ['indent(10001,"a")', "a"],
  ['indent(10001,"a\\nb")', "error: the number of spaces must be from 0 to 10000"],
  ['split("","aé")', '[ "a", "é", ]'],
  ['replace("aé","","-")', "-a-é-"],
  ['title("éa ǆb it\'s a_b 1a x.y")', "Éa ǅb It'S A_b 1a X.Y"],
  ['upper("ᾳǆßŉiᾀᾘῌ")', "ᾼǄßŉIᾈᾘῌ"],
  ['lower("İΣAΣ")', "iσaσ"],
  ['substr("hello",10,1)', ""],
  ['substr("hello",-10,2)', "he"],
  ['substr("hello",-2,0)', "lo"],
  ['substr("hello",2,0)', ""],
  ['substr("héllo👨‍👩‍👧x",1,-1)', "éllo👨‍👩‍👧x"],
  ['strrev("a👨‍👩‍👧e\\u0301b")', "bé👨‍👩‍👧a"],
  ['length("👨‍👩‍👧e\\u0301🇩🇪\\r\\n")', "4"],
  ['chomp("a\\n\\r\\r\\n")', "a"],
  ['chomp("a\\nb\\n ")', "a\nb\n "],
  ['indent(2,"a\\n\\nb")', "a\n  \n  b"],
  ['trim("xxaxx","x")', "a"],
  ['trim("éaé","éa")', ""],
  ['trimspace("\\u00a0 a \\u3000\\u2028\\u0085")', "a"],
  ['trimprefix("aab","a")', "ab"],
  ['trimsuffix("baa","a")', "ba"],
  ['join(",",["a"],["b","c"])', "a,b,c"],
  ['join(",")', "error: at least one list must be given"],
  ['join(",",["a",null])', "error: element 1 is null, and null cannot be joined"],
  ['sort(["b","a","é","Z","😀","\\uffff"])', '[ "Z", "a", "b", "é", "\\uffff", "😀", ]'],
  ["length({a=1})", "1"],
  ["length(5)", "error: a number has no length; a string, collection or structure is required"],
  ["sort([])", "[]"],
  ['endswith("abc","")', "true"],
  ['startswith("abc","ab")', "true"],
  ['strcontains("abc","bc")', "true"],
];

describe("string functions", () => {
  it.each(cases)("%s", (expression, want) => expect(evaluateCall(expression)).toBe(want));
});
