import { constants } from "node:os";

/** The number of a signal by its name ("SIGKILL", or "KILL" as SSH says it); 0 for one that this system does not have. */
export function signalNumber(name: string): number {
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return numbers[name] ?? numbers[`SIG${name}`] ?? 0;
}
