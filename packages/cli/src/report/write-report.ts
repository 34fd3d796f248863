import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { embedJson } from "./embed-json.ts";
import type { PageFiles } from "./page-files.ts";
import type { ReportMeta } from "./report-data.ts";
import type { Lane } from "./spool.ts";

export interface ReportContent {
  readonly title: string;
  readonly meta: ReportMeta;
  readonly events: Lane;
  /** The lines of each log that the meta data names, in its order. */
  readonly logs: readonly Lane[];
}

/** Writes the report in one go and puts it in the place of an earlier one at the end, so that nobody finds half of it. Throws what the system says. */
export function writeReport(path: string, page: PageFiles, content: ReportContent): void {
  const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  const file = openSync(draft, "wx", 0o600);
  try {
    try {
      for (const piece of piecesOf(page, content)) writeAll(file, Buffer.from(piece));
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    unlinkSync(draft);
    throw error;
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

function* piecesOf({ script, style }: PageFiles, { title, meta, events, logs }: ReportContent): Iterable<string> {
  // Nothing may be loaded or sent, whatever a log says: only this script and this style count, by their digests.
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Ingot">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<noscript>This report draws itself with a script, which is turned off here. What it shows is in it as JSON: see the script elements with ids that begin with "ingot-".</noscript>
<div id="report"></div>
<script type="application/json" id="ingot-run">${embedJson(meta)}</script>
<script type="application/json" id="ingot-events">[`;
  yield* events.pieces();
  yield "]</script>\n";
  for (const [at, { element }] of meta.logs.entries()) {
    yield `<script type="application/json" id="${element}">[`;
    yield* logs[at]?.pieces() ?? [];
    yield "]</script>\n";
  }
  yield `<script>${script}</script>\n</body>\n</html>\n`;
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
