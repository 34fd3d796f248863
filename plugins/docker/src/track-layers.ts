import type { ProgressTracker } from "@ingot/sdk";

// "5f70bf18a086: Pull complete", "9f562b9c23fa: Layer already exists"
const layerLine = /^([0-9a-f]{12}): (.+)$/;
const finished = /^(Pull complete|Already exists|Pushed|Layer already exists|Mounted from .*)$/;

/** Follows the lines of a pull or push and tells how many of the layers are done: without a terminal the client says no more. */
export function layerProgress(tracker: ProgressTracker): {
  readonly line: (line: string) => void;
  readonly end: () => void;
} {
  const layers = new Map<string, boolean>();
  return {
    line: (line) => {
      const [, layer, status] = layerLine.exec(line) ?? [];
      if (layer === undefined || status === undefined) return;
      layers.set(layer, finished.test(status));
      tracker.update([...layers.values()].filter(Boolean).length, layers.size);
    },
    end: () => tracker.end(),
  };
}
