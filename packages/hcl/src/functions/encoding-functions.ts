import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { fromPlainJson, JsonError, toPlainJson } from "../value/json.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { isWhollyKnown, V } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import { decodeCsv } from "./decode-csv.ts";
import { decodeYaml } from "./decode-yaml.ts";
import { define, parameter, text, textFunction, textOf } from "./define-function.ts";
import { encodeYaml } from "./encode-yaml.ts";
import { loadIconv } from "./libraries.ts";

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Bytes from standard base64 with padding; line ends may stand in it. @throws FunctionError */
export function decodeBase64(text: string, argument: number): Buffer {
  const joined = text.replace(/[\r\n]/g, "");
  if (!base64.test(joined)) throw new FunctionError("this is not base64 with padding", argument);
  return Buffer.from(joined, "base64");
}

/** Text from bytes. @throws FunctionError where they are not UTF-8 */
export function decodeUtf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FunctionError(`${what} is not UTF-8 text`);
  }
}

/** Names that iconv-lite knows, but that name no character set. */
const notCharsets = new Set(["base64", "hex", "binary", "internal", "utf7", "utf7imap"]);

/** The name under which iconv-lite knows an IANA character set. */
function charset(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (plain === "" || notCharsets.has(plain) || !loadIconv().encodingExists(name)) {
    throw new FunctionError(`"${name}" is not the IANA name of a character set`, 1);
  }
  // Without a byte order given, UTF-16 is big-endian with a mark of it.
  return plain === "utf16" ? "utf-16be" : name;
}

function encodeText(text: string, name: string): Value {
  const iconv = loadIconv();
  const encoding = charset(name);
  const bytes = iconv.encode(text, encoding, { addBOM: encoding !== name });
  if (iconv.decode(bytes, encoding, { stripBOM: encoding !== name }) !== text) {
    throw new FunctionError(`the text has characters that ${name} has not`, 0);
  }
  return V.string(bytes.toString("base64"));
}

function decodeText(encoded: string, name: string): Value {
  const bytes = decodeBase64(encoded, 0);
  const encoding = charset(name) === name ? name : "utf-16";
  const isMarked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const decoded = loadIconv().decode(bytes, encoding === "utf-16" && !isMarked ? "utf-16be" : encoding, {
    stripBOM: isMarked,
  });
  return V.string(decoded);
}

/** Query escaping as Go's url.QueryEscape does it. */
function escapeUrl(text: string): string {
  return encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The bytes of gzip with an empty header, flushed before they are ended, as Packer writes them. */
function gzip(text: string): Buffer {
  const bytes = gzipSync(text);
  // Byte 9 names the operating system; 255 stands for unknown.
  bytes[9] = 255;
  return bytes;
}

function encodeJson(value: Value): Value {
  if (!isWhollyKnown(value)) return V.unknown(T.string);
  try {
    return V.string(toPlainJson(value));
  } catch (error) {
    throw error instanceof JsonError ? new FunctionError(error.message, 0) : error;
  }
}

function decodeJson(text: string): Value {
  try {
    return fromPlainJson(text);
  } catch (error) {
    throw error instanceof JsonError ? new FunctionError(error.message, 0) : error;
  }
}

/** Functions that write values as text and read them back. */
export const encodingFunctions: Readonly<Record<string, Fn>> = {
  base64encode: textFunction("The bytes of a text in base64.", ["str"], (str = "") =>
    V.string(Buffer.from(str).toString("base64")),
  ),
  base64decode: textFunction("The text that base64 stands for.", ["str"], (str = "") =>
    V.string(decodeUtf8(decodeBase64(str, 0), "what the base64 stands for")),
  ),
  base64gzip: textFunction("The bytes of a text, compressed with gzip, in base64.", ["str"], (str = "") =>
    V.string(gzip(str).toString("base64")),
  ),
  csvdecode: define({
    description: "The rows of a CSV text as objects with the names of its header line.",
    params: [text("str")],
    returns: ([str]) => (str?.k === "string" ? decodeCsv(str.value).type : T.dynamic),
    call: ([str]) => decodeCsv(textOf(str)).value,
  }),
  jsonencode: define({
    description: "A value as JSON.",
    params: [parameter("val", T.dynamic, { allowNull: true })],
    type: T.string,
    call: ([value = V.null(T.dynamic)]) => encodeJson(value),
  }),
  jsondecode: define({
    description: "The value that a JSON text stands for.",
    params: [text("str")],
    call: ([str]) => decodeJson(textOf(str)),
  }),
  textencodebase64: textFunction(
    "The bytes of a text in a character set, in base64.",
    ["string", "encoding"],
    (string = "", encoding = "") => encodeText(string, encoding),
  ),
  textdecodebase64: textFunction(
    "The text that base64 stands for in a character set.",
    ["source", "encoding"],
    (source = "", encoding = "") => decodeText(source, encoding),
  ),
  urlencode: textFunction("A text as it stands in the query of a URL.", ["str"], (str = "") =>
    V.string(escapeUrl(str)),
  ),
  yamlencode: define({
    description: "A value as YAML.",
    params: [parameter("value", T.dynamic, { allowNull: true })],
    type: T.string,
    call: ([value = V.null(T.dynamic)]) => (isWhollyKnown(value) ? V.string(encodeYaml(value)) : V.unknown(T.string)),
  }),
  yamldecode: define({
    description: "The value that a YAML text stands for.",
    params: [text("src")],
    call: ([src]) => decodeYaml(textOf(src)),
  }),
};
