/**
 * Why values of user variables could not be rendered: each that reads a variable which is not declared, and each that reads itself by
 * way of others. Nothing is said of a value that merely reads one of those.
 *
 * @param unresolved the variables by name, with what is left of their values
 * @param isDeclared whether a template has a variable
 * @returns sentences by the name of the variable
 */
export function explainUnresolved(
  unresolved: ReadonlyMap<string, string>,
  isDeclared: (name: string) => boolean,
): ReadonlyMap<string, string> {
  const reads = new Map([...unresolved].map(([name, text]) => [name, variablesIn(text)]));
  const reasons = new Map<string, string>();
  for (const [name, text] of unresolved) {
    const undeclared = reads.get(name)?.find((other) => !isDeclared(other));
    if (undeclared !== undefined) {
      const detail = `${quoted(text)} reads the variable "${undeclared}", which is not declared. Declare it in "variables".`;
      reasons.set(name, detail);
    } else if (reachedFrom(name, reads).has(name))
      reasons.set(name, `${quoted(text)} reads a variable that reads this one again. Break the circle.`);
  }
  if (reasons.size > 0) return reasons;
  const general = "reads a variable that has no value yet. Write the values of these variables out.";
  return new Map([...unresolved].map(([name, text]) => [name, `${quoted(text)} ${general}`]));
}

function quoted(text: string): string {
  return `The value ${JSON.stringify(text)}`;
}

function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\buser\s+(?:`([^`]*)`|"([^"]*)")/g)].map(([, raw, plain]) => raw ?? plain ?? "");
}

function reachedFrom(start: string, reads: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = [...(reads.get(start) ?? [])];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    queue.push(...(reads.get(name) ?? []));
  }
  return reached;
}
