import { createBus, createStamp } from "@ingot/engine";
import { createSecretFilter, type Event } from "@ingot/sdk";
import type { Random } from "../../e2e/kill/random.ts";
import { pick } from "../make-input.ts";
import { base64Of, encodingsOf } from "./encoders.ts";
import { foreign } from "./make-secrets.ts";

/** Something that was seen and should not have been, or the other way round. */
export interface Finding {
  readonly by: string;
  readonly secret: string;
  readonly text: string;
  readonly shown: string;
}

/** A secret as it is written, with what must not be seen of that: all of it, where nothing else is said. */
export interface Written {
  readonly by: string;
  readonly text: string;
  readonly core?: string;
}

/** Neighbours that are part of no encoding of a secret, whatever it is. */
const open = "{(~";
const close = "~)}";

/**
 * Writes secrets in every encoding to a bus, whole and in pieces, and looks at what a renderer gets to see.
 *
 * @param all the secrets that the filter knows
 * @param tried those of them that are written
 */
export async function checkFilter(
  random: Random,
  all: readonly string[],
  tried: readonly string[],
  texts: (secret: string) => readonly Written[],
): Promise<readonly Finding[]> {
  const masker = createSecretFilter();
  for (const secret of all) masker.add(secret);
  const seen: string[] = [];
  const renderer = {
    render: (event: Event) => void (event.type === "output" && seen.push(event.line)),
    close: async () => undefined,
  };
  const bus = createBus({ stamp: createStamp("fuzz"), renderers: [renderer], masker });
  const findings: Finding[] = [];
  for (const secret of tried) {
    for (const { by, text, core = text } of texts(secret)) {
      for (const isSplit of [false, true]) {
        seen.length = 0;
        const output = bus.ui("b").output("stdout");
        const bytes = Buffer.from(`${open}${text}${close}\n`);
        for (const piece of isSplit ? pieces(random, bytes) : [bytes]) await output.write(piece);
        await output.end();
        const shown = seen.join("\n");
        if (shows(shown, core, text === core))
          findings.push({ by: isSplit ? `${by}, split` : by, secret, text, shown });
      }
    }
  }
  return findings;
}

/** Whether a text can be seen, or (where it does not touch its neighbours) much of it. */
function shows(shown: string, core: string, isAlone: boolean): boolean {
  // What is shown has no blanks at the ends of lines, and a return begins a line anew.
  const bare = (text: string) => text.replace(/\s+/g, "");
  if (bare(shown).includes(bare(core))) return true;
  if (!isAlone) return false;
  // A line of one or two characters does not wait for what comes behind it: as much may be left.
  const left = bare(shown).split("<sensitive>").join("").split(open).join("").split(close).join("");
  return left.length > 3;
}

/** Every way to write a secret. */
export function encodedTexts(random: Random) {
  return (secret: string): readonly Written[] => {
    const base64 = base64Of(secret, "user:", ":more");
    const inLines = base64.map(({ by, text, core }) => {
      const columns = pick(random, [64, 76]);
      return {
        by: `${by}, in lines of ${columns}`,
        text: text.replace(new RegExp(`.{${columns}}`, "g"), "$&\n"),
        core,
      };
    });
    return [...encodingsOf(secret), ...base64, ...inLines];
  };
}

/**
 * Passes texts that hold no secret, but nearly: each encoding with a foreign character in its midst, and ordinary output.
 */
export function checkUnchanged(random: Random, secrets: readonly string[], count: number): readonly Finding[] {
  const findings: Finding[] = [];
  // Of two letters alone, base64 of one secret is likely to be that of another's beginning: its last character has bits of what follows.
  const isFit = (secret: string) =>
    Buffer.byteLength(secret) >= 8 && !/[\r\n]/.test(secret) && secret === secret.trim() && new Set(secret).size > 2;
  const long = secrets.filter(isFit);
  for (let i = 0; i < count; i++) {
    const filter = createSecretFilter();
    const chosen = Array.from({ length: 1 + Math.floor(random() * 20) }, () => pick(random, long));
    // One that begins another one would be found in it.
    const own = chosen.filter((secret) => !chosen.some((other) => other !== secret && other.includes(secret)));
    for (const secret of own) filter.add(secret);
    const parts = Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
      if (random() < 0.3) return noise(random);
      const secret = pick(random, own);
      const cores = base64Of(secret, "user:", ":more").map(({ core }) => core);
      return broken(random, pick(random, [...encodingsOf(secret).map(({ text }) => text), ...cores]));
    });
    const bytes = Buffer.concat(parts.map((part) => Buffer.from(part)).flatMap((part) => [part, Buffer.from(foreign)]));
    const stream = filter.stream();
    const shown = Buffer.concat([
      ...pieces(random, bytes).map((piece) => Buffer.from(stream.push(piece))),
      stream.flush(),
    ]);
    if (!shown.equals(bytes))
      findings.push({ by: "unchanged", secret: own.join("\n"), text: bytes.toString(), shown: shown.toString() });
    const message = bytes.toString();
    if (filter.text(message) !== message)
      findings.push({ by: "unchanged message", secret: own.join("\n"), text: message, shown: filter.text(message) });
  }
  return findings;
}

/** A text with a foreign character in its middle: at its ends there may be less than a character of the secret. */
function broken(random: Random, text: string): string {
  const chars = [...text];
  const at = Math.floor(chars.length * (0.4 + 0.2 * random()));
  if (random() < 0.5) chars[at] = foreign;
  else chars.splice(at, 0, foreign);
  return chars.join("");
}

const lines = [
  "Get:12 http://deb.debian.org/debian bookworm/main amd64 libssl3 amd64 3.0.11-1 [2,019 kB]\n",
  "\u001b[32m 45%\u001b[0m [=====>      ] 120.3 MB/s eta 00:12\r",
  'gcc -O2 -DVERSION=\\"1.2.3\\" -c "src/main file.c" \\\n  -o build/main.o\n',
  "C:\\Users\\me\\it''s `here` &amp; %41 \\u00e9 9f86d081884c7d65\n",
];

function noise(random: Random): Buffer {
  if (random() < 0.6) return Buffer.from(pick(random, lines));
  return Buffer.from(Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256)));
}

function pieces(random: Random, bytes: Buffer): readonly Buffer[] {
  if (random() < 0.1) return Array.from(bytes, (byte) => Buffer.from([byte]));
  const cuts = Array.from({ length: 1 + Math.floor(random() * 6) }, () => Math.floor(random() * bytes.length));
  const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}
