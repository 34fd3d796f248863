import type { Type, Value } from "@ingot/hcl";

export interface DataContext {
  readonly signal: AbortSignal;
  readonly warn: (summary: string, detail: string) => void;
}

export interface PreparedDataSource {
  readonly read: (context: DataContext) => Promise<Value>;
}

/** The type of what a data source gives: an object. */
export type OutputType = Extract<Type, { readonly k: "object" }>;
