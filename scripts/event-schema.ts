// Makes a JSON Schema of the types of events: the declaration in packages/sdk/src/event/event.ts is the only one, so that what is documented
// cannot differ from what is sent.

import { fileURLToPath } from "node:url";
import ts from "typescript";

const source = fileURLToPath(new URL("../packages/sdk/src/event/event.ts", import.meta.url));

/** A schema, as far as these types need it. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly $ref?: string;
}

/** The parts of the schema: the envelope, each type of event in the order of their declaration, and what they refer to. */
export interface EventSchema {
  readonly envelope: Schema;
  readonly events: ReadonlyMap<string, Schema>;
  readonly defs: ReadonlyMap<string, Schema>;
}

/** Reads the declaration of events. */
export function readEventSchema(): EventSchema {
  const program = ts.createProgram([source], {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: ["node"],
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(source);
  if (!file) throw new Error(`${source} cannot be read`);
  const wrong = program.getSemanticDiagnostics(file)[0];
  if (wrong) throw new Error(`${source}: ${ts.flattenDiagnosticMessageText(wrong.messageText, "\n")}`);
  const defs = new Map<string, Schema>();
  const translator = { checker, defs };

  const union = aliasOf(file, "EventBody");
  if (!ts.isUnionTypeNode(union)) throw new Error("EventBody is no union");
  const events = new Map<string, Schema>();
  let end = union.pos;
  for (const member of union.types) {
    const type = checker.getTypeFromTypeNode(member);
    const schema = objectSchema(type, member, translator);
    const name = schema.properties?.type?.const;
    const description = lastComment(file.text.slice(end, member.getStart()));
    if (typeof name !== "string") throw new Error("An event has no type");
    if (description === "") throw new Error(`The event "${name}" has no comment that says what it means`);
    events.set(name, { description, ...schema });
    end = member.end;
  }
  const whole = aliasOf(file, "Event");
  const part = ts.isIntersectionTypeNode(whole) ? whole.types.find(ts.isTypeLiteralNode) : undefined;
  if (!part) throw new Error("Event has no envelope");
  const envelope = objectSchema(checker.getTypeFromTypeNode(part), part, translator);
  return { envelope, events, defs };
}

/** The schema as it is published. Types of events that it does not know are valid: a later Ingot may send them. */
export function eventSchemaFile({ envelope, events, defs }: EventSchema): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:ingot:events:1",
    title: "An event of Ingot, as -json writes it: one a line",
    description:
      "Within a version (v) fields and types of events are only added. Consumers ignore what they do not know, which is why no object forbids further fields.",
    ...envelope,
    properties: { ...envelope.properties, type: { type: "string" } },
    required: [...(envelope.required ?? []), "type"],
    allOf: [...events.keys()].map((name) => ({
      if: { properties: { type: { const: name } }, required: ["type"] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { $ref: `#/$defs/event-${name}` },
    })),
    $defs: Object.fromEntries([
      ...[...events].map(([name, schema]) => [`event-${name}`, schema]),
      ...[...defs].sort(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  };
}

interface Translator {
  readonly checker: ts.TypeChecker;
  readonly defs: Map<string, Schema>;
}

function objectSchema(type: ts.Type, at: ts.Node, translator: Translator): Schema {
  const { checker } = translator;
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const symbol of type.getProperties()) {
    const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    const description = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll("\n", " ");
    const value = schemaOf(checker.getTypeOfSymbolAtLocation(symbol, at), at, translator);
    properties[symbol.name] = description === "" ? value : { ...value, description };
    if (!isOptional) required.push(symbol.name);
  }
  return { type: "object", properties, required };
}

function schemaOf(type: ts.Type, at: ts.Node, translator: Translator): Schema {
  const { checker, defs } = translator;
  if (type.aliasSymbol?.name === "Json") return { description: "Any JSON." };
  if (type.isUnion()) return unionSchema(type, at, translator);
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (type.flags & ts.TypeFlags.String) return { type: "string" };
  if (type.flags & ts.TypeFlags.Number) return { type: "number" };
  if (type.flags & ts.TypeFlags.BooleanLike) return { type: "boolean" };
  if (type.flags & ts.TypeFlags.Null) return { type: "null" };
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    if (item) return { type: "array", items: schemaOf(item, at, translator) };
  }
  if ((type.flags & ts.TypeFlags.Object) === 0) throw new Error(`No schema for ${checker.typeToString(type)}`);
  const name = type.getSymbol()?.name;
  if (name === undefined || name === "__type") return objectSchema(type, at, translator);
  if (!defs.has(name)) {
    defs.set(name, {});
    const description = ts
      .displayPartsToString(type.getSymbol()?.getDocumentationComment(checker))
      .replaceAll("\n", " ");
    defs.set(name, { ...(description === "" ? {} : { description }), ...objectSchema(type, at, translator) });
  }
  return { $ref: `#/$defs/${name}` };
}

function unionSchema(type: ts.UnionType, at: ts.Node, translator: Translator): Schema {
  const members = type.types.filter((member) => (member.flags & ts.TypeFlags.Undefined) === 0);
  if (members.every((member) => member.flags & ts.TypeFlags.BooleanLike)) return { type: "boolean" };
  if (members.every((member) => member.isStringLiteral()))
    return { enum: members.map((member) => (member as ts.StringLiteralType).value) };
  const [only] = members;
  if (only && members.length === 1) return schemaOf(only, at, translator);
  return { anyOf: members.map((member) => schemaOf(member, at, translator)) };
}

function aliasOf(file: ts.SourceFile, name: string): ts.TypeNode {
  const found = file.statements.find(
    (statement) => ts.isTypeAliasDeclaration(statement) && statement.name.text === name,
  );
  if (!found || !ts.isTypeAliasDeclaration(found)) throw new Error(`${source} has no type ${name}`);
  return found.type;
}

/** The text of the last documentation comment in a stretch of source. */
function lastComment(text: string): string {
  const comment = [...text.matchAll(/\/\*\*([\s\S]*?)\*\//g)].at(-1)?.[1] ?? "";
  return comment.replaceAll(/\n\s*\* ?/g, " ").trim();
}
