// The timeline: a lane for each build, its steps and what runs in them as bars. Everything that a bar says is in its name, too, for those who
// do not see it; arrow keys go from bar to bar.

import { element } from "./element.ts";
import type { Build, RunModel, Span } from "./model.ts";
import { duration, kindWords, moment, outcomeWords } from "./words.ts";

interface Bar {
  readonly button: HTMLButtonElement;
  readonly build: Build;
  readonly span: Span;
}

const zoomStep = 1.6;

/** Makes the timeline. `showLog` is called where somebody wants to see what a build said at a moment. */
export function createTimeline(model: RunModel, showLog: (build: string, ms: number) => void): HTMLElement {
  const fromMs = Math.min(model.lastMs, ...model.builds.flatMap(({ startMs }) => startMs ?? []));
  const totalMs = Math.max(1, model.lastMs - fromMs);
  const place = (ms: number) => `${((ms - fromMs) / totalMs) * 100}%`;
  const rows: Bar[][] = [];
  let selected: Bar | undefined;

  const details = element("div", { class: "details", "aria-live": "polite" });
  const describe = (bar: Bar | undefined) => details.replaceChildren(...(bar ? detailsOf(bar, showLog) : [hint()]));
  const select = (bar: Bar) => {
    if (selected) {
      selected.button.tabIndex = -1;
      selected.button.classList.remove("selected");
    }
    selected = bar;
    bar.button.tabIndex = 0;
    bar.button.classList.add("selected");
    describe(bar);
  };

  const lanes = model.builds.map((build) => {
    const bars = build.spans.map((span): Bar => {
      const { sign, word } = outcomeWords[span.outcome];
      const length = duration(span.endMs - span.startMs);
      const label = `${kindWords[span.kind]} ${span.name}${span.note === "" ? "" : ` (${span.note})`}, ${word} after ${length}, at ${moment(span.startMs)}`;
      const text = span.outcome === "done" ? span.name : `${sign} ${span.name}`;
      const button = element(
        "button",
        { type: "button", class: `bar ${span.kind} ${span.outcome}`, "aria-label": label, tabindex: -1 },
        element("span", {}, text),
      );
      button.style.left = place(span.startMs);
      // A short one would vanish behind the long one that it touches.
      button.style.zIndex = (span.endMs - span.startMs) / totalMs < 0.01 ? "1" : "0";
      button.style.width = `${(Math.max(0, span.endMs - span.startMs) / totalMs) * 100}%`;
      const bar = { button, build, span };
      button.addEventListener("click", () => select(bar));
      button.addEventListener("focus", () => select(bar));
      button.addEventListener("mouseenter", () => describe(bar));
      button.addEventListener("mouseleave", () => describe(selected));
      return bar;
    });
    rows.push(bars);
    const { sign, word } = outcomeWords[build.outcome];
    const took = build.startMs === undefined ? "" : duration((build.endMs ?? model.lastMs) - build.startMs);
    const track = element("div", { class: "track" }, ...bars.map(({ button }) => button));
    return element(
      "div",
      {
        class: "lane",
        role: "group",
        "aria-label": `Build ${build.name}, ${word}${took === "" ? "" : ` after ${took}`}`,
      },
      element(
        "div",
        { class: "lane-name" },
        element("strong", { title: build.name }, build.name),
        element("span", { class: `outcome ${build.outcome}` }, `${sign} ${word}`),
        element("span", { class: "quiet" }, took),
      ),
      track,
    );
  });

  const axis = element("div", { class: "track axis", "aria-hidden": "true" });
  const canvas = element(
    "div",
    { class: model.builds.length > 60 ? "canvas many" : "canvas" },
    element("div", { class: "axis-lane" }, element("div", { class: "lane-name" }), axis),
    lanes,
  );
  const scroller = element("div", { class: "scroller", tabindex: -1 }, canvas);
  let zoom = 1;
  const setZoom = (wanted: number, aroundMs?: number) => {
    const track = axis.clientWidth;
    const middle =
      aroundMs ??
      fromMs + ((scroller.scrollLeft + scroller.clientWidth / 2 - namesWidth()) / Math.max(1, track)) * totalMs;
    // Beyond two pixels for each millisecond there is nothing more to see.
    zoom = Math.min(Math.max(1, wanted), Math.max(1, Math.min(5000, (totalMs * 2) / 600)));
    canvas.style.setProperty("--zoom", String(zoom));
    drawAxis();
    const left = ((middle - fromMs) / totalMs) * axis.clientWidth + namesWidth() - scroller.clientWidth / 2;
    scroller.scrollLeft = Math.max(0, left);
  };
  const namesWidth = () => axis.offsetLeft;
  const drawAxis = () => {
    const every = tickMs((totalMs * 90) / Math.max(90, axis.clientWidth));
    const ticks: HTMLElement[] = [];
    // Times count from the same moment as those of the log. Far more ticks than this would be drawn outside of what anybody sees.
    for (let ms = Math.ceil(fromMs / every) * every; ms <= model.lastMs && ticks.length < 3000; ms += every) {
      const tick = element("span", {}, moment(ms, every < 1000));
      tick.style.left = place(ms);
      ticks.push(tick);
    }
    axis.replaceChildren(...ticks);
  };

  scroller.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const under = (event.clientX - axis.getBoundingClientRect().left) / Math.max(1, axis.clientWidth);
      setZoom(zoom * (event.deltaY < 0 ? zoomStep : 1 / zoomStep), fromMs + under * totalMs);
    },
    { passive: false },
  );
  const zoomToSelected = () => {
    if (!selected) return;
    const { startMs, endMs } = selected.span;
    setZoom((totalMs / Math.max(1, endMs - startMs)) * 0.4, (startMs + endMs) / 2);
  };
  canvas.addEventListener("keydown", (event) => {
    const target = moveFrom(rows, selected, event.key);
    if (target) {
      target.button.focus();
      target.button.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else if (event.key === "+" || event.key === "=") setZoom(zoom * zoomStep, middleOf(selected));
    else if (event.key === "-") setZoom(zoom / zoomStep, middleOf(selected));
    else if (event.key === "0") setZoom(1);
    else return;
    event.preventDefault();
  });
  const first = rows.flat()[0];
  if (first) first.button.tabIndex = 0;
  describe(undefined);
  new ResizeObserver(drawAxis).observe(scroller);

  const control = (label: string, text: string, act: () => void) =>
    element("button", { type: "button", "aria-label": label, title: label, click: act }, text);
  return element(
    "div",
    { class: "timeline" },
    element(
      "div",
      { class: "toolbar" },
      element(
        "ul",
        { class: "legend", "aria-label": "What the bars are" },
        ...Object.entries(kindWords).map(([kind, word]) =>
          element("li", {}, element("i", { class: `bar ${kind} done` }), word),
        ),
        element("li", {}, element("i", { class: "bar step failed" }), `${outcomeWords.failed.sign} failed`),
      ),
      element(
        "div",
        { class: "buttons", role: "group", "aria-label": "Zoom" },
        control("Zoom out (-)", "\u2212", () => setZoom(zoom / zoomStep)),
        control("Zoom in (+)", "+", () => setZoom(zoom * zoomStep)),
        control("Bar: zoom to the selected one", "Bar", zoomToSelected),
        control("All: show everything (0)", "All", () => setZoom(1)),
      ),
    ),
    scroller,
    details,
  );
}

