import type { Diagnostic } from "@ingot/hcl";
import type { Json } from "../resource/resource.ts";

export type StepOutcome = "done" | "failed" | "cancelled";

/** What happens in a run, as one union. Nothing prints: renderers subscribe. */
export type EventBody =
  | { readonly type: "run-start"; readonly builds: readonly string[] }
  | { readonly type: "run-end"; readonly tookMs: number; readonly outcome: StepOutcome; readonly failed: number }
  | { readonly type: "build-start" }
  | { readonly type: "build-end"; readonly outcome: StepOutcome; readonly tookMs: number; readonly error?: string }
  | { readonly type: "step-start"; readonly step: string; readonly attempt: number }
  | {
      readonly type: "step-end";
      readonly step: string;
      readonly outcome: StepOutcome;
      readonly tookMs: number;
      readonly error?: string;
    }
  | { readonly type: "cleanup-start"; readonly step: string }
  | {
      readonly type: "cleanup-end";
      readonly step: string;
      readonly tookMs: number;
      readonly leftovers: number;
      readonly error?: string;
    }
  /** `say`: what Ingot does. `message`: a detail of it. `error`: what went wrong. `target` is the name in front of the text, where it is not the build's. */
  | {
      readonly type: "say";
      readonly level: "say" | "message" | "error";
      readonly text: string;
      readonly target?: string;
    }
  /** A line that a program wrote: the machine, or one that Ingot started. */
  | { readonly type: "output"; readonly stream: "stdout" | "stderr"; readonly line: string; readonly target?: string }
  | {
      readonly type: "progress";
      readonly id: string;
      readonly label: string;
      readonly done: number;
      readonly total?: number;
      readonly ended: boolean;
    }
  | {
      readonly type: "resource";
      readonly change: "intent" | "created" | "destroyed" | "kept" | "handed-over";
      readonly kind: string;
      readonly id?: string;
    }
  | { readonly type: "artifact"; readonly index: number; readonly artifact: ArtifactFacts | null }
  | { readonly type: "machine"; readonly category: string; readonly args: readonly string[] }
  | {
      readonly type: "log";
      readonly level: "debug" | "info" | "warn";
      readonly source: string;
      readonly text: string;
      readonly data?: Json;
    }
  | { readonly type: "diagnostic"; readonly diagnostic: Diagnostic };

/** An artifact as plain data. */
export interface ArtifactFacts {
  readonly builderId: string;
  readonly id: string;
  readonly files: readonly string[];
  readonly text: string;
}

/** An event with its envelope. `buildSeq` has no gaps, so a consumer can prove that it has everything. */
export type Event = EventBody & {
  readonly v: 1;
  readonly at: string;
  readonly run: string;
  readonly build?: string;
  readonly seq: number;
  readonly buildSeq: number;
};
