import { describe, expect, it } from "vitest";
import { evaluateCall } from "./evaluate-call.fixture.ts";

// Results are those of Packer's console, where its release has the function; errors are in words of our own.
const cases: readonly (readonly [string, string])[] = [
  ['base64encode("é")', "w6k="],
  ['base64decode("w6k=")', "é"],
  ['base64decode("aGVs\\nbG8=")', "hello"],
  ['base64decode("aGVsbG8")', "error: this is not base64 with padding"],
  ['csvdecode("a,b\\n1,2\\n3")', "error: line 3 has 1 fields, but the header names 2"],
  ['csvdecode("a,b\\n\\"x\\"\\"y\\",z\\n")', '[ { "a" = "x\\"y" "b" = "z" }, ]'],
  ['csvdecode("a,b\\r\\n1,\\"2\\r\\n3\\"\\r\\n")', '[ { "a" = "1" "b" = "2\\n3" }, ]'],
  ['csvdecode("a\\n\\"x")', 'error: line 2 of the CSV: the quoted field is not closed by a "'],
  ['csvdecode("a\\nx\\"y")', 'error: line 2 of the CSV: a field with a " must be quoted from its first character on'],
  ['csvdecode("a\\n\\n1")', '[ { "a" = "1" }, ]'],
  ['csvdecode("a,b")', "[]"],
  ['csvdecode("a,b\\n,\\n")', '[ { "a" = "" "b" = "" }, ]'],
  ['csvdecode("a\\n \\n")', '[ { "a" = " " }, ]'],
  ['csvdecode("a\\n\\"x\\"y")', 'error: line 2 of the CSV: only a comma may follow the closing "'],
  ['csvdecode("a\\r1")', "[]"],
  ['csvdecode("a,b\\n1,2\\r\\n")', '[ { "a" = "1" "b" = "2" }, ]'],
  ['jsonencode({b=1,a="<>&\\u2028"})', '{"a":"\\u003c\\u003e\\u0026\\u2028","b":1}'],
  [
    "jsonencode([1e30,1/3,0.1,null,-0])",
    "[1000000000000000000000000000000,0.33333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333335,0.1,null,-0]",
  ],
  ['jsondecode("{\\"a\\":[1,null,\\"x\\"]}")', '{ "a" = [ 1, null, "x", ] }'],
  ['jsondecode("[1,2")', 'error: invalid JSON at line 1, column 5: "," or "]" is expected, but here is the end'],
  ['jsonencode("\\u0007\\u0008\\u000c\\u007f\\t")', '"\\u0007\\b\\f\u007f\\t"'],
  ['md5("a")', "0cc175b9c0f1b6a831c399e269772661"],
  [
    'sha512("a")',
    "1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f5302860c652bf08d560252aa5e74210546f369fbbbce8c12cfc7957b2652fe9a75",
  ],
  ['urlencode("a b+c&d=é~-_.*\'()!/")', "a+b%2Bc%26d%3D%C3%A9~-_.%2A%27%28%29%21%2F"],
  ['textencodebase64("é","ISO-8859-1")', "6Q=="],
  ['textencodebase64("aé","UTF-16LE")', "YQDpAA=="],
  ['textencodebase64("a","UTF-16")', "/v8AYQ=="],
  ['textencodebase64("€","windows-1252")', "gA=="],
  ['textencodebase64("é","IBM437")', "gg=="],
  ['textencodebase64("€","US-ASCII")', "error: the text has characters that US-ASCII has not"],
  ['textencodebase64("a","base64")', 'error: "base64" is not the IANA name of a character set'],
  ['textdecodebase64("AGE=","UTF-16")', "a"],
  ['textdecodebase64("//5hAA==","UTF-16")', "a"],
  ['textdecodebase64("6Q==","ISO-8859-1")', "é"],
  ['base64decode("/w==")', "error: what the base64 stands for is not UTF-8 text"],
  ['bcrypt("a", 32)', "error: the cost must be at most 31"],
  ['bcrypt("a", 4, 5)', "error: at most two arguments may be given: the text and the cost"],
  ['rsadecrypt("x","y")', "error: this is not base64 with padding"],
];

describe("encoding functions", () => {
  it.each(cases)("%s", (expression, want) => expect(evaluateCall(expression)).toBe(want));
});