function hint(): HTMLElement {
  return element(
    "p",
    { class: "quiet" },
    "Point at a bar, or go from bar to bar with the arrow keys, to see what it is. Zoom with + and \u2212, or with Ctrl and the wheel.",
  );
}

function middleOf(bar: Bar | undefined): number | undefined {
  return bar && (bar.span.startMs + bar.span.endMs) / 2;
}

function detailsOf({ build, span }: Bar, showLog: (build: string, ms: number) => void): readonly HTMLElement[] {
  const { sign, word } = outcomeWords[span.outcome];
  return [
    element(
      "p",
      {},
      element("strong", {}, span.name),
      element(
        "span",
        { class: "quiet" },
        ` ${kindWords[span.kind].toLowerCase()}${span.note === "" ? "" : `, ${span.note}`}, of ${build.name} `,
      ),
      element("span", { class: `outcome ${span.outcome}` }, `${sign} ${word}`),
      element("span", {}, ` after ${duration(span.endMs - span.startMs)}, at ${moment(span.startMs)} `),
      element(
        "button",
        { type: "button", class: "link", click: () => showLog(build.name, span.startMs) },
        "Show its log",
      ),
    ),
    ...(span.error === undefined ? [] : [element("pre", {}, span.error)]),
  ];
}

/** Where an arrow key leads: within a build left and right, up and down to the bar of the next build that is nearest in time. */
function moveFrom(rows: readonly (readonly Bar[])[], from: Bar | undefined, key: string): Bar | undefined {
  const first = rows.flat()[0];
  if (!from) return key.startsWith("Arrow") ? first : undefined;
  const row = rows.findIndex((bars) => bars.includes(from));
  const bars = rows[row] ?? [];
  const at = bars.indexOf(from);
  switch (key) {
    case "ArrowRight":
      return bars[at + 1];
    case "ArrowLeft":
      return bars[at - 1];
    case "Home":
      return bars[0];
    case "End":
      return bars.at(-1);
    case "ArrowDown":
    case "ArrowUp": {
      const others = key === "ArrowDown" ? rows.slice(row + 1) : rows.slice(0, row).reverse();
      const next = others.find((candidates) => candidates.length > 0) ?? [];
      const distance = ({ span }: Bar) => Math.abs(span.startMs - from.span.startMs);
      return [...next].sort((a, b) => distance(a) - distance(b))[0];
    }
    default:
      return undefined;
  }
}

/** The next round time that is at least this long. */
function tickMs(least: number): number {
  const minute = 60_000;
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000];
  const longer = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480].map((minutes) => minutes * minute);
  return [...steps, ...longer].find((step) => step >= least) ?? Math.ceil(least / (480 * minute)) * 480 * minute;
}
