/** What is compared at once: a template of one file, or a folder that is one template. */
export interface Unit {
  readonly kind: "hcl2" | "json";
  /** Its path below the folder of templates; "." for that folder itself. */
  readonly at: string;
  /** Its files, below the folder of templates: templates and variable files. */
  readonly files: readonly string[];
}

/** What a program answered. */
export interface Said {
  readonly code: number;
  readonly text: string;
}

/** What both programs answered to the same question. */
export interface Answers {
  readonly ours: Said;
  readonly theirs: Said;
}
