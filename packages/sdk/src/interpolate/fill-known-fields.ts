import { keepAllBut, parseTemplate, render, type TemplateFunctions } from "@ingot/gotemplate";

/**
 * Renders the `{{ .Name }}` of a user variable's value where the data has that name. A variable may hold a command such as
 * `{{ .Vars }} sudo sh {{ .Path }}`, whose fields exist only where the variable is used. What is not known there stays as it
 * is written.
 */
export function fillKnownFields(
  text: string,
  data: Readonly<Record<string, unknown>> | undefined,
  functions: TemplateFunctions,
): string {
  if (!data || !text.includes("{{")) return text;
  const { template, error } = parseTemplate(text, { functions: Object.keys(functions) });
  if (error) return text;
  return render(
    keepAllBut(template, (name) => Object.hasOwn(data, name)),
    data,
    functions,
  );
}
