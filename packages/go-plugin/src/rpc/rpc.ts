// Go's net/rpc over msgpack as both sides use it (plugin-protocol 5): these are the nouns.

/**
 * A value on the wire. Text and bytes are different things: bytes in a config are read as JSON of a cty value. Whole numbers that a double
 * cannot hold are bigint, also when they come in. Undefined members of an object are left out. NaN and the infinities are floats.
 */
export type Wire =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Date
  | readonly Wire[]
  | { readonly [key: string]: Wire | undefined };

/** The client of one stream. Calls may overlap, and be answered in any order. */
export interface RpcClient {
  /**
   * Calls `Service.Method`. Rejects with a `RemoteError` when the other side answers with an error, and with the connection's error when
   * there will be no answer.
   */
  readonly call: (method: string, args: Wire) => Promise<Wire>;
  /** Ends the stream: the other side's server ends with it. */
  readonly close: () => void;
}

/** One method of a service. What it throws becomes the text of the answer's error. */
export type Method = (args: Wire) => Promise<Wire> | Wire;

/** Services by name, methods by name. It is read at each call, so a service may be added while the server runs. */
export type Services = Map<string, Readonly<Record<string, Method>>>;

/** The other side answered a call with an error. The message is its text, and all there is. */
export class RemoteError extends Error {
  readonly method: string;
  constructor(method: string, message: string) {
    super(message);
    this.name = "RemoteError";
    this.method = method;
  }
}
