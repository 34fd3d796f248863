/** Plain data that can be written to the journal. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface KindContext {
  readonly signal: AbortSignal;
  /** A secret by its name; in recovery it comes from the environment or a prompt. Throws an error that names what is missing. */
  readonly secret: (name: string) => Promise<string>;
}

interface KindBase<Spec extends Json> {
  /** Begins with the plugin's name, then a dot: recovery loads that plugin and no other. */
  readonly kind: `${string}.${string}`;
  /** How far it reaches: mounts, loop devices and processes end with the boot, and their ids are then somebody else's. */
  readonly reach: "boot" | "host" | "remote";
  /** false: it costs nothing while it lies about, so no supervisor is started for its sake. */
  readonly isSupervised?: false;
  /** What to call it in messages: `container 3f2a...`, `loop device /dev/loop3`. */
  readonly describe: (spec: Spec, id: string | undefined) => string;
  /** Removes it. Gone already is success; returns only when it is seen gone. An id must be checked to be ours before it is touched. */
  readonly destroy: (spec: Spec, id: string, context: KindContext) => Promise<void>;
}

/** How to find a resource after a death between the call and its answer: its id follows from its spec, or it carries a mark to search for. */
export type ResourceKind<Spec extends Json> = KindBase<Spec> &
  (
    | { readonly named: (spec: Spec) => string }
    | {
        readonly find: (spec: Spec, context: KindContext) => Promise<readonly string[]>;
        /** How long after the intent the other side may still bring it into being, in milliseconds. */
        readonly settleMs: number;
      }
  );

/** A kind whose spec type is not known any more, as the registry keeps it; specs come back from the journal as they went in. */
export type AnyResourceKind = ResourceKind<never>;

/** A resource that is ours now. */
export interface Owned<K extends string = string> {
  readonly n: number;
  readonly kind: K;
  readonly id: string;
}

export interface OwnOptions {
  /** What it stands on; it goes before those. */
  readonly on?: readonly Owned[];
  /** `run`: gone when the pipeline ends. `output`: the user's, once the build has come to its end; destroyed with a build that does not. */
  readonly life?: "run" | "output";
}

/** A run that has something in its journal, and how that run stands. */
export interface Holder {
  readonly run: string;
  /** Process that the run belongs to, or that cleans up after it. */
  readonly pid: number | undefined;
  /** `unknown`: it ran on another machine, or in another container. `busy`: somebody is cleaning up after it. `self`: this very run. */
  readonly standing: "self" | "alive" | "busy" | "dead" | "unknown";
  /** `finished`: an output whose builder had come to its end. `kept`: left on purpose by `-on-error`. */
  readonly state: "unfinished" | "finished" | "kept";
}

/** The one way to make something outside the process. */
export interface Resources {
  /**
   * Journals the intent (synced), creates, journals the id. `spec` gets an unguessable token to put into names and labels. When `create`
   * throws, what it may have made is destroyed and the error goes on.
   */
  readonly own: <Spec extends Json>(
    kind: ResourceKind<Spec>,
    spec: (token: string) => Spec,
    create: (spec: Spec, signal: AbortSignal) => Promise<string>,
    options?: OwnOptions,
  ) => Promise<Owned>;
  /** Destroys early, in this order; the unwinding then finds nothing to do. */
  readonly release: (...owned: readonly Owned[]) => Promise<void>;
  /** The run that holds something that is there already, if one does: by what its spec says. */
  readonly findHolder: <Spec extends Json>(
    kind: ResourceKind<Spec>,
    isIt: (spec: Spec) => boolean,
  ) => Promise<Holder | undefined>;
}
