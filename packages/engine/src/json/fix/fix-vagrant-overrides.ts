import type { FixRule } from "./fixer.ts";
import { fieldsOf } from "./json-value.ts";

const providers = ["aws", "digitalocean", "virtualbox", "vmware"];

/** Settings for one provider stand under `override`, which is written anew. */
export const fixVagrantOverrides: FixRule = {
  of: "post-processor",
  types: ["vagrant"],
  removes: providers,
  apply: (postProcessor) => {
    const found = providers.filter((name) => name in postProcessor);
    if (found.length === 0) return false;
    postProcessor.override = fieldsOf(found.map((name) => [name, postProcessor[name] ?? null]));
    for (const name of found) delete postProcessor[name];
    return true;
  },
};

/** An override for a builder follows the builder's new name. */
export const fixVirtualboxOverride: FixRule = {
  of: "provisioner",
  apply: ({ override }) => {
    if (typeof override !== "object" || override === null || Array.isArray(override)) return false;
    const { virtualbox } = override;
    if (virtualbox === undefined) return false;
    delete override.virtualbox;
    override["virtualbox-iso"] = virtualbox;
    return true;
  },
};
