import { expect, test } from "vitest";
import { layerProgress } from "./track-layers.ts";

test("layers are counted as they come and as they are done", () => {
  const seen: string[] = [];
  const progress = layerProgress({
    update: (done, total) => seen.push(`${done}/${total}`),
    end: () => seen.push("end"),
  });
  for (const line of [
    "1: Pulling from library/base",
    "9f562b9c23fa: Pulling fs layer",
    "1f562b9c23fa: Already exists",
    "9f562b9c23fa: Download complete",
    "9f562b9c23fa: Pull complete",
    "Digest: sha256:073039e6",
  ])
    progress.line(line);
  progress.end();
  expect(seen).toEqual(["0/1", "1/2", "1/2", "2/2", "end"]);
});
