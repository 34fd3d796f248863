import type { Artifact, Ui } from "@ingot/sdk";
import { createSecretFilter } from "@ingot/sdk";
import { expect, test } from "vitest";
import { createBus } from "../events/bus.ts";
import { createStamp } from "../events/stamp.ts";
import type { PlannedPostProcessor } from "../plan/plan.ts";
import { postProcess } from "./post-process.ts";

const range = { filename: "t", start: { line: 1, column: 1, byte: 0 }, end: { line: 1, column: 1, byte: 0 } };

function planned(type: string, keepInputArtifact?: boolean): PlannedPostProcessor {
  return {
    type,
    range,
    typeRange: range,
    announcement: type,
    keepInputArtifact,
    facts: { dialect: "hcl2", startedAt: new Date(0), cwd: "/", packerVersion: "1" },
    body: () => {
      throw new Error("not evaluated here");
    },
  };
}

function artifact(id: string, destroyed: string[]): Artifact {
  return {
    builderId: "b",
    id,
    files: [],
    text: id,
    state: async () => undefined,
    destroy: async () => void destroyed.push(id),
  };
}

/**
 * Runs chains of made-up post-processors: `keep`, `drop` and `force` make a new artifact and say so of their input, `same` gives its input
 * back, `nothing` gives none, `fail` fails.
 */
async function run(chains: readonly (readonly PlannedPostProcessor[])[]) {
  const destroyed: string[] = [];
  const said: string[] = [];
  const renderer = {
    render: (event: { type: string; text?: string }) => void (event.type === "say" && said.push(event.text ?? "")),
    close: async () => undefined,
  };
  const bus = createBus({
    stamp: createStamp("r"),
    renderers: [renderer],
    masker: createSecretFilter(),
  });
  const ui: Ui = bus.ui("b");
  const build = { postProcessors: chains };
  let count = 0;
  const result = await postProcess(
    build,
    artifact("built", destroyed),
    { ui, signal: new AbortController().signal },
    async (of, input) => {
      if (of.type === "fail") throw new Error("no luck");
      if (of.type === "nothing") return { artifact: undefined, keep: true, keepIsForced: false };
      if (of.type === "same") return { artifact: input, keep: true, keepIsForced: true };
      return {
        artifact: artifact(`${of.type}${++count}`, destroyed),
        keep: of.type !== "drop",
        keepIsForced: of.type === "force",
      };
    },
  );
  return {
    kept: result.artifacts.map(({ id }) => id),
    destroyed,
    errors: result.errors.map(({ message }) => message),
    said,
  };
}

test.each([
  ["no post-processors", [], ["built"], [], []],
  ["one that keeps its input", [[planned("keep")]], ["built", "keep1"], [], []],
  ["one that does not", [[planned("drop")]], ["drop1"], ["built"], []],
  ["one that does not, but is told to", [[planned("drop", true)]], ["built", "drop1"], [], []],
  ["one that keeps, but is told not to", [[planned("keep", false)]], ["keep1"], ["built"], []],
  ["one that must keep whatever it is told", [[planned("force", false)]], ["built", "force1"], [], []],
  ["a chain drops what is in between", [[planned("keep"), planned("drop")]], ["built", "drop2"], ["keep1"], []],
  ["the same artifact stands twice", [[planned("same")]], ["built", "built"], [], []],
  ["a chain may end in nothing", [[planned("nothing")]], [], ["built"], []],
  [
    "a failing first one takes the artifact with it",
    [[planned("fail")]],
    [],
    ["built"],
    ["Post-processor failed: no luck"],
  ],
  [
    "a failing chain does not stop the next",
    [[planned("fail")], [planned("keep")]],
    ["built", "keep1"],
    [],
    ["Post-processor failed: no luck"],
  ],
])("%s", async (_, chains, kept, destroyed, errors) => {
  expect(await run(chains)).toMatchObject({ kept, destroyed, errors });
});
