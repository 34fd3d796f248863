// Every way in which a secret may be written, made without a line of the filter's: what it is checked against.

export interface Encoded {
  readonly by: string;
  readonly text: string;
}

type Encoder = (text: string) => string;

/** For secrets of any length. */
const anyLength: Readonly<Record<string, Encoder>> = {
  plain: (text) => text,
  "plain, LF": (text) => text.replace(/\r\n/g, "\n"),
  "plain, CRLF": (text) => text.replace(/\r\n/g, "\n").replace(/\n/g, "\r\n"),
  "URL component": (text) => encodeURIComponent(text),
  "URL component, strict": (text) => encodeURIComponent(text).replace(/[!'()*]/g, percent),
  "URL component, small": (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  "URL path": (text) => encodeURI(text),
  "URL form": (text) => new URLSearchParams([["k", text]]).toString().slice(2),
  "URL, all of it": (text) => bytesOf(text, (byte) => `%${hex(byte)}`),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  "JSON, slashes": (text) => JSON.stringify(text).slice(1, -1).split("/").join("\\/"),
  "JSON, ASCII": (text) =>
    JSON.stringify(text)
      .slice(1, -1)
      .replace(/[^ -~]/g, unicode),
  "JSON, ASCII, capitals": (text) =>
    JSON.stringify(text)
      .slice(1, -1)
      .replace(/[^ -~]/g, (c) => unicode(c).toUpperCase().replace("U", "u")),
  "JSON of Go": (text) => JSON.stringify(text).slice(1, -1).replace(/[<>&]/g, unicode),
  "shell, single quotes": (text) => text.split("'").join("'\\''"),
  "shell, Python's quotes": (text) => text.split("'").join(`'"'"'`),
  "shell, double quotes": (text) => text.replace(/[\\"$`]/g, "\\$&"),
  // As bash's printf %q has it, where nothing asks for $''.
  "shell, backslashes": (text) =>
    /[\n\r\t]/.test(text) ? text : text.replace(/[^\w\-./:=@%+,\u0080-\u{10ffff}]/gu, "\\$&"),
  "shell, $''": (text) =>
    text.replace(/['\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t"),
  "shell, $'' in octal": (text) =>
    bytesOf(text, (byte) =>
      byte === 0x27 || byte === 0x5c
        ? `\\${String.fromCharCode(byte)}`
        : byte < 0x20 || byte > 0x7e
          ? `\\${byte.toString(8).padStart(3, "0")}`
          : String.fromCharCode(byte),
    ),
  "XML, text": (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"),
  "XML, attribute": (text) => text.replace(/[&<>"']/g, (c) => named[c] ?? c),
  "XML of Go": (text) =>
    text
      .replace(/[&<>]/g, (c) => named[c] ?? c)
      .replace(/"/g, "&#34;")
      .replace(/'/g, "&#39;")
      .replace(/\t/g, "&#x9;")
      .replace(/\n/g, "&#xA;")
      .replace(/\r/g, "&#xD;"),
  "XML, numbers": (text) => text.replace(/[^\w]/gu, (c) => `&#${c.codePointAt(0)};`),
  "XML, hexadecimal": (text) => text.replace(/[^\w]/gu, (c) => `&#x${c.codePointAt(0)?.toString(16)};`),
};

/** For secrets of eight bytes and more. */
const long: Readonly<Record<string, Encoder>> = {
  "PowerShell, backticks": (text) => text.replace(/[`$"]/g, "`$&"),
  "PowerShell, backticks for line ends": (text) =>
    text.replace(/[`$"]/g, "`$&").replace(/\n/g, "`n").replace(/\r/g, "`r").replace(/\t/g, "`t"),
  "PowerShell, doubled quotes": (text) => text.replace(/"/g, '""').replace(/[`$]/g, "`$&"),
  "PowerShell, single quotes": (text) => text.replace(/'/g, "''"),
  hex: (text) => bytesOf(text, hex),
  "hex, capitals": (text) => bytesOf(text, hex).toUpperCase(),
  "hex, colons": (text) => bytesOf(text, (byte) => `:${hex(byte)}`).slice(1),
  "hex of C": (text) => bytesOf(text, (byte) => `\\x${hex(byte)}`),
};

const named: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Every encoding that must not be seen of a secret, base64 left out. */
export function encodingsOf(secret: string): readonly Encoded[] {
  const encoders = Buffer.byteLength(secret) >= 8 ? { ...anyLength, ...long } : anyLength;
  return Object.entries(encoders).map(([by, encode]) => ({ by, text: encode(secret) }));
}

/** A secret in base64 between other bytes. */
export interface Base64 extends Encoded {
  /** Those characters that are the same whatever its neighbours are. */
  readonly core: string;
}

/** The secret at every offset, in both alphabets, whole and in lines. */
export function base64Of(secret: string, before: string, after: string): readonly Base64[] {
  if (Buffer.byteLength(secret) < 8) return [];
  return (["base64", "base64url"] as const).flatMap((alphabet) =>
    [0, 1, 2].map((offset): Base64 => {
      const head = before.slice(0, 3) + before.slice(0, offset);
      const text = Buffer.from(head + secret + after).toString(alphabet);
      // A character depends on the secret alone when other neighbours leave it as it is.
      const others = Buffer.from(flip(head) + secret + flip(after)).toString(alphabet);
      let from = Math.floor((head.length * 4) / 3);
      let to = Math.ceil(((head.length + Buffer.byteLength(secret)) * 4) / 3);
      if ((head.length * 8) % 6 !== 0) from++;
      if (((head.length + Buffer.byteLength(secret)) * 8) % 6 !== 0) to--;
      const core = text.slice(from, to);
      if (others.slice(from, to) !== core) throw new Error("These characters depend on the neighbours");
      return { by: `${alphabet} at ${offset}`, text, core };
    }),
  );
}

/** Other characters of the same length. */
function flip(text: string): string {
  return [...text].map((c) => String.fromCharCode(c.charCodeAt(0) ^ 1)).join("");
}

function bytesOf(text: string, write: (byte: number) => string): string {
  return [...Buffer.from(text)].map(write).join("");
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function percent(char: string): string {
  return `%${hex(char.charCodeAt(0)).toUpperCase()}`;
}

function unicode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
