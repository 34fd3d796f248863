import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of templates that other people wrote: next to the repository, or where INGOT_CONFORMANCE says. */
export const templatesFolder = join(
  process.env.INGOT_CONFORMANCE ?? fileURLToPath(new URL("../../../shared/conformance", import.meta.url)),
  "templates",
);
