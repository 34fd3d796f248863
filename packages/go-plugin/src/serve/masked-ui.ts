import type { EventBody, SecretFilter, Ui } from "@ingot/sdk";

/** A voice that hides secrets before they leave the process: no host is told of a component's sensitive settings. */
export function maskedUi(ui: Ui, secrets: SecretFilter): Ui {
  const { text: mask } = secrets;
  return {
    ...ui,
    say: (text) => ui.say(mask(text)),
    message: (text) => ui.message(mask(text)),
    error: (text) => ui.error(mask(text)),
    log: (text) => ui.log(mask(text)),
    output: (stream) => {
      const output = ui.output(stream);
      const filter = secrets.stream();
      return {
        write: (chunk) => output.write(filter.push(chunk)),
        end: async () => {
          await output.write(filter.flush());
          await output.end();
        },
      };
    },
    progress: (label) => ui.progress(mask(label)),
    emit: (event) => ui.emit(maskDeep(event, mask) as EventBody),
    as: (name) => maskedUi(ui.as(mask(name)), secrets),
  };
}

function maskDeep(part: unknown, mask: (text: string) => string): unknown {
  if (typeof part === "string") return mask(part);
  if (Array.isArray(part)) return part.map((item) => maskDeep(item, mask));
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([name, item]) => [name, maskDeep(item, mask)]));
}
