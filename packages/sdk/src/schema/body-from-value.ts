import type { Path, Range, Value } from "@ingot/hcl";
import type { BodySpec, ConfigAttribute, ConfigBlock, ConfigBody, ConfigContent } from "./config-body.ts";

/** Where things stand that a value was made from. */
export interface ValuePlaces {
  /** The component's header. */
  readonly range: Range;
  /** The part at a path. */
  readonly rangeOf: (path: Path) => Range;
  /** The name at a path whose last step is a key; without it, the place of the part. */
  readonly nameRangeOf?: (path: Path) => Range;
}

/**
 * A body over an object (or map) value: a component of a JSON template, an `override`, a config that came over the wire.
 * A block is an object, or a list of objects. In a weak body names match whatever their case, as Packer's decoder has it.
 *
 * @param value the object; anything else makes an empty body
 * @param weak whether to decode as JSON templates are decoded
 */
export function bodyFromValue(value: Value, weak: boolean, places: ValuePlaces): ConfigBody {
  return bodyAt(value, weak, places, []);
}

function bodyAt(value: Value, weak: boolean, places: ValuePlaces, path: Path): ConfigBody {
  return {
    weak,
    range: path.length === 0 ? places.range : places.rangeOf(path),
    isIncomplete: false,
    raw: value,
    content: (want) => contentAt(value, weak, places, path, want),
  };
}

function contentAt(value: Value, weak: boolean, places: ValuePlaces, path: Path, want: BodySpec): ConfigContent {
  const attributes = new Map<string, ConfigAttribute>();
  const blocks: ConfigBlock[] = [];
  const extra: { name: string; range: Range; isBlock: boolean }[] = [];
  const entries = "entries" in value ? value.entries : new Map<string, Value>();
  for (const [key, part] of entries) {
    const at = [...path, key];
    const nameRange = (places.nameRangeOf ?? places.rangeOf)(at);
    const attribute = findName(want.attributes, key, weak);
    const block = attribute === undefined ? findName(want.blocks, key, weak) : undefined;
    if (attribute !== undefined) {
      // Two spellings of one name: the exact one counts.
      if (attribute !== key && entries.has(attribute)) continue;
      const rangeOf = (inner: Path) => places.rangeOf([...at, ...inner]);
      attributes.set(attribute, { name: attribute, nameRange, value: part, rangeOf });
    } else if (block === undefined) {
      extra.push({ name: key, range: nameRange, isBlock: false });
    } else if (part.k !== "null") {
      const bodies = blocksIn(part, at).map(([one, where]) => bodyAt(one, weak, places, where));
      if (bodies.length === 0 && !isEmptyList(part)) extra.push({ name: block, range: nameRange, isBlock: false });
      for (const body of bodies) blocks.push({ type: block, range: body.range, body });
    }
  }
  return { attributes, blocks, extra, diagnostics: [] };
}

function findName(names: readonly string[], key: string, weak: boolean): string | undefined {
  if (names.includes(key)) return key;
  return weak ? names.find((name) => name.toLowerCase() === key.toLowerCase()) : undefined;
}

function isEmptyList(value: Value): boolean {
  return "items" in value && value.items.length === 0;
}

/** The objects that stand for blocks, with their paths; none where the value is no object and no list of objects. */
function blocksIn(value: Value, path: Path): (readonly [Value, Path])[] {
  if ("entries" in value) return [[value, path]];
  if (!("items" in value) || !value.items.every((item) => "entries" in item)) return [];
  return value.items.map((item, i) => [item, [...path, i]]);
}
