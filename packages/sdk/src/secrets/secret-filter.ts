import { type Diagnostic, warningAt } from "@ingot/hcl";
import { type Automaton, buildAutomaton } from "./build-automaton.ts";
import { findSecrets, type Knowledge } from "./find-secrets.ts";
import { base64Forms, type Form, formsOfSecret, isTooShort } from "./forms-of-secret.ts";
import { type Find, maskStream, maskText, type SecretStream } from "./mask-stream.ts";
import { addBase64Openings, addOpenings, newOpeningTable } from "./opening-table.ts";

/** Hides secrets in everything that leaves the process: in streams of bytes before they become lines, and in whole messages. */
export interface SecretFilter {
  /**
   * Hides a secret from now on, in streams that already run too: as it is, each of its lines, and in the encodings it
   * is likely to turn up in.
   *
   * @param name what it is, for the warning: `variable "password"`
   * @returns a warning where it is too short (empty, one or two characters) to be told from ordinary text; it is then not hidden. Of what
   * has no name there is only one, and none where it is empty.
   */
  readonly add: (secret: string, name?: string) => Diagnostic | undefined;
  /** A filter for one stream of bytes. It holds back no more than the beginning of what may be a secret. */
  readonly stream: () => SecretStream;
  /** A whole message with its secrets replaced by `<sensitive>`. */
  readonly text: (text: string) => string;
}

/** Secrets that came together, or were put together later. */
interface Layer {
  readonly forms: readonly Form[];
  readonly sizeBytes: number;
  readonly knowledge: Knowledge;
}

/** A filter that knows no secrets yet. */
export function createSecretFilter(): SecretFilter {
  const known = new Set<string>();
  const refused = new Set<string>();
  let added: Form[] = [];
  const layers: Layer[] = [];
  // Secrets come many at a time, and then one by one: those that are new get a layer, which takes in the ones below that are not much larger.
  // So each is built in again only a few times, however many there are.
  const find: Find = (bytes, isFinal, found) => {
    if (added.length > 0) {
      layers.push(layerOf(added, layers));
      added = [];
    }
    let open = bytes.length;
    for (const { knowledge } of layers) open = Math.min(open, findSecrets(knowledge, bytes, isFinal, found));
    return open;
  };
  return {
    add: (secret, name) => {
      if (isTooShort(secret)) {
        // What has no name is nobody's variable: that it is empty says nothing, and the rest is said once.
        const isNews = name !== undefined || (secret !== "" && !refused.has(secret));
        refused.add(secret);
        return isNews ? tooShort(secret, name ?? "a secret") : undefined;
      }
      if (known.has(secret)) return undefined;
      known.add(secret);
      for (const form of formsOfSecret(secret)) added.push(form);
      return undefined;
    },
    stream: () => maskStream(find),
    text: (text) => (known.size === 0 ? text : maskText(find, text)),
  };
}

function tooShort(secret: string, name: string): Diagnostic {
  const what = secret === "" ? "is empty" : "has fewer than three visible characters";
  const so = secret === "" ? "there is nothing to hide" : "it cannot be told from other text and is shown as it is";
  return warningAt(
    undefined,
    "Secret too short to be hidden",
    `The value of ${name} ${what}, so ${so}. ${secret === "" ? "Give it a value, or do not declare it sensitive" : "Use a longer secret"}.`,
  );
}

function layerOf(added: readonly Form[], layers: Layer[]): Layer {
  let forms = added;
  let sizeBytes = sizeOf(added);
  for (let below = layers.at(-1); below && below.sizeBytes < 4 * sizeBytes; below = layers.at(-1)) {
    layers.pop();
    forms = [...below.forms, ...forms];
    sizeBytes += below.sizeBytes;
  }
  const openings = newOpeningTable();
  for (const { bytes, hasBits } of forms) addOpenings(openings, bytes, hasBits);
  const all = forms.map(({ bytes }) => bytes);
  // PowerShell takes commands in base64 of UTF-16.
  const long = forms.flatMap(({ bytes, hasBits }) => (hasBits ? [bytes, utf16Of(bytes)] : []));
  // Six bytes have all of the characters that an opening is made of.
  for (const bytes of long) for (const form of base64Forms(bytes.subarray(0, 6))) addBase64Openings(openings, form);
  return {
    forms,
    sizeBytes,
    knowledge: { openings, forms: buildAutomaton(all, sizeBytes), base64: base64Automaton(long) },
  };
}

function utf16Of(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString(), "utf16le");
}

function base64Automaton(long: readonly Uint8Array[]): Automaton {
  const forms = function* () {
    for (const bytes of long) yield* base64Forms(bytes);
  };
  // Three times four thirds.
  return buildAutomaton(
    forms(),
    long.reduce((sum, { length }) => sum + 4 * length, 0),
  );
}

function sizeOf(forms: readonly Form[]): number {
  return forms.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
