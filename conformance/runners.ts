import type { Runner } from "./case.ts";
import { runBootCommandCase } from "./runners/boot-command.ts";
import { runChecksumCase } from "./runners/checksum.ts";
import { runCtyConvertCase } from "./runners/cty-convert.ts";
import { runCtyFunctionCase } from "./runners/cty-function.ts";
import { runCtyJsonCase } from "./runners/cty-json.ts";
import { runHclExpressionCase, runHclTemplateCase } from "./runners/hcl-expression.ts";
import { runHclFormatCase } from "./runners/hcl-format.ts";
import { runHclSpecCase } from "./runners/hcl-spec.ts";
import { runHclFuzzCase, runHclIdentCase, runHclParseCase, runHclTypeCase } from "./runners/hcl-syntax.ts";
import { runHclTryCase } from "./runners/hcl-try.ts";
import { runInterpolateCase } from "./runners/interpolate.ts";
import { runJsonTemplateCase } from "./runners/json-template.ts";
import { runSdkConfigCase } from "./runners/sdk-config.ts";
import { runVersionCase } from "./runners/version.ts";

/** What runs a case of each category. */
export const runners: Readonly<Record<string, Runner>> = {
  bootcommand: runBootCommandCase,
  checksum: runChecksumCase,
  cty_convert: runCtyConvertCase,
  cty_function: runCtyFunctionCase,
  cty_json: runCtyJsonCase,
  hcl_expr: runHclExpressionCase,
  hcl_format: runHclFormatCase,
  hcl_fuzz: runHclFuzzCase,
  hcl_ident: runHclIdentCase,
  hcl_parse: runHclParseCase,
  hcl_spec: runHclSpecCase,
  hcl_template: runHclTemplateCase,
  hcl_try: runHclTryCase,
  hcl_type: runHclTypeCase,
  interpolate: runInterpolateCase,
  json_template: runJsonTemplateCase,
  sdk_config: runSdkConfigCase,
  version: runVersionCase,
};
