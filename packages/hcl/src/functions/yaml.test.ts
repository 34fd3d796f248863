import { describe, expect, it } from "vitest";
import { evaluateCall } from "./evaluate-call.fixture.ts";

// Results are those of Packer's console, where its release has the function; errors are in words of our own.
const cases: readonly (readonly [string, string])[] = [
  [
    'yamlencode({a=1,b="x",c=[1,"two",null,true,{d=1,e=[]}],f={},g="multi\\nline\\n",h="multi\\nline",i="trail\\n\\n",j=1.5,k=1e30,l="é\\u0001\\t\\"q\\"",m=" lead\\nx", n="", o="a\\r\\nb", p="x\\n  y", q="\\n", r="tab\\tx\\ny", s="x \\ny"})',
    '"a": 1\n"b": "x"\n"c":\n- 1\n- "two"\n- null\n- true\n- "d": 1\n  "e": []\n"f": {}\n"g": |\n  multi\n  line\n"h": |-\n  multi\n  line\n"i": |+\n  trail\n\n"j": 1.5\n"k": 1000000000000000000000000000000\n"l": "é\\x01\\t\\"q\\""\n"m": |2-\n   lead\n  x\n"n": ""\n"o": "a\\r\\nb"\n"p": |-\n  x\n    y\n"q": |2+\n\n"r": "tab\\tx\\ny"\n"s": "x \\ny"\n',
  ],
  ["yamlencode([])", "[]\n"],
  ["yamlencode({})", "{}\n"],
  ['yamlencode("a")', '"a"\n'],
  ["yamlencode(null)", "null\n...\n"],
  ["yamlencode([[1,[2]],[{a=1,b=2},{}]])", '- - 1\n  - - 2\n- - "a": 1\n    "b": 2\n  - {}\n'],
  ["yamlencode(true)", "true\n...\n"],
  ['yamlencode({"a b"=1,"1"=2,"true"=3})', '"1": 2\n"a b": 1\n"true": 3\n'],
  ["yamlencode({a={b={c=1}}})", '"a":\n  "b":\n    "c": 1\n'],
  ['yamlencode("a\\nb")', "|-\n  a\n  b\n"],
  ['yamlencode(["a\\nb\\n"])', "- |\n  a\n  b\n"],
  ['yamlencode({a="\\u2028x\\u0085y"})', '"a": "\\Lx\\Ny"\n'],
  ['yamlencode("emoji 😀 \\u00a0 \\ufeff")', '"emoji \\U0001F600 \u00a0 \\uFEFF"\n'],
  ['yamlencode({a=["x\\ny",{b="c\\nd"}]})', '"a":\n- |-\n  x\n  y\n- "b": |-\n    c\n    d\n'],
  ['yamlencode({"a\\nb"=1})', "? |-\n  a\n  b\n: 1\n"],
  [
    'yamlencode([[["x\\ny"]],[{a={b="c\\nd\\n\\n"}}]])',
    '- - - |-\n      x\n      y\n- - "a":\n      "b": |+\n        c\n        d\n\n',
  ],
  ["yamlencode({a=[[{b=[{c=1}]}]]})", '"a":\n- - "b":\n    - "c": 1\n'],
  ['yamlencode({a="x\\n\\ny\\n"})', '"a": |\n  x\n\n  y\n'],
  ['yamlencode({a="\\n\\n"})', '"a": |2+\n\n\n'],
  ['yamlencode({a="\\nx"})', '"a": |2-\n\n  x\n'],
  ['yamlencode({a="x\\n "})', '"a": "x\\n "\n'],
  ['yamlencode("\\u0000\\u001b\\u007f\\u00ad")', '"\\0\\e\\x7F\u00ad"\n'],
  [
    'jsonencode(yamldecode("[yes, no, on, off, Yes, YES, y, n, true, TRUE, True, tRue]"))',
    '[true,false,true,false,true,true,true,false,true,true,true,"tRue"]',
  ],
  [
    'jsonencode(yamldecode("[~, null, NULL, Null, nUll, Y, N, On, OFF]"))',
    '[null,null,null,null,"nUll",true,false,true,false]',
  ],
  [
    'jsonencode(yamldecode("[2020-01-01, 2020-1-1, 2020-01-01T10:00:00Z, 2020-01-01 10:00:00, 2020-01-01t10:00:00+02:00, 2020-01-01 10:00:00 -5, 2020-01-01T10:00:00.123456Z]"))',
    '["2020-01-01T00:00:00Z","2020-01-01T00:00:00Z","2020-01-01T10:00:00Z","2020-01-01T10:00:00Z","2020-01-01T10:00:00+02:00","2020-01-01 10:00:00 -5","2020-01-01T10:00:00Z"]',
  ],
  ['jsonencode(yamldecode("a: &x {b: 1}\\nc:\\n  <<: *x\\n  d: 2"))', '{"a":{"b":1},"c":{"b":1,"d":2}}'],
  ['jsonencode(yamldecode("b: 1\\n<<: {b: 2}"))', '{"b":2}'],
  ['jsonencode(yamldecode(""))', "error: the YAML has no document"],
  [
    'jsonencode(yamldecode("---\\na: 1\\n---\\nb: 2"))',
    "error: the YAML has more than one document; only one is expected",
  ],
  ['jsonencode(yamldecode("a: 1\\na: 2"))', '{"a":2}'],
  ['jsonencode(yamldecode("null: c"))', "error: line 1, column 1 of the YAML: a key must not be null"],
  ['jsonencode(yamldecode("1.50: a\\ntrue: b\\n2020-01-01: c"))', '{"1.5":"a","2020-01-01T00:00:00Z":"c","true":"b"}'],
  ['jsonencode(yamldecode("!!str 1"))', '"1"'],
  ['jsonencode(yamldecode("!!int \\"5\\""))', '"5"'],
  ['jsonencode(yamldecode("!!binary aGVsbG8="))', '"aGVsbG8="'],
  ['jsonencode(yamldecode("!foo bar"))', "error: line 1, column 6 of the YAML: the tag !foo is not supported here"],
  ['jsonencode(yamldecode("? [a]\\n: b"))', "error: line 1, column 1 of the YAML: a key must be a scalar"],
  ['jsonencode(yamldecode("a: |\\n  x\\n  y\\n"))', '{"a":"x\\ny\\n"}'],
  ['jsonencode(yamldecode("a: >-\\n  x\\n  y\\n"))', '{"a":"x y"}'],
  ['jsonencode(yamldecode("[1, \\"1\\", !!float 1]"))', '[1,"1",1]'],
  [
    'jsonencode(yamldecode("a: !!set {x, y}"))',
    "error: line 1, column 10 of the YAML: the tag !!set is not supported here",
  ],
  [
    'jsonencode(yamldecode("a: b: c"))',
    "error: invalid YAML: Nested mappings are not allowed in compact mappings at line 1, column 4",
  ],
  ['jsonencode(yamldecode("123456789012345678901234567890"))', "123456789012345678901234567890"],
  ['jsonencode(yamldecode("!!bool yes"))', "true"],
  ['jsonencode(yamldecode("- - a\\n  - b"))', '[["a","b"]]'],
  [
    'jsonencode(yamldecode("@a"))',
    "error: invalid YAML: Plain value cannot start with reserved character @ at line 1, column 1",
  ],
  ['jsonencode(yamldecode("a: *nope"))', 'error: line 1, column 4 of the YAML: there is no anchor "nope"'],
  ['jsonencode(yamldecode("&a [*a]"))', 'error: line 1, column 5 of the YAML: the anchor "a" is used inside of itself'],
  ['jsonencode(yamldecode("[=, <<]"))', '["=","\\u003c\\u003c"]'],
  ['jsonencode(yamldecode("{a: , b}"))', '{"a":null,"b":null}'],
  ['jsonencode(yamldecode("a:\\n- b\\n-\\n"))', '{"a":["b",null]}'],
  ['jsonencode(yamldecode("!!timestamp 2020-01-01"))', '"2020-01-01T00:00:00Z"'],
  ['jsonencode(yamldecode("!!int x"))', 'error: line 1, column 7 of the YAML: "x" is no int'],
  ['jsonencode(yamldecode("%YAML 1.1\\n---\\na"))', '"a"'],
  ['jsonencode(yamldecode("--- a\\n..."))', '"a"'],
  ["jsonencode(yamldecode(\"- 'it''s'\"))", '["it\'s"]'],
  ['jsonencode(yamldecode("a: \\"\\\\x41\\\\u00e9\\""))', '{"a":"Aé"}'],
  ['jsonencode(yamldecode("{\\"a\\": 1, \'b\': 2}"))', '{"a":1,"b":2}'],
  ['jsonencode(yamldecode("a: # c\\n  - x # y\\n"))', '{"a":["x"]}'],
  [
    'jsonencode(yamldecode("a: [1,\\n2]"))',
    "error: invalid YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 2, column 1",
  ],
  ['jsonencode(yamldecode("\\ta: 1"))', "error: invalid YAML: Tabs are not allowed as indentation at line 1, column 1"],
  [
    'jsonencode(yamldecode("a:\\n\\tb"))',
    "error: invalid YAML: Tabs are not allowed as indentation at line 2, column 1",
  ],
];

describe("yaml functions", () => {
  it.each(cases)("%s", (expression, want) => expect(evaluateCall(expression)).toBe(want));
});
