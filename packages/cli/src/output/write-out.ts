/** Writes to standard output; the promise is the back-pressure. A reader that has gone away (`| head`) is no reason to stop a build. */
export function writeOut(text: string): Promise<void> {
  return writeTo(process.stdout, text);
}

/** The same for standard error, where only the log goes. */
export function writeErr(text: string): Promise<void> {
  return writeTo(process.stderr, text);
}

const listened = new WeakSet<NodeJS.WriteStream>();

function writeTo(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (!listened.has(stream)) {
    listened.add(stream);
    stream.on("error", () => undefined);
  }
  return new Promise((resolve) => {
    stream.write(text, () => resolve());
  });
}
