import { quoteShell } from "@ingot/sdk";

/**
 * Puts the template into the commands of a message, which are written without one where it is not known: `"ingot init -upgrade"` becomes
 * `"ingot init -upgrade web.pkr.hcl"`, which can be typed as it stands.
 *
 * @param template its path, as a person gave it; a legacy JSON template, which `init` does not take, is left out
 */
export function nameTemplate(text: string, template: string): string {
  if (template.endsWith(".json") && !template.endsWith(".pkr.json")) return text;
  const path = /^[A-Z]+$/.test(template) ? template : quoteShell(template);
  return text.replaceAll(/"ingot init((?: -[a-z]+)*)"/g, (_, flags: string) => `"ingot init${flags} ${path}"`);
}
