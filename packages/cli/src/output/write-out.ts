const failures = new WeakMap<NodeJS.WriteStream, Error>();
const listened = new WeakSet<NodeJS.WriteStream>();

/** Writes to a stream of the process. A reader that has gone away (`| head`) is no reason to stop a build: it is only kept in mind. */
export function writeTo(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (!listened.has(stream)) {
    listened.add(stream);
    stream.on("error", () => undefined);
  }
  return new Promise((resolve) => {
    stream.write(text, (error) => {
      if (error && !failures.has(stream)) failures.set(stream, error);
      resolve();
    });
  });
}

/** Why something that was written to the stream was lost; undefined when all of it was taken. */
export function failureOf(stream: NodeJS.WriteStream): Error | undefined {
  return failures.get(stream);
}
