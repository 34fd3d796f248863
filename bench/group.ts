import type { Table } from "./table.ts";

/** Where a group of rows is measured. */
export interface Place {
  readonly table: Table;
  /** A folder for the group alone. */
  readonly folder: string;
  /** The environment of measured programs: a state folder of their own, nobody called by network. */
  readonly env: NodeJS.ProcessEnv;
  /** `--all` was given: also what takes minutes. */
  readonly all: boolean;
}

/** Measures some rows and writes them. */
export type Group = (place: Place) => Promise<void>;
