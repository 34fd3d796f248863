import type { FixRule } from "./fixer.ts";

export const amazon = { of: "builder", types: ["amazon-*"] } as const;

const bools: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...["1", "t", "T", "true", "TRUE", "True"].map((text) => [text, true]),
  ...["0", "f", "F", "false", "FALSE", "False"].map((text) => [text, false]),
]);

/** Whether SSH uses the private address became a choice of several. An `ssh_interface` that is set is left alone. */
export const fixAmazonPrivateIp: FixRule = {
  ...amazon,
  removes: ["ssh_private_ip"],
  apply: (builder, complain) => {
    const { ssh_private_ip: flag } = builder;
    if (flag === undefined || "ssh_interface" in builder) return false;
    const isPrivate = typeof flag === "string" ? bools[flag] : flag;
    if (typeof isPrivate !== "boolean") {
      complain(
        ["ssh_private_ip"],
        "ssh_private_ip is not a boolean",
        'Only true and false can be turned into an "ssh_interface". Write one of them, or set "ssh_interface" to "private_ip" or "public_ip" yourself.',
      );
      return false;
    }
    delete builder.ssh_private_ip;
    builder.ssh_interface = isPrivate ? "private_ip" : "public_ip";
    return true;
  },
};

/** One range became a list of them. */
export const fixTemporarySecurityGroupCidrs: FixRule = {
  ...amazon,
  removes: ["temporary_security_group_source_cidr"],
  apply: (builder) => {
    const { temporary_security_group_source_cidr: cidr } = builder;
    if (typeof cidr !== "string") return false;
    delete builder.temporary_security_group_source_cidr;
    builder.temporary_security_group_source_cidrs = [cidr];
    return true;
  },
};

const namesWithTime = ["ami_name", "bundle_prefix", "snapshot_name"];

/** The time in a name was a field once. */
export const fixCreateTime: FixRule = {
  of: "builder",
  apply: (builder) => {
    let isChanged = false;
    for (const name of namesWithTime) {
      const text = builder[name];
      if (typeof text !== "string") continue;
      const fixed = text.replaceAll(/\{\{[\t\n\f\r ]*\.CreateTime[\t\n\f\r ]*\}\}/g, "{{timestamp}}");
      if (fixed === text) continue;
      builder[name] = fixed;
      isChanged = true;
    }
    return isChanged;
  },
};
