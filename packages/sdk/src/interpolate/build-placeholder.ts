const hint = "To set this dynamically in the Packer template, you must use the `build` function";

/**
 * The text that stands for a value of the build while only the preparation runs. Go plugins know it by its wording,
 * so it cannot be another.
 */
export function buildPlaceholder(name: string): string {
  return `Build_${name}. ${hint}`;
}

/** Whether a value stands for one that is not known yet. */
export function isBuildPlaceholder(value: unknown): boolean {
  return typeof value === "string" && value.includes(hint);
}
