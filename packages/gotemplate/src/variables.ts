/** The variables in scope, innermost last. */
export class Variables {
  readonly #names: string[] = [];
  readonly #values: unknown[] = [];

  constructor(root: unknown) {
    this.declare("$", root);
  }

  get count(): number {
    return this.#names.length;
  }

  declare(name: string, value: unknown): void {
    this.#names.push(name);
    this.#values.push(value);
  }

  /** Forgets what was declared since there were `count`. */
  restore(count: number): void {
    this.#names.length = count;
    this.#values.length = count;
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  get(name: string): unknown {
    return this.#values[this.#names.lastIndexOf(name)];
  }

  set(name: string, value: unknown): void {
    this.#values[this.#names.lastIndexOf(name)] = value;
  }
}
