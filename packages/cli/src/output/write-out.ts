const listened = new WeakSet<NodeJS.WriteStream>();

/** Writes to a stream of the process. A reader that has gone away (`| head`) is no reason to stop a build. */
export function writeTo(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (!listened.has(stream)) {
    listened.add(stream);
    stream.on("error", () => undefined);
  }
  return new Promise((resolve) => {
    stream.write(text, () => resolve());
  });
}
