import { commentLines } from "./block-writer.ts";

/** What -with-annotations writes above the sections of the new template. */
export const annotations = {
  file: commentLines(
    [
      "Made by hcl2_upgrade from a JSON template. Read it through before you rely on it, and run validate on it.",
      "",
      "The blocks may be moved to other files of the same folder whose names end with .pkr.hcl: the variables to variables.pkr.hcl, for example. A build of the folder reads all of them as one template.",
      "",
      "Texts with {{ }} that are left are rendered by the component that gets them, after HCL has evaluated its own ${ }. Keep the two apart: what stands inside {{ }} does not see the names of HCL, nor the other way round.",
    ].join("\n"),
  ),
  packer: commentLines("What the template needs: a level of Packer, and plugins."),
  variables: commentLines(
    "Variables can be given with -var, -var-file or PKR_VAR_name. All are strings, as they are in JSON templates; change the types as you like.",
  ),
  secrets: commentLines("Secrets of AWS Secrets Manager, read before the builds begin."),
  images: commentLines("Searches for source images on AWS, done before the builds begin."),
  locals: commentLines(
    "Values that are made of others. They cannot be given from outside; the time is one for the whole run.",
  ),
  sources: commentLines("What images are made from: one source for each builder of the JSON template."),
  build: commentLines("What is done on the sources, in this order, and what is done with the images afterwards."),
} as const;
