import { appendAll } from "./append-all.ts";
import { type Diagnostic, inSourceOrder } from "./diagnostic.ts";
import { expandTabs, widthOfCharacters } from "./display-width.ts";
import { ShownFile } from "./shown-file.ts";
import type { Position, Range } from "./source.ts";
import { wrapWords } from "./wrap-words.ts";

// Diagnostics as text for people, in Packer's form (summary, place, source lines, values, detail), with a caret line in
// addition. Plain text without colours.

/** How diagnostics are written. */
export interface DiagnosticTextOptions {
  /** Columns at which the detail is wrapped; 80 by default. */
  readonly width?: number;
  /** Columns of the screen: of a source line that would be wrapped there, the part around the fault is shown. */
  readonly screenWidth?: number;
}

/** More source lines than this are not shown; a whole block as context would bury the message. */
const mostLines = 12;

/** Of a longer line a part is shown, where no screen is narrower. */
const longestLine = 400;
/** What stands beside the part: the number of the line, and that something was left out in front and behind. */
const beside = "   1: ...  ...".length;
/** On the narrowest screen; a smaller part would say nothing. */
const shortestLine = 30;

type Files = ReadonlyMap<string, ShownFile>;

/**
 * Writes diagnostics one behind the other, in source order, each followed by an empty line.
 * @param sources the texts of the files by their names, as the ranges give them
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: DiagnosticTextOptions = {},
): string {
  const files = new Map(Array.from(sources, ([name, text]) => [name, new ShownFile(text, name)]));
  return inSourceOrder(diagnostics)
    .map((diagnostic) => renderDiagnostic(diagnostic, files, options))
    .join("");
}

function renderDiagnostic(diagnostic: Diagnostic, files: Files, options: DiagnosticTextOptions): string {
  const { severity, summary, detail, subject, readings } = diagnostic;
  const paragraphs = [`${severity === "error" ? "Error" : "Warning"}: ${summary}`];
  if (subject) paragraphs.push(renderPlace(diagnostic, subject, files, options));
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

function renderPlace(
  diagnostic: Diagnostic,
  subject: Range,
  files: Files,
  { screenWidth }: DiagnosticTextOptions,
): string {
  const place = `  on ${subject.filename} line ${subject.start.line}`;
  const file = files.get(subject.filename);
  if (!file) return `${place}:\n  (source code not available)`;
  const block = file.blockAt(subject);
  const longest = screenWidth === undefined ? longestLine : Math.max(shortestLine, screenWidth - beside);
  return [
    `${place}${block === undefined ? "" : `, in ${block}`}:`,
    ...renderLines(file, subject, linesToShow(subject, diagnostic.context), longest),
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
  file: ShownFile,
  subject: Range,
  shown: { readonly first: number; readonly last: number },
  longest: number,
): readonly string[] {
  const rendered: string[] = [];
  for (let line = shown.first; line <= shown.last; line++) {
    const characters = file.charactersOf(line);
    const isSubject = line >= subject.start.line && line <= lastLine(subject);
    const part = partToShow(characters, isSubject ? coveredPart(characters, subject, line).from : 0, longest);
    const source = part.before + part.characters.join("") + part.after;
    rendered.push(`${String(line).padStart(4)}: ${expandTabs(source)}`.trimEnd());
    if (isSubject) appendAll(rendered, renderCaret(characters, part, subject, line));
  }
  return rendered;
}

/** What is shown of a line. */
interface LinePart {
  readonly characters: readonly string[];
  /** The index in the line of the first of them. */
  readonly start: number;
  readonly before: string;
  readonly after: string;
}

function partToShow(characters: readonly string[], subjectAt: number, longest: number): LinePart {
  if (characters.length <= longest) return { characters, start: 0, before: "", after: "" };
  const shownBefore = Math.floor(longest / 4);
  const start = subjectAt + shownBefore < longest ? 0 : Math.min(subjectAt - shownBefore, characters.length - longest);
  const part = characters.slice(start, start + longest);
  return {
    characters: part,
    start,
    before: start > 0 ? "... " : "",
    after: start + part.length < characters.length ? " ..." : "",
  };
}

/** The part of the line that the subject covers, by the indexes of characters. */
function coveredPart(characters: readonly string[], subject: Range, line: number): { from: number; to: number } {
  const { length } = characters;
  return {
    from: line === subject.start.line ? columnOffset(subject.start, length) : 0,
    to: line === subject.end.line ? columnOffset(subject.end, length) : length,
  };
}

/** Carets under the part of the line that the subject covers, blanks at its ends left out. */
function renderCaret(characters: readonly string[], part: LinePart, subject: Range, line: number): readonly string[] {
  let { from, to } = coveredPart(characters, subject, line);
  to = Math.min(to, part.start + part.characters.length);
  while (from < to && /^\s$/.test(characters[from] ?? "")) from++;
  while (to > from && /^\s$/.test(characters[to - 1] ?? "")) to--;
  if (line !== subject.start.line && from === to) return [];
  const before = part.before.length + widthOfCharacters(characters.slice(part.start, from));
  const covered = widthOfCharacters(characters.slice(from, to));
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
