import { type Random, seededRandom } from "../e2e/kill/random.ts";
import { byteSoup } from "./byte-soup.ts";
import { mutate } from "./mutate-text.ts";
import { type TargetName, targetNames, targets } from "./targets.ts";
import { type Language, makeSoup } from "./token-soup.ts";

/** What one round of fuzzing is fed. */
export interface FuzzInput {
  readonly target: TargetName;
  readonly bytes: Uint8Array;
}

/** A file to begin from, with the name that says which language it is. */
export interface Seed {
  readonly name: string;
  readonly text: string;
}

/** Longer pieces of seeds are rare: most mistakes need little text, and the rounds are many. */
const usualLength = 600;

/** The input of this number: always the same for the same seed and the same seed files. */
export function makeInput(seed: number, index: number, seeds: readonly Seed[]): FuzzInput {
  const random = seededRandom((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0);
  const target = pick(random, targetNames);
  return { target, bytes: makeBytes(random, target, seeds) };
}

function makeBytes(random: Random, target: TargetName, seeds: readonly Seed[]): Uint8Array {
  const way = random();
  if (way < 0.1) return randomBytes(random);
  const language = targets[target].language;
  if (language === "bytes") return byteSoup(random);
  if (way < 0.5) return new TextEncoder().encode(makeSoup(random, language));
  if (way < 0.52) return new TextEncoder().encode(repeated(random, makeSoup(random, language)));
  const own = seeds.filter(({ name }) => isOf(name, language));
  if (own.length === 0) return new TextEncoder().encode(makeSoup(random, language));
  const text = pick(random, own).text;
  const other = pick(random, own).text;
  return new TextEncoder().encode(mutate(random, pieceOf(random, text), pieceOf(random, other)));
}

/** Whether a seed file is of a language. Texts with `{{ }}` and boot commands are found in legacy JSON templates. */
function isOf(name: string, language: Language): boolean {
  if (language === "native") return name.endsWith(".hcl");
  return name.endsWith(".json");
}

function randomBytes(random: Random): Uint8Array {
  return Uint8Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256));
}

/** Many times the same: what costs the square of its length, or goes too deep, shows here. */
function repeated(random: Random, text: string): string {
  const piece = text.slice(0, 1 + Math.floor(random() * 12));
  const times = 1 + Math.floor(20_000 * random() ** 3);
  const rest = text.slice(piece.length);
  return random() < 0.5 ? piece.repeat(times) + rest : rest + piece.repeat(times);
}

function pieceOf(random: Random, text: string): string {
  if (text.length <= usualLength || random() < 0.01) return text;
  const start = Math.floor(random() * (text.length - usualLength));
  return text.slice(random() < 0.3 ? 0 : start, start + Math.floor(random() * usualLength));
}

/** One of the items. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("There is nothing to choose from");
  return item;
}
