import type { EventBody, ProvisionerFacts } from "@ingot/sdk";

/** Knows in what each build is at the moment, from the events that tell of it. */
export interface PlaceTracker {
  readonly see: (event: EventBody, build: string) => void;
  /** For a message: `StepProvision, provisioner 2 of 3 (shell)`. */
  readonly placeOf: (build: string) => string;
}

interface Place {
  readonly step: string;
  /** What of the step. */
  readonly part?: string;
}

/** Begins to listen. */
export function trackPlaces(): PlaceTracker {
  const places = new Map<string, Place>();
  const enter = (build: string, step: string) => void places.set(build, { step });
  const enterPart = (build: string, part: string | undefined) => {
    const step = places.get(build)?.step ?? "";
    places.set(build, part === undefined ? { step } : { step, part });
  };
  return {
    see: (event, build) => {
      switch (event.type) {
        case "build-start":
          return enter(build, `the ${event.builder} builder`);
        case "step-start":
          return enter(build, event.step);
        case "cleanup-start":
          return enter(build, `the clean-up of ${event.step}`);
        case "provisioner-start":
          return enterPart(build, provisionerPart(event));
        case "provisioner-end":
          return enterPart(build, undefined);
        case "post-processor-start":
          return enter(build, `the post-processor ${event.postProcessor}`);
        case "build-end":
          return void places.delete(build);
      }
    },
    placeOf: (build) => {
      const { step = "", part } = places.get(build) ?? {};
      return part === undefined ? step : `${step}, ${part}`;
    },
  };
}

function provisionerPart({ phase, index, count, provisioner }: ProvisionerFacts): string {
  if (phase === "error-cleanup") return `error-cleanup-provisioner (${provisioner})`;
  return count === 1 ? `provisioner ${provisioner}` : `provisioner ${index + 1} of ${count} (${provisioner})`;
}
