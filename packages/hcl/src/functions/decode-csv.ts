import { T } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { V } from "../value/value.ts";
import { FunctionError } from "./contract.ts";

interface Row {
  readonly fields: readonly string[];
  /** Where it begins, counted from 1. */
  readonly line: number;
}

/**
 * Reads CSV with a header line (RFC 4180, as Go's csv package has it): every row becomes an object of texts. Empty lines
 * are skipped, and CRLF inside quotes becomes LF.
 * @throws FunctionError
 */
export function decodeCsv(source: string): { readonly value: Value; readonly type: Type } {
  const [header, ...rows] = readRows(source.replaceAll("\r\n", "\n"));
  if (!header) throw new FunctionError("the header line is missing", 0);
  const names = header.fields;
  for (const [i, name] of names.entries()) {
    if (names.indexOf(name) !== i) throw new FunctionError(`the column name "${name}" stands twice in the header`, 0);
  }
  const of = T.object(names.map((name) => [name, T.string] as const));
  const objects = rows.map(({ fields, line }) => {
    if (fields.length !== names.length) {
      throw new FunctionError(`line ${line} has ${fields.length} fields, but the header names ${names.length}`, 0);
    }
    return V.object(names.map((name, i) => [name, V.string(fields[i] ?? "")] as const));
  });
  return { value: V.list(of, objects), type: T.list(of) };
}

function readRows(source: string): readonly Row[] {
  const rows: Row[] = [];
  let at = 0;
  let line = 1;

  function fail(what: string): never {
    throw new FunctionError(`line ${line} of the CSV: ${what}`, 0);
  }

  function readQuoted(): string {
    let field = "";
    at += 1;
    for (;;) {
      const quote = source.indexOf('"', at);
      if (quote < 0) return fail('the quoted field is not closed by a "');
      const part = source.slice(at, quote);
      line += part.split("\n").length - 1;
      field += part;
      at = quote + 1;
      if (source[at] !== '"') break;
      field += '"';
      at += 1;
    }
    if (at < source.length && source[at] !== "," && source[at] !== "\n")
      return fail('only a comma may follow the closing "');
    return field;
  }

  function readBare(): string {
    const bare = /[^,\n]*/y;
    bare.lastIndex = at;
    const field = bare.exec(source)?.[0] ?? "";
    if (field.includes('"')) return fail('a field with a " must be quoted from its first character on');
    at += field.length;
    return field;
  }

  while (at < source.length) {
    if (source[at] === "\n") {
      at += 1;
      line += 1;
      continue;
    }
    const start = line;
    const fields: string[] = [];
    for (;;) {
      fields.push(source[at] === '"' ? readQuoted() : readBare());
      if (source[at] !== ",") break;
      at += 1;
    }
    at += 1;
    line += 1;
    rows.push({ fields, line: start });
  }
  return rows;
}
