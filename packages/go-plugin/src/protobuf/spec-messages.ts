// The numbers of the fields of the messages in which config specs travel (plugin-protocol 8.3). There is one file of them in the protocol, and
// it is small: so reading and writing are done by hand.

/** Spec is a oneof of these. */
export const spec = { object: 1, attr: 2, block: 3, blockList: 4, any: [1, 2, 3, 4] } as const;
export const object = { attributes: 1 } as const;
/** An entry of a map. */
export const entry = { key: 1, value: 2 } as const;
export const attr = { name: 1, type: 2, required: 3 } as const;
export const block = { name: 1, required: 2, nested: 3 } as const;
export const blockList = { name: 1, nested: 2 } as const;
/** CtyType is a oneof of these. Each of the messages has one field, with the number 1. */
export const ctyType = { primitive: 1, list: 2, map: 3, any: [1, 2, 3] } as const;

/** How primitive types are called. */
export const primitiveNames = [
  ["string", "cty.String"],
  ["bool", "cty.Bool"],
  ["number", "cty.Number"],
] as const;
