import { describe, expect, it } from "vitest";
import { evaluateCall } from "./evaluate-call.fixture.ts";

// Results are those of Packer's console, where its release has the function; errors are in words of our own.
const cases: readonly (readonly [string, string])[] = [
  ['regex("a(b)?c","ac")', "[ null, ]"],
  ['regex("(?P<x>a)(?P<y>b)?","a")', '{ "x" = "a" }'],
  ['regex("(?i)HeLLo","say hello")', "hello"],
  ['regex("(?s)a.b","a\\nb")', "a\nb"],
  ['regex("a.b","a\\nb")', "error: the regular expression matches nothing in the text"],
  ['regex("^b$","a\\nb\\nc")', "error: the regular expression matches nothing in the text"],
  ['regex("(?m)^b$","a\\nb\\nc")', "b"],
  ['regex("\\\\Aa\\\\z","a")', "a"],
  ['regex("[[:alpha:]]+","12abc")', "abc"],
  ['regex("[^[:space:]]+"," x y")', "x"],
  ['regex("\\\\pL+","1é2")', "é"],
  ['regex("\\\\p{Greek}+","aαβ")', "αβ"],
  ['regex("\\\\Qa.b\\\\E+","a.bbb")', "a.bbb"],
  ['regex("(a)(?P<n>b)","ab")', "error: a regular expression cannot have both named and unnamed groups"],
  ['regex("(?=a)","a")', "error: invalid regular expression: look-around is not supported"],
  ['regex("(a)\\\\1","aa")', "error: invalid regular expression: references back to a group are not supported"],
  ['regex("a**","a")', "error: invalid regular expression: a repetition is itself repeated"],
  ['regex("*","a")', 'error: invalid regular expression: nothing stands before "*"'],
  ['regex("a{2,3}","aaaa")', "aaa"],
  ['regex("a{,3}","a{,3}")', "a{,3}"],
  ['regex("(?U)a+","aaa")', "a"],
  ['regex("(?i:A)b","ab")', "ab"],
  ['regex("(?i:A)B","ab")', "error: the regular expression matches nothing in the text"],
  ['regex("[a-c-e]+","-e")', "-e"],
  ['regex("[]a]+","]a")', "]a"],
  ['regex("\\\\x41\\\\x{1F600}","A😀")', "A😀"],
  ['regex("(?i)straße","STRAßE")', "STRAßE"],
  ['regex("(?i)ſ","S")', "S"],
  ['regex("(?i)[k]","K")', "K"],
  ['regex("\\\\bfoo\\\\b","a foo b")', "foo"],
  ['regex("a|b|","c")', ""],
  ['regex("x{1001}","x")', "error: invalid regular expression: a repetition of more than 1000"],
  ['regex("\\\\C","x")', 'error: invalid regular expression: the escape "\\C" is not known'],
  ['regex("(?P<n>a)|(?P<n>b)","x")', 'error: invalid regular expression: the group name "n" is used twice'],
  ['regex("[b-a]","x")', "error: invalid regular expression: the range b-a is in the wrong order"],
  ['regex("a(?i)b","aB")', "aB"],
  ['regex("(a(?i)b)c","aBC")', "error: the regular expression matches nothing in the text"],
  ['regexall("a*","baaac")', '[ "", "aaa", "", ]'],
  ['regexall("(a)(b)?","abaa")', '[ [ "a", "b", ], [ "a", null, ], [ "a", null, ], ]'],
  ['regexall("x","a")', "[]"],
  ['regexall("","ab")', '[ "", "", "", ]'],
  ['regex_replace("baaac","a*","x")', "xbxcx"],
  ['regex_replace("abc","(b)","[$1]")', "a[b]c"],
  ['regex_replace("abc","(b)","$1x")', "ac"],
  ['regex_replace("abc","(?P<n>b)","$${n}y$$$0")', "aby$bc"],
  ['regex_replace("abc","","-")', "-a-b-c-"],
  ['regex_replace("héé","é","$")', "h$$"],
  ['regex_replace("abc","b","$ $- $")', "a$ $- $c"],
  ['regex("(?<n>a)","a")', '{ "n" = "a" }'],
  ['regex("(?i)[^a]+","ABA")', "B"],
  ['regex("[[:^alpha:]]+","ab12")', "12"],
  ['regex_replace("abc","(b)","$1é$01$00")', "ac"],
  ['regex_replace("abc","(b)","$$${}$$${1-}$$${0")', "a${}${1-}${0c"],
  ['regex_replace("abc","(b)","$$${1}x")', "a${1}xc"],
  ['regex_replace("aaa","a*?","x")', "xaxaxax"],
  ['regex_replace("héé","","-")', "-h-é-é-"],
  ['regex("(?P<é>a)","a")', 'error: invalid regular expression: "é" is no name for a group'],
  ['regex("(?z)a","a")', 'error: invalid regular expression: the group "(?z" is not supported'],
  ['regex("(?<=a)b","ab")', "error: invalid regular expression: look-around is not supported"],
  ['regex("(a","a")', 'error: invalid regular expression: a ")" is missing'],
  ['regex("a)","a")', 'error: invalid regular expression: there is a ")" without "("'],
  ['regex("[a","a")', 'error: invalid regular expression: a "]" is missing'],
  ['regex("a\\\\","a")', "error: invalid regular expression: it ends with a backslash"],
  ['regex("\\\\p{Foo}","a")', "error: invalid regular expression: the class \\p{Foo} is not known"],
  ['regex("[[:foo:]]","a")', "error: invalid regular expression: the class [:foo:] is not known"],
  ['regex("a{3,2}","a")', "error: invalid regular expression: the repetition {3,2} is in the wrong order"],
  [
    'regex("(?:a{500}){500}","a")',
    "error: invalid regular expression: repetitions within one another of more than 1000 in all",
  ],
  ['regex("a\\\\/b","a/b")', "a/b"],
  ['regex("[\\\\d\\\\-x]+","1-x")', "1-x"],
];

describe("regex functions", () => {
  // A backtracking engine would try every way to split the letters, and not come back.
  it.each(["(a+)+$", "^(a|a)*$", "(a|aa)+$", "([a-z]+)*[0-9]", "(.*)(.*)(.*)(.*)(.*)[^a!]"])(
    "%s on a long text that does not match",
    (pattern) => {
      const text = `${"a".repeat(20_000)}!`;
      expect(evaluateCall(`can(regex("${pattern}", "${text}"))`)).toBe("false");
    },
  );

  it("one of more than 65536 characters is refused", () => {
    expect(evaluateCall(`regex("${"a".repeat(65_537)}", "")`)).toBe(
      "error: the regular expression has more than 65536 characters",
    );
  });

  it("groups and repetitions nested without end are refused", () => {
    expect(evaluateCall(`regex("${"(".repeat(30_000)}${")".repeat(30_000)}", "")`)).toBe(
      "error: invalid regular expression: its groups and repetitions are nested too deeply",
    );
  });

  it.each(cases)("%s", (expression, want) => expect(evaluateCall(expression)).toBe(want));
});
