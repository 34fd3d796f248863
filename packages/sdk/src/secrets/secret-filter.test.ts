import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSecretFilter } from "./secret-filter.ts";

function filterOf(...secrets: string[]) {
  const filter = createSecretFilter();
  for (const secret of secrets) filter.add(secret);
  return filter;
}

/** What comes out after each push, and at the end. */
function through(filter: ReturnType<typeof createSecretFilter>, ...chunks: string[]): string[] {
  const stream = filter.stream();
  return [
    ...chunks.map((chunk) => Buffer.from(stream.push(Buffer.from(chunk))).toString()),
    Buffer.from(stream.flush()).toString(),
  ];
}

describe("messages", () => {
  test.each<[string, string[], string, string]>([
    ["plainly", ["hunter2"], "pw=hunter2!", "pw=<sensitive>!"],
    ["the longest first", ["hunter", "hunter2", "unte"], "hunter2 hunter unte", "<sensitive> <sensitive> <sensitive>"],
    ["side by side", ["abc"], "abcabc", "<sensitive><sensitive>"],
    ["overlapping, as one", ["abcd", "cdef"], "xabcdefx", "x<sensitive>x"],
    ["one inside another that does not come", ["abcdef", "bcd"], "abcdex", "a<sensitive>ex"],
    ["each line", ["first line\nsecond line\n"], "x second line y", "x <sensitive> y"],
    [
      "lines of Windows",
      ["one one\r\ntwo two"],
      "one one\ntwo two|two two|one one\r\n",
      "<sensitive>\n<sensitive>|<sensitive>|<sensitive>\r\n",
    ],
    ["without the white space at its ends", ["  indented\n"], "(indented)", "(<sensitive>)"],
    ["short lines are left", ["{\n  longer: 1\n}"], "{ a }", "{ a }"],
    ["nothing", ["hunter2"], "nothing to see", "nothing to see"],
    ["characters outside ASCII", ["pässwörd€"], "é pässwörd€ é", "é <sensitive> é"],
  ])("%s", (_, secrets, text, expected) => {
    expect(filterOf(...secrets).text(text)).toBe(expected);
  });

  test("a text without secrets is the same string, whatever it holds", () => {
    expect(filterOf("hunter2").text("lone \ud800 surrogate")).toBe("lone \ud800 surrogate");
  });

  const secret = `p4ss "w<o>r&d'/$x\`y+z\\é`;
  const inside = (encoding: "base64" | "base64url", before: number) =>
    Buffer.from(`${"u".repeat(before)}${secret}:more`).toString(encoding);
  test.each([
    ["hex", Buffer.from(secret).toString("hex")],
    ["upper hex", Buffer.from(secret).toString("hex").toUpperCase()],
    ["base64", Buffer.from(secret).toString("base64")],
    ["base64 for URLs", Buffer.from(secret).toString("base64url")],
    ["JSON", JSON.stringify(secret).slice(1, -1)],
    [
      "JSON of Go",
      JSON.stringify(secret).slice(1, -1).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"),
    ],
    ["URL component", encodeURIComponent(secret)],
    ["URL", encodeURI(secret).replaceAll("%5C", "%5C")],
    ["form", new URLSearchParams({ a: secret }).toString().slice(2)],
    ["shell", `${secret.replaceAll("'", "'\\''")}`],
    ["shell with double quotes", `${secret.replaceAll("'", "'\"'\"'")}`],
    [
      "XML",
      secret
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;")
        .replaceAll("'", "&apos;"),
    ],
    [
      "XML of Go",
      secret
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&#34;")
        .replaceAll("'", "&#39;"),
    ],
    ["PowerShell", secret.replace(/[$"`']/g, "`$&")],
    ["PowerShell with doubled quotes", secret.replaceAll('"', '""').replace(/[$`]/g, "`$&")],
    ["PowerShell with single quotes", secret.replaceAll("'", "''")],
    ["JSON in ASCII", JSON.stringify(secret).slice(1, -1).replace("é", "\\u00E9")],
    ["JSON of PHP", JSON.stringify(secret).slice(1, -1).replace("/", "\\/").replace("é", "\\u00e9")],
    ["shell with backslashes", secret.replace(/[^\w\u00e9]/g, "\\$&")],
    ["shell in double quotes", secret.replace(/[$"`\\]/g, "\\$&")],
    ["arguments of Windows", secret.replaceAll('"', '\\"')],
    ["shell in $''", secret.replace(/['\\]/g, "\\$&").replace("é", "\\303\\251")],
    ["XML by numbers", secret.replace(/[^\w]/gu, (char) => `&#${char.codePointAt(0)};`)],
    ["XML by other numbers", secret.replace(/[^\w]/gu, (char) => `&#x0${char.codePointAt(0)?.toString(16)};`)],
    ["URL with all of it", [...Buffer.from(secret)].map((byte) => `%${byte.toString(16)}`).join("")],
    [
      "hex with colons",
      Buffer.from(secret)
        .toString("hex")
        .replace(/..(?=.)/g, "$&:"),
    ],
    ["hex of C", Buffer.from(secret).toString("hex").replace(/../g, "\\x$&")],
  ])("as %s", (_, encoded) => {
    expect(filterOf(secret).text(`[${encoded}]`)).toBe("[<sensitive>]");
  });

  test.each([0, 1, 2, 3, 4, 5])("base64 behind %i other bytes leaves only what its neighbours share", (before) => {
    for (const encoding of ["base64", "base64url"] as const) {
      const masked = filterOf(secret).text(inside(encoding, before));
      expect(masked).toContain("<sensitive>");
      const left = masked.replace("<sensitive>", "");
      expect(left.length).toBeLessThanOrEqual(Math.ceil(((before + 5) * 4) / 3) + 4);
    }
  });

  test.each([
    [4, "\n"],
    [8, "\r\n"],
    [20, "\n"],
    [11, "\n    "],
  ])("base64 in lines of %i characters", (columns, end) => {
    const lines = inside("base64", 5).replace(new RegExp(`.{${columns}}`, "g"), `$&${end}`);
    const left = filterOf(secret).text(lines).replaceAll("<sensitive>", "").replace(/\s/g, "");
    expect(left.length).toBeLessThanOrEqual(18);
  });

  test.each([0, 1, 2])("base64 of UTF-16 behind %i other characters, as PowerShell takes commands", (before) => {
    const command = `${"u".repeat(before)}${secret}; exit`;
    const masked = filterOf(secret).text(`-EncodedCommand ${Buffer.from(command, "utf16le").toString("base64")}`);
    expect(masked.split("<sensitive>")[1]?.length).toBeLessThan(24);
  });

  test("a secret that looks like the beginning of another one's encoding", () => {
    expect(filterOf("%5cY is another", "\\^ is it").text("see %5c%5e%20is%20it")).toBe("see <sensitive>");
    expect(filterOf("\\u005c is another", "\\^ is it").text("see \\u005c\\u005e is it")).toBe("see <sensitive>");
  });

  test("a hexadecimal dump in lines", () => {
    const dump = Buffer.from(secret)
      .toString("hex")
      .replace(/..(?=.)/g, "$& ")
      .replace(/.{15}/g, "$&\n ");
    expect(filterOf(secret).text(dump).replace(/\s/g, "")).toMatch(/^(<sensitive>)+$/);
  });

  test("what is short is not looked for in base64", () => {
    expect(filterOf("abc").text(Buffer.from("abc").toString("base64"))).toBe("YWJj");
  });
});

describe("streams", () => {
  test.each<[string, string[], string[], string[]]>([
    ["across writes", ["hunter2"], ["hunt", "er2!"], ["", "<sensitive>!", ""]],
    ["half a secret at the end", ["hunter2"], ["a hun"], ["a ", "hun"]],
    ["what turns out to be none", ["hunter2"], ["hunt", "ing"], ["", "hunting", ""]],
    [
      "nothing is held back without need",
      ["hunter2"],
      ["Password: ", "hunter2", "\n"],
      ["Password: ", "<sensitive>", "\n", ""],
    ],
    [
      "a longer one that does not come",
      ["hunter", "hunter2 long"],
      ["hunter", "2 lo", "ck"],
      ["", "", "<sensitive>2 lock", ""],
    ],
    ["a longer one that comes", ["hunter", "hunter2 long"], ["hunter", "2 long!"], ["", "<sensitive>!", ""]],
    ["overlapping, across writes", ["abcd", "cdef"], ["abcd", "ef", "g"], ["<sensitive>", "", "g", ""]],
    ["one byte at a time", ["aab"], [..."aaaabaab"], ["", "", "a", "a", "<sensitive>", "", "", "<sensitive>", ""]],
  ])("%s", (_, secrets, chunks, expected) => {
    expect(through(filterOf(...secrets), ...chunks)).toEqual(expected);
  });

  test("a secret that is added in the middle of a stream", () => {
    const filter = filterOf("hunter2");
    const stream = filter.stream();
    const show = (bytes: Uint8Array) => Buffer.from(bytes).toString();
    expect(show(stream.push(Buffer.from("hunt")))).toBe("");
    filter.add("hunting");
    filter.add("nothing");
    expect(show(stream.push(Buffer.from("ing for nothing")))).toBe("<sensitive> for <sensitive>");
  });

  test("a stream can be used again after its end", () => {
    const stream = filterOf("hunter2").stream();
    stream.push(Buffer.from("hunt"));
    stream.flush();
    expect(Buffer.from(stream.push(Buffer.from("er2"))).toString()).toBe("er2");
  });

  test("streams do not mix", () => {
    const filter = filterOf("hunter2");
    const [one, other] = [filter.stream(), filter.stream()];
    one.push(Buffer.from("hunt"));
    expect(Buffer.from(other.push(Buffer.from("er2"))).toString()).toBe("er2");
  });
});

test("a key comes out line by line, masked", () => {
  const key = "type: key\nabcdefgh\nij\nklmnopqr\nend of key\n";
  const shown = through(filterOf(key), ...`it is:\n${key}done\n`.split(/(?<=\n)/));
  expect(shown.join("")).toBe(`it is:\n${"<sensitive>\n".repeat(5)}done\n`);
  expect(shown.slice(0, 3)).toEqual(["it is:\n", "<sensitive>\n", "<sensitive>\n"]);
});

test("the lines around a key are masked with it, and seen around others", () => {
  const around = (body: string) => `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
  const filter = filterOf(around("abcdefgh\nijklmnop"));
  expect(filter.text(around("abcdefgh\nijklmnop"))).toBe("<sensitive>\n".repeat(4));
  expect(filter.text(around("other"))).toBe(around("other"));
  expect(through(filter, around("oth"), "er").join("")).toBe(`${around("oth")}er`);
});

test("what hardly tells of a secret does not hold a line back", () => {
  const shown = through(filterOf("ab\ncd\nef\ngh"), "ab\n", "cd\n", "ef\n", "gh\n", "ab\n");
  expect(shown).toEqual(["ab\n", "", "", "<sensitive>\n<sensitive>\n<sensitive>\n", "ab\n", ""]);
});

describe("a program that is silent in the midst of what may be a secret", () => {
  const stream = () => filterOf("ab\ncd\nef\ngh").stream();
  const show = (text: Uint8Array) => Buffer.from(text).toString();

  test("has its lines shown, and what may be of the secret masked", () => {
    const one = stream();
    expect(show(one.push(Buffer.from("see: ab\ncd\ne")))).toBe("see: ab\n");
    expect(one.holdsLines()).toBe(true);
    expect(show(one.pause())).toBe("<sensitive>\n");
    expect(one.holdsLines()).toBe(false);
    expect(show(one.push(Buffer.from("f\ngh!\n")))).toBe("<sensitive>\n<sensitive>!\n");
  });

  test("goes on with what is no secret", () => {
    const one = stream();
    one.push(Buffer.from("ab\ncd\n"));
    one.pause();
    expect(show(one.push(Buffer.from("ex\n")))).toBe("ex\n");
  });

  test("has nothing more to show where no line is held", () => {
    const one = stream();
    one.push(Buffer.from("ab"));
    expect(one.holdsLines()).toBe(false);
    expect(show(one.pause())).toBe("");
  });
});

describe("what cannot be hidden", () => {
  test.each(["a", "ab", " \n ", "  x"])("%j is refused", (secret) => {
    const filter = createSecretFilter();
    expect(filter.add(secret, 'variable "pin"')).toMatchObject({
      severity: "warning",
      summary: "Secret too short to be hidden",
      detail:
        'The value of variable "pin" has fewer than three visible characters, so it cannot be told from other text and is shown as it is. Use a longer secret.',
    });
    expect(filter.text(`a ab ${secret}`)).toBe(`a ab ${secret}`);
  });
  test("so is an empty one", () => {
    expect(createSecretFilter().add("", 'variable "pin"')).toMatchObject({
      detail:
        'The value of variable "pin" is empty, so there is nothing to hide. Give it a value, or do not declare it sensitive.',
    });
  });

  test("of what has no name it is said once", () => {
    const filter = createSecretFilter();
    expect(filter.add("ab")).toMatchObject({ detail: expect.stringContaining("The value of a secret has fewer") });
    expect(filter.add("ab")).toBeUndefined();
    expect(filter.add("")).toBeUndefined();
  });
});

describe("properties", () => {
  const splitAt = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
    const places = [0, ...cuts.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
    return places.slice(1).map((place, i) => bytes.subarray(places[i], place));
  };
  const run = (filter: ReturnType<typeof createSecretFilter>, chunks: readonly Buffer[]): Buffer => {
    const stream = filter.stream();
    // Copied at once: what is returned may be the memory of the chunk.
    return Buffer.concat([...chunks.map((chunk) => Buffer.from(stream.push(chunk))), stream.flush()]);
  };

  test("bytes without a secret come out as they went in, however they are split", () => {
    const filter = filterOf("hunter2", "another secret\nof two lines", "ab\u00e9c");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat()), (bytes, cuts) => {
        const text = Buffer.from(bytes);
        return run(filter, splitAt(text, cuts)).equals(text);
      }),
      { numRuns: 10_000 },
    );
  });

  test("splits make no difference, and no secret is left", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 60 });
    const secrets = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 3, maxLength: 6 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(letters, secrets, fc.array(fc.nat(), { maxLength: 12 }), (text, hidden, cuts) => {
        const filter = filterOf(...hidden);
        const whole = filter.text(text);
        expect(run(filter, splitAt(Buffer.from(text), cuts)).toString()).toBe(whole);
        expect(hidden.filter((secret) => whole.includes(secret))).toEqual([]);
        // What is outside of every occurrence is kept, in order.
        const covered = new Set<number>();
        for (const secret of hidden)
          for (let i = text.indexOf(secret); i >= 0; i = text.indexOf(secret, i + 1))
            for (let j = 0; j < secret.length; j++) covered.add(i + j);
        expect(whole.replaceAll("<sensitive>", "")).toBe([...text].filter((_, i) => !covered.has(i)).join(""));
      }),
      { numRuns: 1000 },
    );
  });

  test("no more is held back than the beginning of a secret", () => {
    const secret = "abcabcabd";
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), maxLength: 30 });
    fc.assert(
      fc.property(letters, (text) => {
        const stream = filterOf(secret).stream();
        let shown = "";
        for (const char of text) shown += Buffer.from(stream.push(Buffer.from(char))).toString();
        const rest = Buffer.from(stream.flush()).toString();
        return secret.startsWith(rest) && rest.length < secret.length && shown.length >= 0;
      }),
    );
  });
});
