import { describe, expect, it } from "vitest";
import { sameValue } from "../value/equality.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { V, withMarks } from "../value/value.ts";
import { callFunction } from "./call-function.ts";
import { evaluateCall } from "./evaluate-call.fixture.ts";
import { standardFunctions, variableDefaultFunctions } from "./standard-functions.ts";

const parseTemplate = () => ({
  value: { evaluate: () => ({ value: V.null(T.dynamic), diagnostics: [] }) } as never,
  diagnostics: [],
});
const functions = standardFunctions({ baseDir: ".", cwd: "/", startedAt: new Date(0), env: {}, parseTemplate });

function call(name: string, ...args: readonly Value[]): Value | string {
  const fn = functions.get(name);
  if (!fn) throw new Error(`there is no ${name}`);
  const result = callFunction(fn, args);
  return "error" in result ? result.error : result.value;
}

describe("standardFunctions", () => {
  it("has the functions of the language and no others", () => {
    expect([...functions.keys()].sort().join(" ")).toMatchInlineSnapshot(
      `"abs abspath alltrue anytrue aws_secretsmanager aws_secretsmanager_raw base64decode base64encode base64gzip basename bcrypt can ceil chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat consul_key contains convert csvdecode dirname distinct element endswith file filebase64 fileexists fileset flatten floor format formatdate formatlist indent index join jsondecode jsonencode keys legacy_isotime legacy_strftime length log lookup lower max md5 merge min parseint pathexpand pow range regex regex_replace regexall replace reverse rfc3339_parse rsadecrypt setintersection setproduct setunion sha1 sha256 sha512 signum slice sort split startswith strcontains strrev substr sum templatefile textdecodebase64 textencodebase64 timeadd timestamp title trim trimprefix trimspace trimsuffix try unix_timestamp_parse upper urlencode uuidv4 uuidv5 values vault yamldecode yamlencode zipmap"`,
    );
    expect(functions.size).toBe(103);
  });

  it("leaves templatefile out where there is no parser", () => {
    expect(standardFunctions({ baseDir: ".", cwd: "/", startedAt: new Date(0), env: {} }).has("templatefile")).toBe(
      false,
    );
  });

  it("every function says what it is for", () => {
    for (const [name, fn] of functions) expect(fn.description, name).toMatch(/^[A-Z-].*\.$/);
  });
});

describe("callFunction", () => {
  it.each<[string, Value | string, Value | string]>([
    ["converts arguments", call("upper", V.number(5)), V.string("5")],
    ["says why it cannot", call("abs", V.string("x")), "a number is required"],
    ["refuses null", call("upper", V.null(T.string)), "argument must not be null"],
    ["counts arguments", call("upper"), "1 argument is expected, but 0 given"],
    ["gives unknown for unknown", call("split", V.string(","), V.unknown(T.string)), V.unknown(T.list(T.string))],
    [
      "gives the type that is known",
      call("regex", V.string("(a)"), V.unknown(T.dynamic)),
      V.unknown(T.tuple([T.string])),
    ],
    ["passes marks on", call("upper", withMarks(V.string("a"), ["m"])), withMarks(V.string("A"), ["m"])],
    [
      "passes marks of parts on",
      call("join", V.string(","), V.list(T.string, [withMarks(V.string("a"), ["m"])])),
      withMarks(V.string("a"), ["m"]),
    ],
    [
      "leaves marks on the parts where it can",
      call("values", V.map(T.string, { a: withMarks(V.string("x"), ["m"]) })),
      V.list(T.string, [withMarks(V.string("x"), ["m"])]),
    ],
  ])("%s", (_, got, want) => {
    if (typeof got === "string" || typeof want === "string") expect(got).toBe(want);
    else expect(sameValue(got, want)).toBe(true);
  });
});

describe("control functions", () => {
  it.each([
    ['can(convert("x", number))', "false"],
    ['can(convert("5", number))', "true"],
    ["can(nope.x)", "false"],
    ['try(nope.x, "a")', "a"],
    ['convert(["a", 1], list(any))', '[ "a", "1", ]'],
    ['convert("x", number)', "error: a number is required"],
    ["convert(null, string)", "null"],
    ['convert({a = "x"}, object({a = number}))', 'error: attribute "a": a number is required'],
  ])("%s", (expression, want) => expect(evaluateCall(expression)).toBe(want));

  it("try lists every failure", () => {
    const text = evaluateCall('try(convert("x", number), convert("y", bool))');
    expect(text).toContain("no expression succeeded");
    expect(text).toContain("a number is required");
    expect(text).toContain("a bool is required");
  });
});

describe("variableDefaultFunctions", () => {
  it("reads the environment, and nothing where a variable is not set", () => {
    const env = variableDefaultFunctions({ env: { A: "x" } }).get("env");
    expect(env && callFunction(env, [V.string("A")])).toEqual({ value: V.string("x") });
    expect(env && callFunction(env, [V.string("B")])).toEqual({ value: V.string("") });
  });
});
