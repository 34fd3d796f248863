import type { EventBody } from "@ingot/sdk";
import { expect, test } from "vitest";
import { trackPlaces } from "./track-places.ts";

const end = { outcome: "done", tookMs: 1 } as const;
const first = { phase: "provision", index: 0, count: 2, provisioner: "shell" } as const;
const second = { ...first, index: 1, provisioner: "file" };
const cleanup = { phase: "error-cleanup", index: 0, count: 1, provisioner: "shell" } as const;

const course: readonly (readonly [EventBody, string])[] = [
  [{ type: "build-start", builder: "docker" }, "the docker builder"],
  [{ type: "step-start", step: "StepConnect", attempt: 1 }, "StepConnect"],
  [{ type: "step-end", step: "StepConnect", ...end }, "StepConnect"],
  [{ type: "step-start", step: "StepProvision", attempt: 1 }, "StepProvision"],
  [{ type: "provisioner-start", ...first }, "StepProvision, provisioner 1 of 2 (shell)"],
  [{ type: "provisioner-end", ...first, ...end }, "StepProvision"],
  [{ type: "provisioner-start", ...second }, "StepProvision, provisioner 2 of 2 (file)"],
  [{ type: "provisioner-end", ...second, ...end }, "StepProvision"],
  [{ type: "cleanup-start", step: "StepProvision" }, "the clean-up of StepProvision"],
  [{ type: "provisioner-start", ...cleanup }, "the clean-up of StepProvision, error-cleanup-provisioner (shell)"],
  [{ type: "provisioner-end", ...cleanup, ...end }, "the clean-up of StepProvision"],
  [{ type: "post-processor-start", chain: 0, index: 0, postProcessor: "manifest" }, "the post-processor manifest"],
];

test("a build is where its last event says", () => {
  const places = trackPlaces();
  const seen = course.map(([event]) => {
    places.see(event, "docker.web");
    return places.placeOf("docker.web");
  });
  expect(seen).toEqual(course.map(([, place]) => place));
  expect(places.placeOf("docker.other")).toBe("");
});
