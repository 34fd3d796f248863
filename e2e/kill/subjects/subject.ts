// The builds that are killed: small, and between them every kind of thing that is made outside the process. With longer
// pauses they are the builds that go on beside, and must not notice.

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { noGo } from "../../go-plugins/go-programs.ts";
import type { Stage } from "../stage.ts";

export const subjectNames = ["docker", "local-chroot", "ssh", "go-plugins"] as const;
export type SubjectName = (typeof subjectNames)[number];

/** Those that can be built on this machine; says why one cannot. */
export function buildableSubjects(
  names: readonly SubjectName[],
  print: (line: string) => void,
): readonly SubjectName[] {
  if (noGo === undefined || !names.includes("go-plugins")) return names;
  print(`Builds with Go plugins are skipped: ${noGo}`);
  return names.filter((name) => name !== "go-plugins");
}

export interface Subject {
  readonly name: SubjectName | "null";
  readonly templatePath: string;
  /** The same build, which never comes to an end: for blows that end it. */
  readonly hangingTemplatePath?: string;
  /**
   * Its machine is a plugin's, and nobody else can remove it: it stays where a SIGHUP has ended the plugin too, and where the builder had
   * finished, since what it made is the user's by then.
   */
  readonly hasMachineOfPlugin?: boolean;
  /** Steps and post-processors that make something without a record of its own in the journal. */
  readonly unrecorded: readonly string[];
  /** Throws unless a build that has come to its end on this stage left everything that it should. */
  readonly checkOutputs: (stage: Stage) => Promise<void>;
  /**
   * Removes what a finished build has made, as its user would.
   * @param ids of what a build has handed over that did not come to its end: it may have no names yet
   */
  readonly removeOutputs: (stage: Stage, ids?: readonly string[]) => Promise<void>;
  /** What is on the machine that was provisioned and should not be, where the subject has one; and takes it away. */
  readonly takeRemoteLeftovers?: () => readonly string[];
  /** Removes what the subject itself needs. */
  readonly remove: () => Promise<void>;
}

export interface SubjectOptions {
  readonly stage: Stage;
  /** The root that images are made of. */
  readonly archive: string;
  /** How long its provisioners take their time, in seconds. */
  readonly pauseSeconds: number;
}

/** Throws when one of the files is not there. */
export function requireFiles(folder: string, names: readonly string[]): void {
  const missing = names.filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0) throw new Error(`The build said that it succeeded, and these are not there: ${missing}`);
}

/** Removes files and folders; gone already is no error. */
export function removeFiles(folder: string, names: readonly string[]): void {
  for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
}
