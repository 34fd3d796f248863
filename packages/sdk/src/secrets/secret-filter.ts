import { type Diagnostic, warningAt } from "@ingot/hcl";
import { type Automaton, buildAutomaton } from "./build-automaton.ts";
import { formsOfSecret, isTooShort } from "./encode-secret.ts";
import { maskStream, maskText, type SecretStream } from "./mask-stream.ts";

/** Hides secrets in everything that leaves the process: in streams of bytes before they become lines, and in whole messages. */
export interface SecretFilter {
  /**
   * Hides a secret from now on, in streams that already run too: as it is, each of its lines, and in the encodings it
   * is likely to turn up in.
   *
   * @param name what it is, for the warning: `variable "password"`
   * @returns a warning where it is too short (one or two characters) to be told from ordinary text; it is then not hidden
   */
  readonly add: (secret: string, name?: string) => Diagnostic | undefined;
  /** A filter for one stream of bytes. It holds back no more than the beginning of what may be a secret. */
  readonly stream: () => SecretStream;
  /** A whole message with its secrets replaced by `<sensitive>`. */
  readonly text: (text: string) => string;
}

/** A filter that knows no secrets yet. */
export function createSecretFilter(): SecretFilter {
  const forms = new Set<string>();
  let automaton: Automaton | undefined;
  // Built when it is next needed: secrets come many at a time.
  const current = (): Automaton => {
    automaton ??= buildAutomaton([...forms].map((form) => Buffer.from(form)));
    return automaton;
  };
  return {
    add: (secret, name) => {
      if (secret === "") return undefined;
      if (isTooShort(secret)) {
        return warningAt(
          undefined,
          "Secret too short to be hidden",
          `The value of ${name ?? "a secret"} has fewer than three visible characters, so it cannot be told from other text and is shown as it is. Use a longer secret.`,
        );
      }
      const known = forms.size;
      for (const form of formsOfSecret(secret)) forms.add(form);
      if (forms.size > known) automaton = undefined;
      return undefined;
    },
    stream: () => maskStream(current),
    text: (text) => (forms.size === 0 ? text : maskText(current(), text)),
  };
}
