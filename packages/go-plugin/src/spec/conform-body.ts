import {
  appendAll,
  convert,
  type Diagnostic,
  describeConversionError,
  errorAt,
  inSourceOrder,
  type Type,
  typeEquals,
  typeOf,
  typeText,
  V,
  type Value,
} from "@ingot/hcl";
import { type ConfigBlock, type ConfigBody, type ConfigContent, packerAttributes } from "@ingot/sdk";
import type { HclObjectSpec, HclSpec } from "./hcl-spec.ts";
import { typeOfPart, typeOfSpec } from "./type-of-spec.ts";

/** What a config is by a spec, and what is wrong with it, in source order. */
export interface Conformed {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes of a body the one object that its spec describes, as Packer's core makes it for a Go plugin: every part is there, converted to its
 * type; what is not set is null, or an empty list of blocks. What is unknown stays so, and what a syntax error may hide is unknown. A part with
 * something wrong in it is null.
 *
 * @param body a body that is not decoded weakly; of one with an `override` the part below it, since that is sent by itself
 */
export function conformBody(spec: HclObjectSpec, body: ConfigBody): Conformed {
  const diagnostics: Diagnostic[] = [];
  const value = new Conforming(body, namesOf(spec), diagnostics).object(spec);
  return { value, diagnostics: inSourceOrder(diagnostics) };
}

interface Names {
  readonly attributes: Set<string>;
  readonly blocks: Set<string>;
}

/** Which settings and blocks a spec reads. */
function namesOf(spec: HclObjectSpec): Names {
  const names: Names = { attributes: new Set(), blocks: new Set() };
  const add = (part: HclSpec): void => {
    if (part.k === "attr") names.attributes.add(part.name);
    else if (part.k === "default") for (const inner of [part.primary, part.fallback]) add(inner);
    else if (part.k !== "literal") names.blocks.add(part.name);
  };
  for (const part of spec.parts.values()) add(part);
  return names;
}

class Conforming {
  readonly #body: ConfigBody;
  readonly #content: ConfigContent;
  readonly #diagnostics: Diagnostic[];

  constructor(body: ConfigBody, names: Names, diagnostics: Diagnostic[]) {
    this.#body = body;
    this.#diagnostics = diagnostics;
    this.#content = body.content({ attributes: [...names.attributes], blocks: [...names.blocks] });
    appendAll(diagnostics, this.#content.diagnostics);
    for (const { name, range, isBlock } of this.#content.extra) {
      if (packerAttributes.includes(name)) continue;
      const what = isBlock ? "block" : "argument";
      const detail = `A ${isBlock ? "block" : "setting"} named "${name}" is not expected here. Remove it, or correct its name.`;
      diagnostics.push(errorAt(range, `Unsupported ${what}${isBlock ? " type" : ""}`, detail));
    }
  }

  object(spec: HclObjectSpec): Value {
    return V.object([...spec.parts].map(([key, part]) => [key, this.#part(part)] as const));
  }

  #part(part: HclSpec): Value {
    switch (part.k) {
      case "attr":
        return this.#attribute(part);
      case "block":
        return this.#block(part);
      case "blocks":
        return this.#blocks(part);
      case "literal":
        return part.value;
      case "default": {
        const value = this.#part(part.primary);
        return value.k === "null" ? this.#part(part.fallback) : value;
      }
      case "attrs":
      case "labelled":
        return this.#unreadable(part);
    }
  }

  #attribute(part: HclSpec & { readonly k: "attr" }): Value {
    const { name, type, required } = part;
    const attribute = this.#content.attributes.get(name);
    if (!attribute) {
      if (this.#body.isIncomplete) return V.unknown(type);
      if (required) this.#report("Missing required argument", `The setting "${name}" is needed here. Add it.`);
      return V.null(type);
    }
    const converted = convert(attribute.value, type);
    if ("value" in converted) return converted.value;
    const wrong = describeConversionError(converted);
    const detail = `"${name}" needs ${typeText(type)}: ${wrong}. Correct its value.`;
    this.#diagnostics.push(errorAt(attribute.rangeOf(converted.path), "Incorrect attribute value type", detail));
    return V.null(type);
  }

  #block(part: HclSpec & { readonly k: "block" }): Value {
    const type = typeOfSpec(part.nested);
    const [first, second] = this.#blocksOf(part.name);
    if (second) {
      const detail = `Only one block "${part.name}" may stand here. Remove the others.`;
      this.#diagnostics.push(errorAt(second.range, `Too many ${part.name} blocks`, detail));
    }
    if (first) return this.#inner(part.nested, first);
    if (this.#body.isIncomplete) return V.unknown(type);
    if (part.required) {
      this.#report(`Missing ${part.name} block`, `A block "${part.name}" is needed here. Add it.`);
    }
    return V.null(type);
  }

  #blocks(part: HclSpec & { readonly k: "blocks" }): Value {
    const { name, min, max } = part;
    const blocks = this.#blocksOf(name);
    const items = blocks.map((block) => this.#inner(part.nested, block));
    if (this.#body.isIncomplete) return V.unknown(typeOfPart(part));
    if (blocks.length < min) {
      const detail = `At least ${min} blocks "${name}" are needed here, and there are ${blocks.length}. Add what is missing.`;
      this.#report(`Missing ${name} block`, detail);
    }
    const tooMany = max > 0 ? blocks[max] : undefined;
    if (tooMany) {
      const detail = `At most ${max} blocks "${name}" may stand here, and there are ${blocks.length}. Remove what is too many.`;
      this.#diagnostics.push(errorAt(tooMany.range, `Too many ${name} blocks`, detail));
    }
    return collect(part.as, typeOfSpec(part.nested), items);
  }

  #unreadable(part: HclSpec & { readonly name: string }): Value {
    const [first] = this.#blocksOf(part.name);
    if (first) {
      const detail = `Ingot cannot read a block of this kind inside of a component. Leave "${part.name}" out.`;
      this.#diagnostics.push(errorAt(first.range, `"${part.name}" cannot be served`, detail));
    }
    const type = typeOfPart(part);
    return type.k === "map" ? V.map(type.of, []) : V.object([]);
  }

  #inner(spec: HclObjectSpec, block: ConfigBlock): Value {
    return new Conforming(block.body, namesOf(spec), this.#diagnostics).object(spec);
  }

  #blocksOf(type: string): readonly ConfigBlock[] {
    return this.#content.blocks.filter((block) => block.type === type);
  }

  #report(summary: string, detail: string): void {
    this.#diagnostics.push(errorAt(this.#body.range, summary, detail));
  }
}

/** The values of blocks as one: of one type, unless a part of any type makes them differ. */
function collect(as: "list" | "set", of: Type, items: readonly Value[]): Value {
  const first = items[0];
  const own = first ? typeOf(first) : of;
  if (!items.every((item) => typeEquals(typeOf(item), own))) return V.tuple(items);
  return as === "set" ? V.set(own, items) : V.list(own, items);
}
