import type { Complaint } from "../schema/schema.ts";
import { parseChecksum } from "./checksum.ts";
import { parseAddress } from "./location.ts";

/**
 * What is wrong with the settings of a download, as far as can be told without looking anywhere.
 * @param names the settings' names in the template
 */
export function checkAddress(
  url: string,
  checksum: string,
  names: { readonly url: string; readonly checksum: string },
): Complaint | undefined {
  const { location } = parseAddress(url);
  if (location.k === "refused")
    return {
      field: names.url,
      summary: `"${url}" cannot be fetched`,
      detail: `Ingot does not fetch this form of address: ${location.why}.`,
    };
  const parsed = parseChecksum(checksum);
  if (parsed.k === "wrong")
    return {
      field: names.checksum,
      summary: `"${checksum}" is not a checksum`,
      detail: `This checksum cannot be used: ${parsed.why}. Write it as "sha256:<64 digits>", as "file:<path or URL of a checksum file>", or as "none".`,
    };
  if (parsed.k === "none")
    return {
      severity: "warning",
      field: names.checksum,
      summary: "The download is not verified",
      detail: `With a checksum of "none", whatever arrives is used. Set "${names.checksum}" to the checksum of the file.`,
    };
  return undefined;
}
