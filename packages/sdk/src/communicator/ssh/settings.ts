import type { ParsedKey } from "ssh2";

/** A key to log in with. */
export interface LoginKey {
  /** How to call it in messages: its file, "the generated key". */
  readonly label: string;
  readonly key: ParsedKey;
}

/** A question that a server asks at a keyboard-interactive login. */
export interface LoginQuestion {
  readonly text: string;
  /** Whether the answer may be seen as it is typed. */
  readonly isShown: boolean;
}

/** One way to log in. They are tried in the order of the list, as far as the server takes them. */
export type LoginMethod =
  | { readonly k: "agent"; readonly socket: string }
  | ({ readonly k: "key" } & LoginKey)
  | { readonly k: "password"; readonly password: string }
  | {
      readonly k: "questions";
      readonly answer: (questions: readonly LoginQuestion[], signal: AbortSignal) => Promise<readonly string[]>;
      /** A person answers, who may take her time. */
      readonly isSlow: boolean;
    };

export interface SshServer {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly methods: readonly LoginMethod[];
}

export interface Tunnel {
  readonly listenPort: number;
  readonly host: string;
  readonly port: number;
}

export interface SocksProxy {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** Everything that a connection needs, read from the config and looked up: no files, no environment any more. */
export interface SshSettings {
  readonly server: SshServer;
  /** The way leads through a server, or a proxy, or neither. */
  readonly bastion: SshServer | undefined;
  readonly proxy: SocksProxy | undefined;
  /** Instead of the library's usual ones; undefined leaves those. */
  readonly ciphers: readonly string[] | undefined;
  readonly keyExchanges: readonly string[] | undefined;
  /** 0: never. */
  readonly keepAliveMs: number;
  /** After how long without a byte from the server to give the connection up. 0: never. */
  readonly silenceMs: number;
  /** Offered to the machine; undefined: none. */
  readonly forwardedAgent: string | undefined;
  readonly remoteTunnels: readonly Tunnel[];
  readonly localTunnels: readonly Tunnel[];
}
