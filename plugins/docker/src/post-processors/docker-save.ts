import { definePostProcessor, s, schema } from "@ingot/sdk";
import { imageBuilderId, tagBuilderId } from "../artifact.ts";
import { engineAt, findEngine } from "../engine.ts";
import { writeArchive } from "../write-archive.ts";
import { acceptArtifact } from "./accept-artifact.ts";

const config = schema({
  docker_path: s.string().default("docker").doc("The client to use, by name or path."),
  path: s.string().required().doc("The tar file to write."),
});

/** Writes an image to a tar file. */
export const dockerSave = definePostProcessor({
  schema: config,
  doc: "Writes an image to a tar file that `docker load` reads. The artifact stays the image.",
  postProcess: async ({ docker_path, path }, artifact, context) => {
    acceptArtifact(
      artifact,
      [imageBuilderId, tagBuilderId],
      "Can only save images that the docker builder or docker-import made",
    );
    const engine = engineAt(await findEngine(docker_path, process.env));
    context.ui.message(`Saving image: ${artifact.id}`);
    await writeArchive(engine, ["save", artifact.id], path, `Saving ${artifact.id}`, context);
    context.ui.message(`Saved to: ${path}`);
    return { artifact, keep: true, keepIsForced: false };
  },
});
