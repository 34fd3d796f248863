/**
 * What is wrong with a script's exit; undefined where nothing is.
 *
 * @param status as `exitStatus` gives it
 * @param accepted what the template accepts; without any only 0
 */
export function complainOfExit(status: number, accepted?: readonly number[]): string | undefined {
  const valid = accepted === undefined || accepted.length === 0 ? [0] : accepted;
  if (valid.includes(status)) return undefined;
  return `Script exited with non-zero exit status: ${status}. Allowed exit codes are: [${valid.join(" ")}]`;
}
