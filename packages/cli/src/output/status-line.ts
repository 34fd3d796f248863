import type { Event } from "@ingot/sdk";

/** The last line of a terminal, where running transfers are shown; everything else is printed above it. */
export interface StatusLine {
  /** What to write for a progress event (nothing where there is no terminal); undefined for every other event. */
  readonly update: (event: Event) => string | undefined;
  /** A text to print, with the status line taken away before and put back after it. */
  readonly around: (text: string) => string;
  /** Takes the line away until there is something new to show. */
  readonly hide: () => string;
  readonly clear: () => string;
}

/** Takes away the line that the cursor stands in. */
export const eraseLine = "\r\u001b[K";

/** Makes a status line; `columns` says how wide the terminal is, undefined where there is none. */
export function createStatusLine(columns: () => number | undefined): StatusLine {
  const running = new Map<string, string>();
  let isShown = false;
  const draw = (width: number): string => {
    const line = [...running.values()].join("   ").slice(0, Math.max(0, width - 1));
    const before = isShown ? eraseLine : "";
    isShown = line !== "";
    return before + line;
  };
  const hide = (): string => {
    const before = isShown ? eraseLine : "";
    isShown = false;
    return before;
  };
  return {
    update: (event) => {
      if (event.type !== "progress") return undefined;
      const width = columns();
      if (width === undefined) return "";
      if (event.ended) running.delete(event.id);
      else running.set(event.id, `${event.build ?? ""}: ${event.label} ${amount(event.done, event.total)}`);
      return draw(width);
    },
    around: (text) => {
      const width = columns();
      if (width === undefined || (!isShown && running.size === 0)) return text;
      return hide() + text + draw(width);
    },
    hide,
    clear: () => {
      running.clear();
      return hide();
    },
  };
}

function amount(done: number, total: number | undefined): string {
  if (total === undefined || total <= 0) return size(done);
  return `${Math.min(100, Math.floor((done / total) * 100))}% (${size(done)} of ${size(total)})`;
}

function size(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
