// The public face of @ingot/gotemplate: Go's text/template language over plain data.
export { sprintf } from "./format-printf.ts";
export { keepAllBut, keepFields } from "./keep-fields.ts";
export type { FieldReference, FunctionReference, References } from "./list-references.ts";
export { references } from "./list-references.ts";
export type { ParsedTemplate, Template } from "./parse-template.ts";
export { parseTemplate } from "./parse-template.ts";
export type { RenderOptions } from "./render-template.ts";
export { render } from "./render-template.ts";
export { TemplateError } from "./template-error.ts";
export type { ParameterType, TemplateFunction, TemplateFunctions } from "./template-function.ts";
