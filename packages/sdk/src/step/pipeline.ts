import type { Gave, Node, Step } from "./step.ts";

// A builder is a function from its config to a pipeline of named steps. A step states in its type what it needs and returns what it
// gives; a need that no earlier step gives does not compile. State types are plain intersections: `Omit<S, keyof G> & G` nested forty
// deep is "excessively deep" for the compiler, and mapped types lose optionality.

type Missing<S, N> = {
  [K in keyof N]-?: K extends keyof S
    ? Pick<S, K> extends Pick<N, K>
      ? never
      : K
    : undefined extends N[K]
      ? never
      : K;
}[keyof N];
type Wrong<S, N> = {
  [K in keyof N]-?: K extends keyof S
    ? `'${K & string}' is given with another type, or only sometimes`
    : `needs '${K & string}', which no step before it gives`;
}[Missing<S, N> & keyof N];
type Fits<S, N> = S extends N ? unknown : Wrong<S, N>;
type Agrees<S, H> = {
  [K in keyof S & keyof H]: H[K] extends S[K] ? never : `'${K & string}' is given again with another type`;
}[keyof S & keyof H] extends never
  ? unknown
  : {
      [K in keyof S & keyof H]: H[K] extends S[K] ? never : `'${K & string}' is given again with another type`;
    }[keyof S & keyof H];

/** What holds after a fork: keys of both branches surely, keys of one perhaps. */
export type Either<A, B> = { [K in keyof A & keyof B]: A[K] | B[K] } & Partial<Omit<A, keyof B>> &
  Partial<Omit<B, keyof A>>;

// biome-ignore lint/complexity/noBannedTypes: `{}` is the identity of intersection; Record<string, never> would forbid every key.
type Nothing = {};

/** Steps in order, with the state that they add to a base `S`. */
export interface Pipeline<S extends object, G extends object> extends Gave<G> {
  readonly step: <N extends object, H extends object>(
    step: Step<N, H> & Fits<S & G, N> & Agrees<S & G, H>,
  ) => Pipeline<S, G & H>;
  /** Steps that are there only if the condition, a fact of the config, holds; what they give is optional afterwards. */
  readonly when: <A extends object>(
    condition: boolean,
    then: (p: Pipeline<S & G, Nothing>) => Gave<A>,
  ) => Pipeline<S, G & Partial<A>>;
  readonly choose: <A extends object, B extends object>(
    condition: boolean,
    then: (p: Pipeline<S & G, Nothing>) => Gave<A>,
    otherwise: (p: Pipeline<S & G, Nothing>) => Gave<B>,
  ) => Pipeline<S, G & Either<A, B>>;
  /** One of several ways to the same state. */
  readonly pick: <K extends string, A extends object>(
    key: K,
    ways: { readonly [W in K]: (p: Pipeline<S & G, Nothing>) => Gave<A> },
  ) => Pipeline<S, G & A>;
}

/** An empty pipeline over a base state. */
export function pipeline<S extends object>(): Pipeline<S, Nothing> {
  return extend<S, Nothing>([]);
}

function extend<S extends object, G extends object>(nodes: readonly Node[]): Pipeline<S, G> {
  const branch = <B extends object>(build: (p: Pipeline<S & G, Nothing>) => Gave<B>) =>
    build(extend<S & G, Nothing>([])).nodes;
  return {
    nodes,
    step: (step) => extend([...nodes, step]),
    when: (condition, then) => extend(condition ? [...nodes, ...branch(then)] : nodes),
    choose: (condition, then, otherwise) => extend([...nodes, ...(condition ? branch(then) : branch(otherwise))]),
    pick: (key, ways) => extend([...nodes, ...branch(ways[key])]),
  };
}
