// The log: hundreds of thousands of lines, of which only those in sight are elements; a search that finds while it is typed.

import type { LineKind, ReportMeta } from "../report-data.ts";
import { element } from "./element.ts";
import { createLogStore, type LogStore, type ShownLine } from "./log-store.ts";
import { paintText } from "./paint-text.ts";
import type { ReportData } from "./read-data.ts";
import { counted, moment } from "./words.ts";

/** As high as a line is in the style sheet, in pixels. */
const lineHeight = 20;
/** Lines that are drawn beyond what is in sight. */
const margin = 20;

/** What can be shown and hidden, each with the kinds of lines that it has. */
const streams: readonly { readonly label: string; readonly kinds: readonly LineKind[]; readonly isOn: boolean }[] = [
  { label: "Ingot", kinds: ["say", "message", "error", "warning"], isOn: true },
  { label: "stdout", kinds: ["stdout"], isOn: true },
  { label: "stderr", kinds: ["stderr"], isOn: true },
  { label: "Steps", kinds: ["mark"], isOn: true },
  { label: "Details", kinds: ["debug"], isOn: false },
];

const kindTags: Readonly<Record<ShownLine["kind"], string>> = {
  say: "ingot",
  message: "ingot",
  error: "error",
  warning: "warning",
  stdout: "stdout",
  stderr: "stderr",
  debug: "detail",
  mark: "step",
  cut: "left out",
};

export interface LogView {
  readonly element: HTMLElement;
  /** Shows a build's lines, from a moment on. */
  readonly show: (build: string, ms: number) => void;
}

/** Makes the view of the logs. */
export function createLogView({ meta, logs }: ReportData): LogView {
  const store = createLogStore(logs, meta.logs);
  let log: number | undefined;
  let onlyHits = false;
  let searched = "";
  let filtered = new Uint32Array();
  let hits: Uint32Array<ArrayBufferLike> | undefined;
  let hit = -1;
  let turn = 0;
  /** What the list has: the filtered lines, or the hits among them. */
  let lines = filtered;

  const rows = element("div", { class: "rows", role: "presentation" });
  const spacer = element("div", { class: "spacer", role: "presentation" }, rows);
  const list = element("div", { class: "lines", role: "table", tabindex: 0, "aria-label": "Log" }, spacer);
  const longestName = Math.max(0, ...meta.logs.map(({ build: name }) => name?.length ?? 0));
  list.style.setProperty("--name-width", `${Math.min(30, longestName)}ch`);
  const count = element("output", { class: "quiet count", "aria-live": "polite" });
  const search = element("input", {
    type: "search",
    placeholder: "Find in the log",
    "aria-label": "Find in the log",
    "aria-keyshortcuts": "/",
    spellcheck: "false",
    autocomplete: "off",
  });
  const build = element(
    "select",
    { "aria-label": "Build" },
    element("option", { value: "" }, "All builds"),
    ...meta.logs.map(({ build: name, lines: size }, at) =>
      element("option", { value: at }, `${name ?? "The run itself"} (${size.toLocaleString("en")})`),
    ),
  );
  const boxes = streams.map(({ label, isOn }) => {
    const box = element("input", { type: "checkbox", checked: isOn, "data-stream": label });
    return { box, label: element("label", {}, box, label) };
  });
  const onlyBox = element("input", { type: "checkbox" });

  const draw = () => {
    const first = Math.max(0, Math.floor(list.scrollTop / lineHeight) - margin);
    const last = Math.min(lines.length, Math.ceil((list.scrollTop + list.clientHeight) / lineHeight) + margin);
    const current = hits?.[hit];
    const made: HTMLElement[] = [];
    for (let at = first; at < last; at++) {
      const number = lines[at] ?? 0;
      made.push(rowOf(store.line(number), at, number === current, { meta, searched, hasNames: log === undefined }));
    }
    rows.style.transform = `translateY(${first * lineHeight}px)`;
    rows.replaceChildren(...made);
  };
  const layOut = () => {
    lines = onlyHits && hits ? (hits as Uint32Array<ArrayBuffer>) : filtered;
    spacer.style.height = `${lines.length * lineHeight}px`;
    list.setAttribute("aria-rowcount", String(lines.length));
    list.classList.toggle("empty", lines.length === 0);
    draw();
  };
  const tell = () => {
    if (searched === "") count.textContent = counted(filtered.length, "line");
    else if (!hits) count.textContent = "Searching\u2026";
    else if (hits.length === 0) count.textContent = "Not found";
    else count.textContent = `${hit < 0 ? "" : `${(hit + 1).toLocaleString("en")} of `}${counted(hits.length, "line")}`;
  };
  const goTo = (number: number) => {
    const at = positionOf(lines, number);
    const top = at * lineHeight;
    if (top < list.scrollTop || top + lineHeight * 2 > list.scrollTop + list.clientHeight)
      list.scrollTop = Math.max(0, top - list.clientHeight / 3);
    draw();
  };
  const step = (by: number) => {
    if (!hits || hits.length === 0) return;
    hit = hit < 0 && by < 0 ? hits.length - 1 : (hit + by + hits.length) % hits.length;
    tell();
    goTo(hits[hit] ?? 0);
  };
  const find = async () => {
    const mine = ++turn;
    hits = undefined;
    hit = -1;
    tell();
    if (searched === "") return layOut();
    const found = await store.find(filtered, searched, () => mine !== turn);
    if (!found || mine !== turn) return;
    hits = found;
    layOut();
    if (found.length > 0) {
      // The first one from here on, so that what is in sight does not jump without need.
      const from = lines[Math.floor(list.scrollTop / lineHeight)] ?? 0;
      hit = Math.max(-1, positionOf(found, from) - 1);
      step(1);
    } else tell();
  };
  const filter = () => {
    const kinds = new Set(streams.flatMap(({ kinds: own }, at) => (boxes[at]?.box.checked ? own : [])));
    filtered = new Uint32Array(store.select({ log, kinds }));
    layOut();
    void find();
  };

  list.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(list);
  search.addEventListener("input", () => {
    searched = search.value;
    void find();
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
  });
  build.addEventListener("change", () => {
    log = build.value === "" ? undefined : Number(build.value);
    list.scrollTop = 0;
    filter();
  });
  for (const { box } of boxes) box.addEventListener("change", filter);
  onlyBox.addEventListener("change", () => {
    onlyHits = onlyBox.checked;
    list.scrollTop = 0;
    layOut();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
  });
  filter();

  const arrow = (label: string, sign: string, by: number) =>
    element("button", { type: "button", "aria-label": label, title: label, click: () => step(by) }, sign);
  return {
    element: element(
      "div",
      { class: "log" },
      element(
        "div",
        { class: "toolbar" },
        build,
        element(
          "div",
          { class: "checks", role: "group", "aria-label": "What is shown" },
          ...boxes.map(({ label }) => label),
        ),
        element(
          "div",
          { class: "find", role: "search" },
          search,
          arrow("Previous line that has it (Shift+Enter)", "\u2191", -1),
          arrow("Next line that has it (Enter)", "\u2193", 1),
          element("label", {}, onlyBox, "Only these"),
          count,
        ),
      ),
      list,
      ...cutNote(meta),
    ),
    show: (name, ms) => {
      const wanted = meta.logs.findIndex((candidate) => candidate.build === name);
      log = wanted < 0 ? undefined : wanted;
      build.value = log === undefined ? "" : String(log);
      onlyHits = false;
      onlyBox.checked = false;
      filter();
      list.scrollIntoView({ block: "nearest" });
      list.scrollTop = firstFrom(store, filtered, ms) * lineHeight;
      draw();
      list.focus({ preventScroll: true });
    },
  };
}

