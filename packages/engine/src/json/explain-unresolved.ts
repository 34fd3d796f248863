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
  const circles = inCircles(reads);
  const reasons = new Map<string, string>();
  for (const [name, text] of unresolved) {
    const undeclared = reads.get(name)?.find((other) => !isDeclared(other));
    if (undeclared !== undefined) {
      const detail = `${quoted(text)} reads the variable "${undeclared}", which is not declared. Declare it in "variables".`;
      reasons.set(name, detail);
    } else if (circles.has(name))
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

/** What is left when all are taken away that read nothing that is left, and then all that are read by nothing that is left. */
function inCircles(reads: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const ended = withoutEnds(reads);
  return new Set(withoutEnds(reversed(ended)).keys());
}

function withoutEnds(edges: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const left = new Map([...edges].map(([name, to]) => [name, new Set(to.filter((other) => edges.has(other)))]));
  const back = reversed(edges);
  const ends = [...left].flatMap(([name, to]) => (to.size === 0 ? name : []));
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    left.delete(end);
    for (const name of back.get(end) ?? []) {
      const to = left.get(name);
      if (to?.delete(end) && to.size === 0) ends.push(name);
    }
  }
  return new Map([...left].map(([name, to]) => [name, [...to]]));
}

function reversed(edges: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const back = new Map<string, string[]>([...edges.keys()].map((name) => [name, []]));
  for (const [name, to] of edges) for (const other of to) back.get(other)?.push(name);
  return back;
}
