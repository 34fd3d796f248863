import type { Diagnostic } from "@ingot/hcl";
import type { Json } from "../resource/resource.ts";

export type StepOutcome = "done" | "failed" | "cancelled";

/** What happens in a run, as one union. Nothing prints: renderers subscribe. */
export type EventBody =
  | {
      readonly type: "run-start";
      /** Names of the builds, in the template's order. */
      readonly builds: readonly string[];
      readonly template: TemplateFacts;
      readonly versions: VersionFacts;
    }
  | { readonly type: "run-end"; readonly tookMs: number; readonly outcome: StepOutcome; readonly failed: number }
  | { readonly type: "build-start"; readonly builder: string }
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
  /** A provisioner begins. `index` counts from 0, in the order of the template, among `count`; the error-cleanup-provisioner is a phase of its own. */
  | ({ readonly type: "provisioner-start" } & ProvisionerFacts)
  | ({ readonly type: "provisioner-end" } & ProvisionerFacts & EndFacts)
  /** A post-processor begins. `chain` and `index` count from 0. */
  | ({ readonly type: "post-processor-start" } & PostProcessorFacts)
  | ({ readonly type: "post-processor-end" } & PostProcessorFacts & EndFacts)
  /** Nothing was heard of a build for a while, and it goes on: which step it is in, how long it was silent, and how long it has run. */
  | { readonly type: "heartbeat"; readonly step: string; readonly silentMs: number; readonly elapsedMs: number }
  /** The machine of a build ended by itself, or cannot be reached any more. */
  | { readonly type: "machine-gone"; readonly reason: string }
  /** A signal came: the first ends the run in order, the second at once. */
  | { readonly type: "interrupt"; readonly signal: string; readonly isSecond: boolean }
  /** A person is asked, and the build waits for the answer. A prompt without choices waits for the enter key. */
  | { readonly type: "question"; readonly prompt: string; readonly choices: readonly string[] }
  /** The wait is over; without an answer nobody could be asked, or the question was withdrawn. */
  | { readonly type: "answer"; readonly answer?: string }
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

/** Which provisioner. */
export interface ProvisionerFacts {
  readonly phase: "provision" | "error-cleanup";
  readonly index: number;
  readonly count: number;
  readonly provisioner: string;
}

/** Which post-processor. */
export interface PostProcessorFacts {
  readonly chain: number;
  readonly index: number;
  readonly postProcessor: string;
}

/** How a piece of a build came to its end. */
export interface EndFacts {
  readonly outcome: StepOutcome;
  readonly tookMs: number;
  readonly error?: string;
}

/** The template of a run: as it was named, and the files that were read, each with the SHA-256 of its bytes in hex. */
export interface TemplateFacts {
  readonly path: string;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/** What a run was made with. */
export interface VersionFacts {
  readonly ingot: string;
  /** The version of Packer at whose level templates are read. */
  readonly packerLevel: string;
  readonly node: string;
  /** Operating system and processor, as Node names them: `linux x64`. */
  readonly system: string;
}

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
