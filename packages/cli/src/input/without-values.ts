/** The words of a command without the values of variables: which of them are sensitive only the template knows. */
export function withoutValues(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    const isPair = /^--?var$/.test(words[index - 1] ?? "");
    return word.replace(isPair ? /=.*$/s : /^(--?var=[^=]*)=.*$/s, isPair ? "=..." : "$1=...");
  });
}
