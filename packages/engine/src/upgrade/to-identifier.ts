import { isIdentifier } from "@ingot/hcl";

/**
 * A name that HCL takes for an identifier, and that is not taken yet: what cannot stand in one becomes "_".
 *
 * @param taken the names that are in use; the new one is added
 */
export function toIdentifier(name: string, taken: Set<string>): string {
  const parts = name.replace(/[^\p{ID_Continue}-]/gu, "_");
  const base = isIdentifier(parts) ? parts : `_${parts}`;
  let free = base;
  for (let count = 2; taken.has(free); count++) free = `${base}_${count}`;
  taken.add(free);
  return free;
}
