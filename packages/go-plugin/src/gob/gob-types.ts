import { fieldsOf, GobError, type GobValue, isKind, numberField, textField } from "./gob-value.ts";

/** A type of a gob stream. Others are referred to by id, since a type may contain itself. */
export type GobType =
  | { readonly k: "bool" | "int" | "uint" | "float" | "bytes" | "string" | "complex" | "interface" }
  | { readonly k: "list"; readonly elem: number; readonly length: number | undefined }
  | { readonly k: "map"; readonly key: number; readonly elem: number }
  | { readonly k: "struct"; readonly name: string; readonly fields: readonly GobField[] }
  | { readonly k: "opaque"; readonly name: string };

export interface GobField {
  readonly name: string;
  readonly id: number;
}

const struct = (name: string, ...fields: (readonly [string, number])[]): GobType => ({
  k: "struct",
  name,
  fields: fields.map(([field, id]) => ({ name: field, id })),
});

/** The id of wireType, the struct in which a stream defines a type. */
export const wireTypeId = 16;

/**
 * The types that every stream knows: the built-in ones, and those with which it defines its own (documentation of encoding/gob, "Types and
 * Values"). The three kinds of types that write themselves look the same.
 */
export const knownTypes: ReadonlyMap<number, GobType> = new Map<number, GobType>([
  [1, { k: "bool" }],
  [2, { k: "int" }],
  [3, { k: "uint" }],
  [4, { k: "float" }],
  [5, { k: "bytes" }],
  [6, { k: "string" }],
  [7, { k: "complex" }],
  [8, { k: "interface" }],
  [
    wireTypeId,
    struct(
      "wireType",
      ["ArrayT", 17],
      ["SliceT", 19],
      ["StructT", 20],
      ["MapT", 23],
      ["GobEncoderT", 24],
      ["BinaryMarshalerT", 24],
      ["TextMarshalerT", 24],
    ),
  ],
  [17, struct("arrayType", ["CommonType", 18], ["Elem", 2], ["Len", 2])],
  [18, struct("CommonType", ["Name", 6], ["Id", 2])],
  [19, struct("sliceType", ["CommonType", 18], ["Elem", 2])],
  [20, struct("structType", ["CommonType", 18], ["Field", 22])],
  [21, struct("fieldType", ["Name", 6], ["Id", 2])],
  [22, { k: "list", elem: 21, length: undefined }],
  [23, struct("mapType", ["CommonType", 18], ["Key", 2], ["Elem", 2])],
  [24, struct("gobEncoderType", ["CommonType", 18])],
]);

/** The first id that a stream may give to a type of its own. */
export const firstOwnId = 64;

/** The type that a wireType defines. @throws GobError where it defines none */
export function readGobType(wireType: GobValue): GobType {
  const kinds = [...fieldsOf(wireType, "a definition of a type")];
  const [kind, definition] = kinds[0] ?? ["", null];
  if (kinds.length !== 1) throw new GobError("a definition of a type defines not one type");
  const fields = fieldsOf(definition, kind);
  const common = fields.get("CommonType");
  const name = common === undefined ? "" : textField(fieldsOf(common, "CommonType"), "Name");
  switch (kind) {
    case "ArrayT":
      return { k: "list", elem: numberField(fields, "Elem"), length: numberField(fields, "Len") };
    case "SliceT":
      return { k: "list", elem: numberField(fields, "Elem"), length: undefined };
    case "MapT":
      return { k: "map", key: numberField(fields, "Key"), elem: numberField(fields, "Elem") };
    case "StructT": {
      const list = fields.get("Field");
      const items = isKind(list, "list") ? list.items : [];
      return {
        k: "struct",
        name,
        fields: items.map((item) => {
          const field = fieldsOf(item, "a field");
          return { name: textField(field, "Name"), id: numberField(field, "Id") };
        }),
      };
    }
    default:
      return { k: "opaque", name };
  }
}
