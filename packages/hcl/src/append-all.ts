/** Adds all items to a list. Other than `push(...items)` it takes any number of them: arguments of a call go on the stack. */
export function appendAll<T>(to: T[], items: Iterable<T>): void {
  for (const item of items) to.push(item);
}
