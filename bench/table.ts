// Figures beside their limits. The bench reports and does not fail: machines differ.

export interface Table {
  /** A figure and its limit; without a unit it is a ratio. */
  readonly row: (what: string, figure: number, limit: number, unit?: string) => void;
  /** What stands below a row, or in place of one. */
  readonly note: (text: string) => void;
}

/** Makes the table; `write` gets each line as soon as it is known. */
export function createTable(write: (line: string) => void): Table {
  const line = (...cells: readonly string[]) =>
    write(
      cells
        .map((cell, at) => (at === 0 ? cell.padEnd(whatWidth) : cell.padStart(figureWidth)))
        .join("  ")
        .trimEnd(),
    );
  line("", "figure", "limit");
  return {
    row: (what, figure, limit, unit = "") =>
      line(
        what,
        `${figure.toFixed(unit === "" ? decimals(limit) : 0)} ${unit}`.trimEnd(),
        `${limit} ${unit}`.trimEnd(),
        figure <= limit ? "within" : "ABOVE",
      ),
    note: (text) => write(`  ${text}`),
  };
}

const whatWidth = 76;
const figureWidth = 9;

/** One more than the limit has. */
function decimals(limit: number): number {
  return (String(limit).split(".")[1]?.length ?? 0) + 1;
}
