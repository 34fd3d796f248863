// What a case and its outcome are; the README beside the vectors describes the categories.

/** One case of a vector file; what else it has depends on its category. */
export type Case = Readonly<Record<string, unknown>> & { readonly id: string };

/** The outcome of one case. `text` says what was expected and what came; "" where it passed. */
export interface CaseResult {
  readonly passed: boolean;
  readonly text: string;
}

/** What runs the cases of a category. What it throws is a failure of the case. */
export type Runner = (given: Case) => CaseResult | Promise<CaseResult>;

export const passed: CaseResult = { passed: true, text: "" };

export function failed(text: string): CaseResult {
  return { passed: false, text };
}
