import type { Diagnostic } from "@ingot/hcl";
import type { Json } from "../resource/resource.ts";

export type StepOutcome = "done" | "failed" | "cancelled";

/** What happens in a run, as one union. Nothing prints: renderers subscribe. docs/reference/events.md is made of these comments. */
export type EventBody =
  /** A run begins: the template has been read and checked. What was said before, and every diagnostic, stands in front of it. */
  | {
      readonly type: "run-start";
      /** Names of the builds, in the template's order. */
      readonly builds: readonly string[];
      readonly template: TemplateFacts;
      readonly versions: VersionFacts;
    }
  /** The last event of a run; `failed` counts builds. A run that is ended at once, by a second signal, has none. */
  | { readonly type: "run-end"; readonly tookMs: number; readonly outcome: StepOutcome; readonly failed: number }
  /** A build begins. */
  | { readonly type: "build-start"; readonly builder: string }
  /** A build has ended, with all of its clean-up. */
  | { readonly type: "build-end"; readonly outcome: StepOutcome; readonly tookMs: number; readonly error?: string }
  /** A step of the builder begins; `attempt` counts from 1, and grows where somebody asks for a retry. */
  | { readonly type: "step-start"; readonly step: string; readonly attempt: number }
  /** A step of the builder has ended. */
  | {
      readonly type: "step-end";
      readonly step: string;
      readonly outcome: StepOutcome;
      readonly tookMs: number;
      readonly error?: string;
    }
  /** What a step made is removed now. Steps are undone in the opposite order. */
  | { readonly type: "cleanup-start"; readonly step: string }
  /** What a step made is gone, but for `leftovers` things. */
  | {
      readonly type: "cleanup-end";
      readonly step: string;
      readonly tookMs: number;
      readonly leftovers: number;
      readonly error?: string;
    }
  /** A provisioner begins. `index` counts from 0, in the order of the template, among `count`; the error-cleanup-provisioner is a phase of its own. */
  | ({ readonly type: "provisioner-start" } & ProvisionerFacts)
  /** A provisioner has ended. */
  | ({ readonly type: "provisioner-end" } & ProvisionerFacts & EndFacts)
  /** A post-processor begins. `chain` and `index` count from 0. */
  | ({ readonly type: "post-processor-start" } & PostProcessorFacts)
  /** A post-processor has ended. */
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
  /** How far a long transfer is, in bytes: at most ten times a second, and once when it has ended. */
  | {
      readonly type: "progress";
      readonly id: string;
      readonly label: string;
      readonly done: number;
      readonly total?: number;
      readonly ended: boolean;
    }
  /** Something outside of the process is about to be made, was made, is gone, or stays: on purpose, or as the artifact of the user. */
  | {
      readonly type: "resource";
      readonly change: "intent" | "created" | "destroyed" | "kept" | "handed-over";
      readonly kind: string;
      readonly id?: string;
    }
  /** What a build has made; null where its builder made nothing. `index` counts within the build. */
  | { readonly type: "artifact"; readonly index: number; readonly artifact: ArtifactFacts | null }
  /** A fact for programs, as -machine-readable has it in a line of its own: `category` is its type. */
  | { readonly type: "machine"; readonly category: string; readonly args: readonly string[] }
  /** What is of interest when something does not work. */
  | {
      readonly type: "log";
      readonly level: "debug" | "info" | "warn";
      readonly source: string;
      readonly text: string;
      readonly data?: Json;
    }
  /** Something wrong in a template, in a flag, or around the run. `text` is how a person sees it: with the source line and a caret. */
  | { readonly type: "diagnostic"; readonly diagnostic: Diagnostic; readonly text?: string }
  /** What a template consists of: the answer of `inspect`. */
  | { readonly type: "template"; readonly template: TemplateOutline }
  /** A text that was asked for as it is: help, a schema, a template. Several belong together in their order. */
  | { readonly type: "document"; readonly text: string };

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

/** What a template consists of, without the settings of its components. */
export interface TemplateOutline {
  readonly dialect: "hcl2" | "json";
  /** The one of the whole template, which only legacy JSON has. */
  readonly description: string;
  readonly variables: readonly NamedValue[];
  readonly locals: readonly NamedValue[];
  readonly builds: readonly BuildOutline[];
}

/** A variable or a local. */
export interface NamedValue {
  readonly name: string;
  readonly isSensitive: boolean;
  /** Missing where it is sensitive, where it has none, or where it is not known. */
  readonly value?: Json;
}

/** A build block of HCL2, or a builder of legacy JSON. */
export interface BuildOutline {
  readonly name: string;
  readonly description: string;
  /** As `type.name` in HCL2; in legacy JSON the type alone. */
  readonly sources: readonly string[];
  readonly provisioners: readonly string[];
  /** The post-processors of each chain. Legacy JSON does not tell. */
  readonly postProcessors: readonly (readonly string[])[];
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

/** An event with its envelope. */
export type Event = EventBody & {
  /** The version of this format. */
  readonly v: 1;
  /** When it happened: UTC, with milliseconds, as RFC 3339 writes it. The clock of the machine may be set while a run goes on; the order is that of `seq`. */
  readonly at: string;
  /** The id of the invocation, the same in all of its events; components and programs have it as PACKER_RUN_UUID. */
  readonly run: string;
  /** The name of the build that it is about; missing where it is about the run as a whole. */
  readonly build?: string;
  /** Counts all events of the invocation, from 0, without gaps. */
  readonly seq: number;
  /** Counts the events of the same `build`, from 0, without gaps; those without a build are counted together. So a consumer can prove that it has everything. */
  readonly buildSeq: number;
};
