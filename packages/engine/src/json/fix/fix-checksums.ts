import type { FixRule } from "./fixer.ts";

/** `iso_md5` is a checksum whose type stands in its name. */
export const fixIsoMd5: FixRule = {
  of: "builder",
  removes: ["iso_md5"],
  apply: (builder) => {
    const { iso_md5: sum } = builder;
    if (typeof sum !== "string") return false;
    delete builder.iso_md5;
    builder.iso_checksum = sum;
    builder.iso_checksum_type = "md5";
    return true;
  },
};

/** The type, or the URL of a list of checksums, moves into `iso_checksum` itself. */
export const fixIsoChecksumTypeAndUrl: FixRule = {
  of: "builder",
  removes: ["iso_checksum_url", "iso_checksum_type"],
  apply: (builder) => {
    const { iso_checksum: sum, iso_checksum_type: type, iso_checksum_url: url } = builder;
    if (type === undefined && url === undefined) return false;
    delete builder.iso_checksum_type;
    delete builder.iso_checksum_url;
    if (isText(url)) builder.iso_checksum = `file:${url}`;
    else if (isText(type) && isText(sum)) builder.iso_checksum = `${type}:${sum}`;
    return true;
  },
};

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
