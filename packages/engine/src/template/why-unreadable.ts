/** Why a file could not be read, as a sentence. */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "There is no such file.";
    case "EACCES":
      return "You may not read it.";
    case "EISDIR":
      return "It is a folder.";
    default:
      return `${error instanceof Error ? error.message : String(error)}.`;
  }
}