function rowOf(
  { ms, kind, text, target, log }: ShownLine,
  at: number,
  isCurrent: boolean,
  { meta, searched, hasNames }: { readonly meta: ReportMeta; readonly searched: string; readonly hasNames: boolean },
): HTMLElement {
  const name = target ?? (hasNames ? meta.logs[log]?.build : undefined);
  return element(
    "div",
    { class: `row ${kind}${isCurrent ? " current" : ""}`, role: "row", "aria-rowindex": at + 1 },
    element("span", { class: "time", role: "cell" }, moment(ms)),
    element("span", { class: "tag", role: "cell" }, kindTags[kind]),
    name === undefined ? undefined : element("span", { class: "name", role: "cell" }, name),
    element("span", { class: "text", role: "cell" }, ...paintText(text, searched)),
  );
}

function cutNote({ logs, logDir }: ReportMeta): readonly HTMLElement[] {
  const cut = logs.filter(({ cutLines }) => cutLines > 0);
  if (cut.length === 0) return [];
  const names = cut.map(({ build, cutLines }) => `${build ?? "the run itself"}: ${counted(cutLines, "line")}`);
  const where = logDir === undefined ? "Run with -log-dir to keep all of them." : `All of them are in ${logDir}.`;
  return [element("p", { class: "quiet note" }, `Left out of the middle of long logs: ${names.join("; ")}. ${where}`)];
}

/** Where a number stands, or would stand, in ascending numbers. */
function positionOf(numbers: Uint32Array, wanted: number): number {
  return lowest(numbers.length, (at) => (numbers[at] ?? 0) >= wanted);
}

function firstFrom(store: LogStore, lines: Uint32Array, ms: number): number {
  return lowest(lines.length, (at) => store.line(lines[at] ?? 0).ms >= ms);
}

/** The lowest number below `end` that is so, where all above are so, too; `end` if none is. */
function lowest(end: number, isSo: (at: number) => boolean): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
