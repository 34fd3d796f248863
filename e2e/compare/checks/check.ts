import type { Programs } from "../programs.ts";
import type { Answers, Unit } from "../unit.ts";

/** One question that both programs are asked of a template. */
export interface Check {
  /** The command, for the table. */
  readonly name: string;
  readonly kinds: readonly Unit["kind"][];
  /** Asks both. Answers that mean the same are equal: what need not agree, as prose in each program's own words, is left out. */
  readonly ask: (unit: Unit, programs: Programs) => Promise<Answers>;
  /** Asks 1.6.6 of the template without what is too new for it; absent where the age of a template makes no difference. */
  readonly askAged?: (unit: Unit, programs: Programs) => Promise<Answers>;
  readonly reasons: readonly Reason[];
}

/** A difference that is known, and stands in docs/compatibility.md. */
export interface Reason {
  /** How its row there begins. */
  readonly row: string;
  /** Makes answers that differ in this alone equal, and leaves everything else in them as it is. */
  readonly level: (answers: Answers, unit: Unit) => Answers;
}
