import type { FixRule } from "./fixer.ts";
import type { Json } from "./json-value.ts";

/**
 * PowerShell's escapes in what is handed to it as data are taken back: the provisioner escapes by itself now. Packer leaves a
 * provisioner alone whose variables are no list of strings, and writes an empty list for null.
 */
export const fixPowershellEscapes: FixRule = {
  of: "provisioner",
  types: ["powershell"],
  apply: (provisioner) => {
    const { environment_vars: variables } = provisioner;
    if (variables !== undefined && variables !== null && !isStrings(variables)) return false;
    let isChanged = variables === null;
    for (const name of ["elevated_user", "elevated_password"]) {
      const text = provisioner[name];
      if (typeof text !== "string" || unescaped(text) === text) continue;
      provisioner[name] = unescaped(text);
      isChanged = true;
    }
    if (variables === undefined) return isChanged;
    const fixed = (variables ?? []).map(unescaped);
    provisioner.environment_vars = fixed;
    return isChanged || fixed.some((text, at) => text !== variables?.[at]);
  },
};

function isStrings(value: Json | undefined): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function unescaped(text: string): string {
  return text.replaceAll(/`([$"`'])/g, "$1");
}
