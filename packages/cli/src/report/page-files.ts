// The page of the report, as scripts/build.mjs bundles it of the files in page/: this module is loaded only where a report was asked for.

declare const INGOT_REPORT_SCRIPT: string | undefined;
declare const INGOT_REPORT_STYLE: string | undefined;

export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

/** The page's script and style. Run from its sources, Ingot has none, and a report shows only that its data is in it. */
export const pageFiles: PageFiles = {
  script: typeof INGOT_REPORT_SCRIPT === "string" ? INGOT_REPORT_SCRIPT : "",
  style: typeof INGOT_REPORT_STYLE === "string" ? INGOT_REPORT_STYLE : "",
};
