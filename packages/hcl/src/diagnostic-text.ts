import { appendAll } from "./append-all.ts";
import { describeBlockAt } from "./describe-block-at.ts";
import { type Diagnostic, inSourceOrder } from "./diagnostic.ts";
import { displayWidth, expandTabs } from "./display-width.ts";
import { graphemesOf } from "./graphemes.ts";
import type { Position, Range } from "./source.ts";
import { wrapWords } from "./wrap-words.ts";

// Diagnostics as text for people, in Packer's form (summary, place, source lines, values, detail), with a caret line in
// addition. Plain text without colours.

/** How diagnostics are written. */
export interface DiagnosticTextOptions {
  /** Columns at which the detail is wrapped; 80 by default. */
  readonly width?: number;
}

/** More source lines than this are not shown; a whole block as context would bury the message. */
const mostLines = 12;

/**
 * Writes diagnostics one behind the other, in source order, each followed by an empty line.
 * @param sources the texts of the files by their names, as the ranges give them
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: DiagnosticTextOptions = {},
): string {
  return inSourceOrder(diagnostics)
    .map((diagnostic) => renderDiagnostic(diagnostic, sources, options))
    .join("");
}

function renderDiagnostic(
  diagnostic: Diagnostic,
  sources: ReadonlyMap<string, string>,
  options: DiagnosticTextOptions,
): string {
  const { severity, summary, detail, subject, readings } = diagnostic;
  const paragraphs = [`${severity === "error" ? "Error" : "Warning"}: ${summary}`];
  if (subject) paragraphs.push(renderPlace(diagnostic, subject, sources));
  if (readings && readings.length > 0) paragraphs.push(renderReadings(readings));
  const text = withSuggestion(detail, diagnostic.suggestion);
  if (text !== "") paragraphs.push(wrapWords(text, options.width ?? 80));
  return `${paragraphs.join("\n\n")}\n\n`;
}

/** The detail, which mentions the suggestion already where whoever wrote it did as agreed. */
function withSuggestion(detail: string, suggestion: string | undefined): string {
  if (suggestion === undefined || detail.includes(suggestion)) return detail;
  return `${detail === "" ? "" : `${detail} `}Did you mean "${suggestion}"?`;
}

function renderPlace(diagnostic: Diagnostic, subject: Range, sources: ReadonlyMap<string, string>): string {
  const place = `  on ${subject.filename} line ${subject.start.line}`;
  const text = sources.get(subject.filename);
  if (text === undefined) return `${place}:\n  (source code not available)`;
  const block = describeBlockAt(text, subject);
  return [
    `${place}${block === undefined ? "" : `, in ${block}`}:`,
    ...renderLines(text, subject, linesToShow(subject, diagnostic.context)),
  ].join("\n");
}

/** The lines of the subject and of the construct around it, unless these are too many. */
function linesToShow(subject: Range, context: Range | undefined): { readonly first: number; readonly last: number } {
  const own = { first: subject.start.line, last: lastLine(subject) };
  if (!context || context.filename !== subject.filename) return limit(own);
  const both = { first: Math.min(own.first, context.start.line), last: Math.max(own.last, lastLine(context)) };
  return both.last - both.first < mostLines ? both : limit(own);
}

function limit({ first, last }: { first: number; last: number }): { first: number; last: number } {
  return { first, last: Math.min(last, first + mostLines - 1) };
}

/** A range that ends at the very beginning of a line does not take that line in. */
function lastLine({ start, end }: Range): number {
  return end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
}

function renderLines(
  text: string,
  subject: Range,
  shown: { readonly first: number; readonly last: number },
): readonly string[] {
  const lines = text.split("\n");
  const rendered: string[] = [];
  for (let line = shown.first; line <= shown.last; line++) {
    const source = (lines[line - 1] ?? "").replace(/\r$/, "");
    rendered.push(`${String(line).padStart(4)}: ${expandTabs(source)}`.trimEnd());
    if (line >= subject.start.line && line <= lastLine(subject))
      appendAll(rendered, renderCaret(source, subject, line));
  }
  return rendered;
}

/** Carets under the part of the line that the subject covers, blanks at its ends left out. */
function renderCaret(source: string, subject: Range, line: number): readonly string[] {
  const clusters = graphemesOf(source);
  const length = clusters.length;
  let from = line === subject.start.line ? columnOffset(subject.start, length) : 0;
  let to = line === subject.end.line ? columnOffset(subject.end, length) : length;
  while (from < to && /^\s$/.test(clusters[from] ?? "")) from++;
  while (to > from && /^\s$/.test(clusters[to - 1] ?? "")) to--;
  if (line !== subject.start.line && from === to) return [];
  const before = displayWidth(clusters.slice(0, from).join(""));
  const covered = displayWidth(clusters.slice(0, to).join("")) - before;
  return [`${" ".repeat(6 + before)}${"^".repeat(Math.max(1, covered))}`];
}

function columnOffset(position: Position, length: number): number {
  return Math.max(0, Math.min(position.column - 1, length));
}

function renderReadings(readings: NonNullable<Diagnostic["readings"]>): string {
  const lines = readings.map(({ reference, rendering }) =>
    rendering === "null" ? `${reference} set to null` : `${reference} as ${rendering}`,
  );
  return `with ${lines.join(",\n     ")}.`;
}
