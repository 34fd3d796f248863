import { writeFile } from "node:fs/promises";
import { definePostProcessor, ownOutputFile, s, schema } from "@ingot/sdk";

export const tfvars = definePostProcessor({
  doc: "Writes the id of the image into a file of variables for Terraform. The artifact goes on as it is.",
  schema: schema({
    output: s.string().default("packer.auto.tfvars").doc("Path of the file. One that is there is replaced."),
    variable: s.string().default("image_id").doc("Name of the variable."),
    region: s.string().doc("Of an artifact with an image in each of several regions: the region whose image is meant."),
  }).rule(["variable"], ({ variable }) =>
    /^[A-Za-z_][A-Za-z0-9_-]*$/.test(variable)
      ? undefined
      : {
          field: "variable",
          summary: "Not the name of a variable",
          detail: 'Use letters, digits, "_" and dashes, and begin with a letter.',
        },
  ),
  postProcess: async ({ output, variable, region }, artifact, { resources, ui }) => {
    const id = idIn(artifact.id, region);
    // The file appears under its name when it is whole, and goes with a build that fails later.
    const file = await ownOutputFile(output, { resources });
    await writeFile(file.writePath, `${variable} = ${quote(id)}\n`);
    await file.publish();
    ui.say(`Wrote ${variable} = ${id} into ${output}`);
    return { artifact, keep: true, keepIsForced: false };
  },
});

/** "ami-1", or the one of a region in "eu-west-1:ami-1,us-east-1:ami-2". */
function idIn(ids: string, region: string | undefined): string {
  if (region === undefined) return ids;
  const found = ids.split(",").find((one) => one.startsWith(`${region}:`));
  if (found === undefined) throw new Error(`The artifact has no image in ${region}: it is ${ids}`);
  return found.slice(region.length + 1);
}

/** A text as HCL has it. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}
