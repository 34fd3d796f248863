import type { Random } from "../../e2e/kill/random.ts";
import { pick } from "../make-input.ts";

const letters = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"];
const signs = [..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}"];
const wide = [..."éüßñÆøЖ漢字かな한글😀👩🔑€−"];

/** What stands in no secret, so that a text with it in a secret's midst is none. */
export const foreign = "~";

/** Secrets of 3 to 500 characters, some of which begin others; no two are the same. */
export function makeSecrets(random: Random, count: number): readonly string[] {
  const secrets = new Set<string>();
  const made: string[] = [];
  while (secrets.size < count) {
    const secret = makeSecret(random, made);
    // What hides a mask would break the check, and what is blank at its ends is another secret.
    if ([...secret.trim()].length < 3 || secrets.has(secret)) continue;
    secrets.add(secret);
    made.push(secret);
  }
  return made;
}

function makeSecret(random: Random, before: readonly string[]): string {
  const way = random();
  const length = random() < 0.5 ? 3 + Math.floor(random() * 30) : 3 + Math.floor(random() * 498);
  if (way < 0.1 && before.length > 0) {
    const other = [...pick(random, before)];
    return random() < 0.5
      ? other.slice(0, 3 + Math.floor(random() * other.length)).join("")
      : (other.join("") + pick(random, letters)).slice(0, 500);
  }
  if (way < 0.2) return text(random, letters.slice(0, 2), length);
  if (way < 0.4) return text(random, letters, length);
  if (way < 0.6) return text(random, [...letters, ...signs, " "], length);
  if (way < 0.7) return text(random, signs, length);
  if (way < 0.85) return text(random, [...letters, ...signs, ...wide], length);
  return lines(random, length);
}

/** A text of many lines, as keys have them; some are short, or empty. */
function lines(random: Random, length: number): string {
  const end = random() < 0.3 ? "\r\n" : "\n";
  let made = "";
  while (made.length < length) made += text(random, [...letters, ...signs, " "], Math.floor(random() * 70)) + end;
  return random() < 0.5 ? made.slice(0, 500) : made.slice(0, 500).trim();
}

function text(random: Random, chars: readonly string[], length: number): string {
  return Array.from({ length }, () => pick(random, chars)).join("");
}
