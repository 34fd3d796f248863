// The page of -report. It stands by itself: all that it shows is in the file, and it loads and sends nothing.

import { element } from "./element.ts";
import { createLogView } from "./log-view.ts";
import { buildModel } from "./model.ts";
import { readData } from "./read-data.ts";
import { createArtifacts, createHead, createOrigin, createProblems, createResources, createSteps } from "./sections.ts";
import { createTimeline } from "./timeline.ts";

function main(): void {
  const data = readData();
  const model = buildModel(data.meta, data.events);
  const log = createLogView(data);
  const sections: readonly (readonly [id: string, title: string, content: readonly (HTMLElement | undefined)[]])[] = [
    ["problems", "Problems", [createProblems(model, log.show)]],
    ["timeline", "Timeline", model.builds.length === 0 ? [] : [createTimeline(model, log.show), createSteps(model)]],
    ["artifacts", "Artifacts", [createArtifacts(model)]],
    ["log", "Log", [log.element]],
    ["resources", "Resources", [createResources(model)]],
    ["origin", "Made with", [createOrigin(model, data.meta)]],
  ];
  const shown = sections.filter(([, , content]) => content.some((part) => part !== undefined));
  document
    .getElementById("report")
    ?.append(
      createHead(model, data.meta),
      element(
        "nav",
        { "aria-label": "Sections" },
        ...shown.map(([id, title]) => element("a", { href: `#${id}` }, title)),
      ),
      element(
        "main",
        {},
        ...shown.map(([id, title, content]) =>
          element(
            "section",
            { id, "aria-labelledby": `${id}-title` },
            element("h2", { id: `${id}-title` }, title),
            ...content,
          ),
        ),
      ),
    );
  // On paper nothing can be unfolded.
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  });
}

main();
