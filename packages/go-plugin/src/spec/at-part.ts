import { SpecError } from "./hcl-spec.ts";

/** Does something with one part of a spec; an error that comes of it says which part it was, from the outermost in: `disk.size`. */
export function atPart<R>(name: string, read: () => R): R {
  try {
    return read();
  } catch (error) {
    if (error instanceof PartError) throw new PartError(`${name}.${error.part}`, error.why);
    throw new PartError(name, error instanceof Error ? error.message : String(error));
  }
}

class PartError extends SpecError {
  readonly part: string;
  readonly why: string;
  constructor(part: string, why: string) {
    super(`in its part "${part}", ${why}`);
    this.name = "PartError";
    this.part = part;
    this.why = why;
  }
}
