// The forms in which a secret can turn up in output: as it is, line by line, and in the encodings that scripts and
// tools put it into.

/** What is shorter than this would mangle ordinary output. */
export const minCharacters = 3;

/** Encodings by bits say little about what is short: base64 of "abc" is four characters that stand in any text. */
const minBytesForBase64 = 8;

/** Every form of a secret that must not be seen, without those too short to be looked for. */
export function formsOfSecret(secret: string): ReadonlySet<string> {
  const plain = new Set<string>();
  const normalised = secret.replaceAll("\r\n", "\n");
  for (const text of [secret, normalised, ...normalised.split(/[\r\n]+/)]) {
    plain.add(text);
    // What runs through a terminal loses the white space at its ends.
    plain.add(text.trim());
  }
  const forms = new Set<string>();
  for (const text of plain) {
    if (isTooShort(text)) continue;
    forms.add(text);
    for (const form of encodings(text)) if (!isTooShort(form)) forms.add(form);
  }
  return forms;
}

/** Whether a text is too short, or too empty, to be looked for. */
export function isTooShort(text: string): boolean {
  return [...text.trim()].length < minCharacters;
}

function* encodings(text: string): Iterable<string> {
  const bytes = Buffer.from(text);
  if (bytes.length >= minBytesForBase64) yield* base64Forms(bytes);
  const hex = bytes.toString("hex");
  yield hex;
  yield hex.toUpperCase();
  yield* urlForms(bytes);
  yield* jsonForms(text);
  yield text.replaceAll("'", "'\\''");
  yield text.replaceAll("'", `'"'"'`);
  yield* xmlForms(text);
  yield text.replace(/[$"`']/g, "`$&");
  yield text.replace(/[$"`]/g, "`$&");
  yield text.replaceAll("'", "''");
}

/**
 * Base64 of the secret alone, and of the secret in the midst of other bytes: there it begins at one of three places
 * within a group, and the characters that its neighbours have a part in are left out.
 */
function* base64Forms(bytes: Buffer): Iterable<string> {
  for (const encoding of ["base64", "base64url"] as const) {
    yield bytes.toString(encoding);
    for (const before of [0, 1, 2]) {
      const whole = Buffer.concat([Buffer.alloc(before), bytes]);
      yield whole.toString(encoding).slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
    }
  }
}

/** Percent encoding: of all but the unreserved characters, of paths, and of forms; in both cases of the digits. */
function* urlForms(bytes: Buffer): Iterable<string> {
  for (const kept of [/[A-Za-z0-9\-_.~]/, /[A-Za-z0-9\-_.~!'()*]/, /[A-Za-z0-9\-_.~!'()*;:@&=+$,/]/]) {
    const escaped = [...bytes]
      .map((byte) => {
        const char = String.fromCharCode(byte);
        return kept.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
      })
      .join("");
    yield escaped;
    yield escaped.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
    yield escaped.replaceAll("%20", "+");
  }
}

/** Inside a JSON string: as JavaScript writes it, as Go does (which escapes what HTML minds), and in ASCII only. */
function* jsonForms(text: string): Iterable<string> {
  const plain = JSON.stringify(text).slice(1, -1);
  yield plain;
  yield plain.replaceAll("/", "\\/");
  yield plain.replace(/[<>&\u2028\u2029]/g, unicodeEscape);
  yield plain.replace(/[^\x20-\x7e]/g, unicodeEscape);
}

function unicodeEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** In the text and the attributes of XML, with the names and the numbers that encoders use for quotes. */
function* xmlForms(text: string): Iterable<string> {
  const basic = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  yield basic;
  yield basic.replaceAll('"', "&quot;");
  yield basic.replaceAll('"', "&quot;").replaceAll("'", "&apos;");
  yield basic.replaceAll('"', "&quot;").replaceAll("'", "&#39;");
  yield basic.replaceAll('"', "&#34;").replaceAll("'", "&#39;");
  // Go's encoding/xml writes white space as numbers too.
  yield basic
    .replaceAll('"', "&#34;")
    .replaceAll("'", "&#39;")
    .replaceAll("\t", "&#x9;")
    .replaceAll("\n", "&#xA;")
    .replaceAll("\r", "&#xD;");
}
