// Texts in the small languages that single functions read: formats, dates, prefixes, documents. Some of each are wrong.

import type { Choose } from "./choose.ts";

const timestamps = [
  ..."2020-01-02T03:04:05Z 1999-12-31T23:59:59Z 2000-02-29T12:00:00+05:30 2018-03-10T00:00:00-08:00".split(" "),
  ..."0001-01-01T00:00:00Z 9999-12-31T23:59:59Z 2020-01-02T03:04:05.678Z 2020-13-01T00:00:00Z 2020-01-02".split(" "),
  ..."2020-01-02T03:04:05 2020-02-30T00:00:00Z 2020-01-02t03:04:05z 2020-01-02T24:00:00Z 20200102T030405Z".split(" "),
];
const durations = "1h 30m 1h30m -24h 90s 1.5h 100ms 1us 1ns 2540400h 1d 5 0 1h-30m 1µs +1h .5s 1.s".split(" ");
const dateVerbs = "YYYY YY MMMM MMM MM M DD D EEEE EEE hh h HH H AA aa mm m ss s Z ZZZ ZZZZ ZZZZZ".split(" ");
const dateOther = ["-", " ", ":", "/", "'T'", "''", "'at'", "Y", "MMMMM", "x", "é", "'open"];
const verbs =
  "%s %d %v %q %t %f %e %g %x %X %o %b %#v %5d %05d %-5s| %5s %.2f %8.3f %+d %.1s %[1]s %[2]d %% %#x %05s %E %G %z %* %".split(
    " ",
  );
const patterns = [
  "a",
  "[a-z]+",
  "(a)(b)?",
  "\\d+",
  "^",
  "$",
  "x*",
  "(?i)A",
  ".",
  "[",
  "(?P<n>o)",
  "\\s",
  "a|b",
  "\\pL",
  "(",
  "\\b",
];
const replacements = ["", "X", "$1", "${1}y", "$0$0", "$$", "$n", "<$1>", "$1x"];
const prefixes =
  "10.0.0.0/8 192.168.1.7/24 172.16.0.0/12 10.1.2.3/32 0.0.0.0/0 fd00::/48 2001:db8::1/64 ::/0 10.0.0.0/33 10.0.0.0 x/8 10.0.0.256/8 010.0.0.0/8".split(
    " ",
  );
const documents = {
  json: [
    ...'{"a":1}|[1,2.5,"x",null,true]|"text"|1e3|{"b":[{}],"a":{"x":null}}|[]|{}|null|{"a":1,"a":2}|[1,]|{a:1}|| 1 |1 2|"\\u00e9\\ud83d\\ude00"'.split(
      "|",
    ),
    '{"n":123456789012345678901234567890}',
    "-0",
    "01",
  ],
  yaml: [
    ...'a: 1|- 1\n- x\n- 2.50|{a: [1, b], c: null}|yes|~|1.0|0x10|010|"q"|a: b: c|a:\n  b: |\n    text\n    more\n|2020-01-01|&x a|[1, 2'.split(
      "|",
    ),
    "a: &x {n: 1}\nb: *x\nc:\n  <<: *x\n  m: 2\n",
    "",
    "- |\n  a\n  b\n- >\n  c\n  d\n",
    "a: 1\na: 2\n",
    ".inf",
    "1e3",
    "1_000",
    "# only a comment",
    "--- 1\n--- 2\n",
  ],
  csv: [
    "a,b\n1,2\n3,4\n",
    "a\n",
    "",
    "a,b\n1\n",
    'a,"b c"\n"x ""y""",z\n',
    "a,a\n1,2\n",
    "a,b\r\n1,2",
    "é\nß\n",
    'a\n"open',
  ],
  base64: ["YQ==", "SGVsbG8gV29ybGQ=", "", "YQ", "!!!!", "/+8=", "4pyT", "YQ==\n"],
  uuid: ["dns", "url", "oid", "x500", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "nope", ""],
  path: [
    "a.txt",
    "./a.txt",
    "sub/b.txt",
    "sub",
    "missing",
    "/tmp",
    "",
    "a/../b//c",
    "~",
    "~/x",
    "~root/x",
    "/",
    "é.txt",
    "binary",
    "../x",
  ],
  // Small ones, and none that other programs write to.
  folder: ["", ".", "sub", "./sub/", "sub/..", "missing", "a.txt", "~root/x"],
  glob: ["*.txt", "**", "*", "sub/*", "{a,b}.txt", "[a-z]*", "**/*.txt", "x", "["],
} as const;

/** What a special argument may be. */
export type Special =
  | "timestamp"
  | "duration"
  | "date"
  | "format"
  | "pattern"
  | "replacement"
  | "prefix"
  | keyof typeof documents;

/** A text of a small language. */
export function special(kind: Special, choose: Choose): string {
  switch (kind) {
    case "timestamp":
      return choose.one(timestamps);
    case "duration":
      return choose.one(durations);
    case "date":
      return choose
        .several(1, 5, () => choose.one(choose.chance(0.7) ? dateVerbs : dateOther))
        .join(choose.one(["-", " ", ""]));
    case "format":
      return choose.several(1, 3, () => choose.one(verbs)).join(choose.one([" ", ",", ""]));
    case "pattern":
      return choose.one(patterns);
    case "replacement":
      return choose.one(replacements);
    case "prefix":
      return choose.one(prefixes);
    default:
      return choose.one<string>(documents[kind]);
  }
}

/** A type as `convert` reads it. */
export function type(choose: Choose, depth = 2): string {
  const simple = ["string", "number", "bool", "any"];
  if (depth === 0 || choose.chance(0.35)) return choose.one(simple);
  const inner = () => type(choose, depth - 1);
  switch (choose.between(0, 5)) {
    case 0:
      return `list(${inner()})`;
    case 1:
      return `set(${inner()})`;
    case 2:
      return `map(${inner()})`;
    case 3:
      return `tuple([${choose.several(0, 3, inner).join(", ")}])`;
    case 4:
      return `object({${choose.several(0, 3, (i) => `${"abc"[i]} = ${inner()}`).join(", ")}})`;
    default:
      return choose.one(["list", "strings", '"string"', "list(string, number)", "object", "tuple(string)"]);
  }
}
