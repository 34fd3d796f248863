import type { VersionFacts } from "../event/event.ts";
import type { Ask, Ui } from "../event/ui.ts";
import type { Resources } from "../resource/resource.ts";

export type OnError = "cleanup" | "abort" | "ask" | "run-cleanup-provisioner";

/** Where a run keeps its temporary files: one folder of its own, 0700, journaled once and gone with the run. */
export interface TempFiles {
  /** Path of a new, empty file (0600) with an unguessable name. */
  readonly file: (prefix: string, suffix?: string) => Promise<string>;
  /** Path of a new, empty folder (0700). */
  readonly directory: (prefix: string) => Promise<string>;
}

/** What every component gets when it runs. */
export interface RunContext {
  /** "docker.web": as lines are labelled. */
  readonly buildName: string;
  /** What Packer passes to components as `packer_build_name`: the builder's or the source's own name. */
  readonly packerBuildName: string;
  readonly builderType: string;
  /** Identifies the run; PACKER_RUN_UUID. */
  readonly runUuid: string;
  /** What the run is made with. */
  readonly versions: VersionFacts;
  readonly flags: { readonly debug: boolean; readonly force: boolean; readonly onError: OnError };
  /** Names of the template's sensitive variables. */
  readonly sensitiveVariables: readonly string[];
  readonly ui: Ui;
  readonly ask: Ask;
  readonly temp: TempFiles;
  readonly resources: Resources;
  /** Registers a value that must never be shown, from now on. */
  readonly secret: (value: string) => void;
  readonly signal: AbortSignal;
}
