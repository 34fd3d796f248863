import {
  appendAll,
  type Diagnostic,
  errorAt,
  hasErrors,
  marksDeep,
  type Path,
  partsOfValue,
  type Value,
} from "@ingot/hcl";
import type { ConfigAttribute } from "./config-body.ts";
import type { DecodeContext } from "./decode-context.ts";
import type { FieldSpec, TypeSpec } from "./field.ts";
import type { Decoding } from "./found.ts";
import { interpolateValue, unshown } from "./interpolate-value.ts";
import { asSentence, noteUse } from "./note-use.ts";
import { makeTemplate, type Reader, readValue } from "./read-value.ts";

/** Decodes one attribute of a body, or what stands for it when it was not set. Null is not set. */
export function decodeAttribute(name: string, spec: FieldSpec, decoding: Decoding): void {
  const { content, found, context } = decoding;
  const attribute = content.attributes.get(name);
  if (!attribute) {
    if (decoding.body.isIncomplete) found.unknown.push(name);
    else if (!decoding.mistyped.has(name)) useDefault(name, spec, undefined, decoding);
    return;
  }
  if (attribute.value.k === "null") {
    useDefault(name, spec, attribute, decoding);
    return;
  }
  const { rangeOf } = attribute;
  found.places.set(name, rangeOf);
  const problems: Diagnostic[] = [];
  let isUnknown = false;
  const reader: Reader = {
    field: name,
    weak: attribute.weak ?? decoding.body.weak,
    // Asked only where something is wrong.
    get sensitive() {
      return spec.sensitive || marksDeep(attribute.value).size > 0 || holdsSecret(attribute.value, context);
    },
    rangeOf,
    context,
    report: (diagnostic) => problems.push(diagnostic),
    foundUnknown: () => {
      isUnknown = true;
    },
  };
  const rendered = spec.lateRendered ? attribute.value : interpolateValue(attribute.value, context.interpolate, reader);
  const value = isEmptyChoice(spec.type, rendered) ? undefined : readValue(spec.type, rendered, reader);
  if (spec.lateRendered) checkTemplates(value, reader);
  appendAll(found.diagnostics, problems);
  if (spec.sensitive) appendAll(found.secrets, textsIn(value));
  if (hasErrors(problems)) return;
  if (isUnknown) found.unknown.push(name);
  else if (value === undefined || (value === "" && spec.presence === "required" && !context.asHcldec)) {
    useDefault(name, spec, attribute, decoding);
  } else {
    noteUse(name, spec, value, attribute.nameRange, found);
    found.values.set(name, value);
  }
}

/** `""` for a setting that takes one of several words is Packer's way to say nothing. */
function isEmptyChoice(type: TypeSpec, value: Value): boolean {
  return type.k === "enum" && value.k === "string" && value.value === "" && !type.values.includes("");
}

function useDefault(name: string, spec: FieldSpec, attribute: ConfigAttribute | undefined, decoding: Decoding): void {
  const { found, context, body } = decoding;
  if (spec.presence !== "required") {
    const isText = spec.type.k === "template" && typeof spec.default === "string";
    found.values.set(name, isText ? makeTemplate(String(spec.default), name, context) : spec.default);
    return;
  }
  const who = `The ${context.component.kind} "${context.component.type}" needs "${name}"`;
  const detail = attribute ? `${who}; here it is empty. Give it a value.` : `${who}. Add it.`;
  found.diagnostics.push(errorAt(attribute?.rangeOf([]) ?? body.range, "Missing required argument", detail));
}

/** A template that is rendered late is at least readable, or `validate` says so. */
function checkTemplates(value: unknown, reader: Reader): void {
  const check = reader.context.checkTemplate;
  if (!check) return;
  const visit = (part: unknown, path: Path): void => {
    if (Array.isArray(part)) {
      for (const [i, item] of part.entries()) visit(item, [...path, i]);
      return;
    }
    const text = typeof part === "string" ? part : sourceOf(part);
    const failure = text === undefined ? undefined : check(text);
    if (!failure) return;
    const detail = reader.sensitive ? unshown : `${asSentence(failure.error)} Correct the template.`;
    reader.report(errorAt(reader.rangeOf(path), "Invalid template expression", detail));
  };
  visit(value, []);
}

function sourceOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("source" in value)) return undefined;
  return typeof value.source === "string" ? value.source : undefined;
}

function holdsSecret(value: Value, context: DecodeContext): boolean {
  if (value.k === "string") return context.holdsSecret?.(value.value) === true;
  return [...partsOfValue(value)].some((part) => holdsSecret(part, context));
}

/** Every text in a sensitive value, for the filter; numbers and bools are never filtered. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
