import { constants, createHash, createPrivateKey, privateDecrypt } from "node:crypto";
import { T } from "../value/type.ts";
import { V } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import { define, numeric, text, textFunction, textOf, wholeOf } from "./define-function.ts";
import { decodeBase64, decodeUtf8 } from "./encoding-functions.ts";
import { loadBcrypt } from "./libraries.ts";

function hash(algorithm: "md5" | "sha1" | "sha256" | "sha512"): Fn {
  return textFunction(`The ${algorithm} sum of a text, in hex.`, ["str"], (str = "") =>
    V.string(createHash(algorithm).update(str).digest("hex")),
  );
}

const defaultCost = 10;
const smallestCost = 4;
const greatestCost = 31;
const longestPassword = 72;

function hashPassword(password: string, cost: number): string {
  if (cost > greatestCost) throw new FunctionError(`the cost must be at most ${greatestCost}`, 1);
  if (Buffer.byteLength(password) > longestPassword) {
    throw new FunctionError(`bcrypt takes at most ${longestPassword} bytes`, 0);
  }
  // A cost below the smallest means the default, as in Go's package.
  const bcrypt = loadBcrypt();
  const salt = bcrypt.genSaltSync(cost < smallestCost ? defaultCost : cost);
  return bcrypt.hashSync(password, salt).replace(/^\$2b\$/, "$2a$");
}

function decryptRsa(encoded: string, pem: string): string {
  const bytes = decodeBase64(encoded, 0);
  if (!pem.includes("-----BEGIN RSA PRIVATE KEY-----") || pem.includes("ENCRYPTED")) {
    throw new FunctionError("an RSA private key in PKCS#1 form (PEM), not encrypted, is required", 1);
  }
  let key: ReturnType<typeof createPrivateKey>;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new FunctionError("the private key cannot be read", 1);
  }
  return decodeUtf8(unpad(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, bytes)), "the decrypted text");
}

/** Takes off the padding of PKCS#1 v1.5, which newer releases of Node do not do themselves. */
function unpad(block: Buffer): Buffer {
  const end = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== 2 || end < 10) throw new FunctionError("the key does not decrypt this text");
  return block.subarray(end + 1);
}

/** Sums, password hashes and decryption. */
export const hashFunctions: Readonly<Record<string, Fn>> = {
  md5: hash("md5"),
  sha1: hash("sha1"),
  sha256: hash("sha256"),
  sha512: hash("sha512"),
  bcrypt: define({
    description: "The bcrypt hash of a password, with a cost from 4 to 31.",
    params: [text("str")],
    variadic: numeric("cost"),
    type: T.string,
    call: ([str, cost, ...more]) => {
      if (more.length > 0) throw new FunctionError("at most two arguments may be given: the text and the cost");
      return V.string(hashPassword(textOf(str), cost ? wholeOf(cost, 1) : defaultCost));
    },
  }),
  rsadecrypt: textFunction(
    "The text that an RSA key (PKCS#1) decrypts.",
    ["ciphertext", "privatekey"],
    (encoded = "", pem = "") => {
      try {
        return V.string(decryptRsa(encoded, pem));
      } catch (error) {
        if (error instanceof FunctionError) throw error;
        throw new FunctionError("the key does not decrypt this text");
      }
    },
  ),
};
