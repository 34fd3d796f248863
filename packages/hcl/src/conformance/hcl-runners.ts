import { runHclExpressionCase, runHclTemplateCase } from "./hcl-expression.ts";
import { runHclFormatCase } from "./hcl-format.ts";
import { runHclSpecCase } from "./hcl-spec.ts";
import { runHclFuzzCase, runHclIdentCase, runHclParseCase, runHclTypeCase } from "./hcl-syntax.ts";
import { runHclTryCase } from "./hcl-try.ts";
import type { Case, CaseResult } from "./neutral.ts";

/** What runs a case of each category that is about the language itself. */
export const hclRunners: Readonly<Record<string, (given: Case) => CaseResult>> = {
  hcl_expr: runHclExpressionCase,
  hcl_template: runHclTemplateCase,
  hcl_parse: runHclParseCase,
  hcl_type: runHclTypeCase,
  hcl_ident: runHclIdentCase,
  hcl_spec: runHclSpecCase,
  hcl_fuzz: runHclFuzzCase,
  hcl_try: runHclTryCase,
  hcl_format: runHclFormatCase,
};
