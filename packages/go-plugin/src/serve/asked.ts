// What a plugin's program is started for, from its words and its own name (plugin-protocol 1.3, 2.1, 13.1).

import { basename } from "node:path";
import type { Encoding } from "../spec/hcl-spec.ts";

/** The kinds of components as they are named on the command lines of plugins. */
export const servedKinds = ["builder", "provisioner", "post-processor", "datasource"] as const;
export type ServedKind = (typeof servedKinds)[number];

/** One component to serve. */
export interface Start {
  readonly k: "start";
  readonly kind: ServedKind;
  /** As it is registered; in a program of one component the name that templates use may stand here, too. */
  readonly component: string;
  readonly encoding: Encoding;
  /** `old`: the line of three fields that Packer before 1.7 reads, and later ones refuse. */
  readonly handshake: "current" | "old";
}

export type Asked = { readonly k: "describe" } | Start | { readonly k: "wrong"; readonly text: string };

/** A program of one component, as Packer before 1.7 finds it. A checksum file beside it has another end. */
const singleName = /^packer-(builder|provisioner|post-processor)-([^/\\]+?)(?:\.exe)?$/;

/**
 * Reads what a plugin is asked for.
 *
 * @param words what stands behind the program's name
 * @param program the path of the program's file; with no words it says which component is meant
 */
export function readAsked(words: readonly string[], program: string): Asked {
  // Packer's own plugins take the flag out wherever it stands.
  const operands = words.filter((word) => word !== "--protobuf");
  const encoding: Encoding = operands.length < words.length ? "protobuf" : "gob";
  const [command, ...rest] = operands;
  if (command === undefined) {
    const [, kind, component] = singleName.exec(basename(program)) ?? [];
    if (kind === undefined || component === undefined) return { k: "wrong", text: "needs at least one argument" };
    return { k: "start", kind: kind as ServedKind, component, encoding, handshake: "old" };
  }
  if (command === "describe") return { k: "describe" };
  if (command !== "start")
    return { k: "wrong", text: `There is no command "${command}". Packer calls a plugin with "describe" or "start".` };
  const [kind, component] = rest;
  if (kind === undefined || component === undefined || rest.length > 2)
    return { k: "wrong", text: `"start" takes two words, the kind of component and its name, and got ${rest.length}` };
  if (!servedKinds.some((one) => one === kind))
    return { k: "wrong", text: `There is no kind of component "${kind}"; there are ${servedKinds.join(", ")}` };
  return { k: "start", kind: kind as ServedKind, component, encoding, handshake: "current" };
}
