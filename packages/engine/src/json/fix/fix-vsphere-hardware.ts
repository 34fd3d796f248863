import type { FixRule } from "./fixer.ts";
import { fieldsOf } from "./json-value.ts";

const parts = [
  { list: "network_adapters", options: ["network", "network_card"] },
  { list: "storage", options: ["disk_size", "disk_thin_provisioned", "disk_eagerly_scrub"] },
] as const;

/** The one network card and the one disk of old became the first elements of lists. */
export const fixVsphereHardware: FixRule = {
  of: "builder",
  types: ["vsphere-iso"],
  removes: parts.flatMap(({ options }) => options),
  apply: (builder, complain) => {
    let isChanged = false;
    for (const { list: name, options } of parts) {
      const found = options.filter((option) => option in builder);
      if (found.length === 0) continue;
      const list = builder[name] ?? (name in builder ? null : []);
      if (!Array.isArray(list)) {
        complain(
          [name],
          `"${name}" is not a list`,
          `${quoted(found)} cannot be moved into it. Write "${name}": [ { ... } ].`,
        );
        continue;
      }
      list.unshift(fieldsOf(found.map((option) => [option, builder[option] ?? null])));
      for (const option of found) delete builder[option];
      builder[name] = list;
      isChanged = true;
    }
    return isChanged;
  },
};

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(" and ");
}
