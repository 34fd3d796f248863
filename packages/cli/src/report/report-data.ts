// What a report holds beside its page: three sorts of JSON, each in a script element that is not run. docs/how-to/read-the-output.md says how to
// take them out.

/** The element `ingot-run`: what the rest belongs to. */
export interface ReportMeta {
  readonly v: 1;
  readonly run: string;
  /** When the first event came, as RFC 3339 writes it; times of log lines count from it. */
  readonly began: string;
  /** When the last event came, in milliseconds from there. */
  readonly lastMs: number;
  /** Whether the run came to its end; false where the process was ended at once. */
  readonly isComplete: boolean;
  readonly logs: readonly ReportLog[];
  /** How many events other than log lines are missing, because there were too many. */
  readonly cutEvents: number;
  /** The folder of -log-dir, where the whole log is. */
  readonly logDir?: string;
}

/** A log in the report: the element with this id has its lines. */
export interface ReportLog {
  readonly element: string;
  /** Missing for what is of no build. */
  readonly build?: string;
  readonly lines: number;
  /** How many lines are missing between the first `cutBehind` and the rest. */
  readonly cutLines: number;
  readonly cutBehind: number;
}

/**
 * A line of a log: milliseconds from `began`, what it is (a stream, a level, or `mark` for the begin and end of things), the text, and the name
 * in front of it, where that is not the build's.
 */
export type ReportLine = readonly [ms: number, kind: LineKind, text: string, target?: string];

export type LineKind = "say" | "message" | "error" | "warning" | "stdout" | "stderr" | "debug" | "mark";
