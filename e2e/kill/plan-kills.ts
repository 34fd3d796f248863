// Which moments to kill a build at: uniformly over its life, and aimed at each step that makes something.

import { type Random, seededRandom } from "./random.ts";
import type { KindName } from "./strikes.ts";
import type { SubjectName } from "./subjects/subject.ts";
import { claims, type Mark } from "./trace-build.ts";

/** How a build goes when nobody kills it. */
export interface Profile {
  /** From the first resource to the end of the run, in milliseconds. */
  readonly totalMs: number;
  readonly phases: ReadonlyMap<string, number>;
  /** The resources in the order in which they are made: in which phase, what, and how long it took. */
  readonly resources: readonly { readonly phase: string; readonly kind: string; readonly tookMs: number }[];
}

/** A moment in the life of a build: so long after the first mark that fits. */
export interface Aim {
  readonly description: string;
  readonly fits: (mark: Mark) => boolean;
  readonly delayMs: number;
}

/** One of many kills. */
export interface Plan {
  /** From 1. */
  readonly number: number;
  readonly kind: KindName;
  readonly subject: SubjectName;
  /** Its own: a kill is the same one whichever were before it. */
  readonly random: Random;
}

/** The kill with this number: all kinds in turn, each with all subjects in turn. */
export function planKill(
  number: number,
  seed: number,
  kinds: readonly KindName[],
  subjects: readonly SubjectName[],
): Plan {
  const round = Math.floor((number - 1) / kinds.length);
  const place = (number - 1) % kinds.length;
  const kind = kinds[place] ?? "kill-tool";
  const subject = subjects[(round + place) % subjects.length] ?? "docker";
  return { number, kind, subject, random: seededRandom(seed * 1_000_003 + number) };
}

/** Half of the aims are at any moment, half at the steps that make something. */
export function chooseAim(profile: Profile, unrecorded: readonly string[], random: Random): Aim {
  if (random() < 0.5) return aimAnywhere(profile, random);
  const phases = creatingPhases(profile, unrecorded);
  return aimAtPhase(profile, phases[Math.floor(random() * phases.length)] ?? "", random);
}

/** Reads a profile from the marks of a whole build. */
export function profileBuild(marks: readonly Mark[]): Profile {
  const first = marks.find((mark) => mark.what === "intent");
  const last = marks.at(-1);
  if (!first || !last) throw new Error("The build made nothing");
  const phases = new Map<string, number>();
  const entered = marks.filter((mark) => mark.what === "phase");
  for (const [index, mark] of entered.entries()) {
    const tookMs = (entered[index + 1] ?? last).atMs - mark.atMs;
    phases.set(mark.phase, Math.max(phases.get(mark.phase) ?? 0, tookMs));
  }
  const resources = marks.flatMap((mark, index) => {
    if (mark.what !== "intent") return [];
    const made = marks.slice(index).find((other) => other.what === "created" && other.kind === mark.kind);
    return [{ phase: mark.phase, kind: mark.kind ?? "", tookMs: (made ?? mark).atMs - mark.atMs }];
  });
  return { totalMs: last.atMs - first.atMs, phases, resources };
}

/**
 * The phases that make something, each once.
 * @param unrecorded those whose doing stands in no record of its own: partitions, files in a root, names of an image
 */
export function creatingPhases(profile: Profile, unrecorded: readonly string[]): readonly string[] {
  const recorded = profile.resources.filter(({ kind }) => !claims.has(kind)).map(({ phase }) => phase);
  return [...new Set([...recorded, ...unrecorded])];
}

/** Any moment from the first resource to the end. */
function aimAnywhere(profile: Profile, random: Random): Aim {
  const delayMs = random() * profile.totalMs;
  return { description: `${delayMs.toFixed(0)} ms after the first resource`, fits: isIntent, delayMs };
}

/** A moment in one of the creations of a phase, between its record in the journal and the answer; or anywhere in it. */
function aimAtPhase(profile: Profile, phase: string, random: Random): Aim {
  const choices = profile.resources.filter((resource) => resource.phase === phase && !claims.has(resource.kind));
  const nth = Math.floor(random() * choices.length);
  const chosen = choices[nth];
  const delayMs = random() * (chosen?.tookMs ?? profile.phases.get(phase) ?? 0);
  const after = `${delayMs.toFixed(0)} ms after`;
  if (!chosen) {
    const fits = (mark: Mark) => mark.what === "phase" && mark.phase === phase;
    return { description: `${after} ${phase} began`, fits, delayMs };
  }
  let seen = 0;
  const fits = (mark: Mark) => isIntent(mark) && mark.phase === phase && !claims.has(mark.kind ?? "") && seen++ === nth;
  return { description: `${after} ${phase} began to make ${chosen.kind} ${nth + 1}`, fits, delayMs };
}

function isIntent(mark: Mark): boolean {
  return mark.what === "intent";
}
