// The parts of the report that are plain documents: what it came to, what went wrong, what came out, what it was made with.

import type { ReportMeta } from "../report-data.ts";
import { element } from "./element.ts";
import type { RunModel } from "./model.ts";
import { counted, duration, kindWords, moment, outcomeWords, runWords } from "./words.ts";

/** The head of the page. */
export function createHead(model: RunModel, meta: ReportMeta): HTMLElement {
  const { outcome, template, builds } = model;
  const sums = (["done", "failed", "cancelled", "open", "waiting"] as const).flatMap((state) => {
    const count = builds.filter((build) => build.outcome === state).length;
    return count === 0 ? [] : [`${count} ${outcomeWords[state].word}`];
  });
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Began", model.began.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" })],
    ["Took", duration(model.tookMs)],
    ["Builds", builds.length === 0 ? "none" : sums.join(", ")],
    ["Ingot", model.versions?.ingot],
  ];
  return element(
    "header",
    { class: "head" },
    element("p", { class: "brand" }, "Ingot build report"),
    element(
      "div",
      { class: "title" },
      element("h1", {}, template?.path ?? "No template was run"),
      element("p", { class: `badge ${outcome}` }, `${outcomeWords[outcome].sign} ${runWords[outcome]}`),
    ),
    element(
      "dl",
      { class: "facts" },
      ...facts.flatMap(([name, value]) =>
        value === undefined ? [] : [element("div", {}, element("dt", {}, name), element("dd", {}, value))],
      ),
    ),
    meta.isComplete || builds.length === 0
      ? undefined
      : element(
          "p",
          { class: "banner" },
          "The run was ended before its end, and this is what was known until then. What is left over is removed by: ingot cleanup",
        ),
    meta.cutEvents > 0
      ? element(
          "p",
          { class: "banner" },
          `${counted(meta.cutEvents, "event")} of this run did not fit into the report; the timeline is not complete.`,
        )
      : undefined,
  );
}

/** What went wrong, or should be known; undefined where nothing did. */
export function createProblems(
  { problems }: RunModel,
  showLog: (build: string, ms: number) => void,
): HTMLElement | undefined {
  if (problems.length === 0) return undefined;
  return element(
    "ul",
    { class: "problems" },
    ...problems.map(({ build, ms, severity, summary, text }) =>
      element(
        "li",
        { class: severity },
        element(
          "p",
          {},
          element("span", { class: `outcome ${severity}` }, severity === "error" ? "\u2715 error" : "! warning"),
          " ",
          element("strong", {}, summary),
          build === undefined ? "" : element("span", { class: "quiet" }, ` in ${build} `),
          build === undefined
            ? ""
            : element("button", { type: "button", class: "link", click: () => showLog(build, ms) }, "Show its log"),
        ),
        text.trim() === "" ? undefined : element("pre", {}, text.trimEnd()),
      ),
    ),
  );
}

/** What came out; undefined where nothing did. */
export function createArtifacts({ artifacts }: RunModel): HTMLElement | undefined {
  const made = artifacts.flatMap(({ build, artifact, count }) => (artifact ? [{ build, count, ...artifact }] : []));
  if (made.length === 0) return undefined;
  return table(
    ["Build", "Artifact", "Identity", "Files"],
    made.map(({ build, count, text, id, builderId, files }) => [
      build,
      count === 1 ? text : `${text} (${count} times)`,
      element("div", {}, element("code", {}, id === "" ? "\u2014" : id), element("div", { class: "quiet" }, builderId)),
      files.length === 0
        ? "\u2014"
        : element(
            "ul",
            { class: "plain" },
            ...files.slice(0, 100).map((file) => element("li", {}, element("code", {}, file))),
            files.length > 100 ? element("li", {}, `and ${files.length - 100} more`) : undefined,
          ),
    ]),
  );
}

/** Every step as text, for those who read rather than look, and for paper. */
export function createSteps({ builds }: RunModel): HTMLElement {
  return element(
    "details",
    { class: "fold" },
    element("summary", {}, "All steps as a table"),
    table(
      ["Build", "What", "Sort", "Began", "Took", "Outcome"],
      builds.flatMap((build) =>
        build.spans.map((span) => {
          const { sign, word } = outcomeWords[span.outcome];
          return [
            build.name,
            span.kind === "provisioner" ? `\u2003${span.name}` : span.name,
            element(
              "span",
              { class: "quiet" },
              [kindWords[span.kind].toLowerCase(), span.kind === "cleanup" ? "" : span.note]
                .filter((part) => part !== "")
                .join(", "),
            ),
            moment(span.startMs),
            duration(span.endMs - span.startMs),
            element("span", { class: `outcome ${span.outcome}` }, `${sign} ${word}`),
          ];
        }),
      ),
    ),
  );
}

/** What was made outside of the program, and what became of it; undefined where nothing was. */
export function createResources({ resources }: RunModel): HTMLElement | undefined {
  if (resources.length === 0) return undefined;
  const words: Readonly<Record<string, string>> = {
    intent: "\u2026 was to be made",
    created: "! still there",
    destroyed: "\u2713 made and removed",
    kept: "! left on purpose",
    "handed-over": "\u2713 made and kept for you",
  };
  return table(
    ["Build", "Kind", "Which", "What became of it"],
    resources.map(({ build, kind, id, state }) => [
      build ?? "the run itself",
      kind,
      element("code", {}, id === "" ? "\u2014" : id),
      words[state] ?? state,
    ]),
  );
}

/** What the run was made with. */
export function createOrigin({ template, versions }: RunModel, meta: ReportMeta): HTMLElement {
  const rows: (readonly [string, string])[] = [["Run", meta.run]];
  if (versions) {
    rows.push(
      ["Ingot", versions.ingot],
      ["Level of Packer", versions.packerLevel],
      ["Node", versions.node],
      ["System", versions.system],
    );
  }
  return element(
    "div",
    {},
    element(
      "dl",
      { class: "facts" },
      ...rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
    ),
    template && template.files.length > 0
      ? table(
          ["Template file", "SHA-256"],
          template.files.map(({ path, sha256 }) => [path, element("code", {}, sha256)]),
        )
      : undefined,
  );
}

function table(heads: readonly string[], rows: readonly (readonly (Node | string)[])[]): HTMLElement {
  return element(
    "div",
    { class: "table" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell))))),
    ),
  );
}
