import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { definePostProcessor, s, schema } from "@ingot/sdk";
import { fileBuilderId, imageArtifact } from "../artifact.ts";
import { counted } from "../communicator/upload-file.ts";
import { engineAt, findEngine } from "../engine.ts";
import { withAlgorithm } from "../resources/image.ts";
import { ownImage } from "../resources/own-image.ts";
import { acceptArtifact, generatedData } from "./accept-artifact.ts";

const config = schema({
  docker_path: s.string().default("docker").doc("The client to use, by name or path."),
  repository: s.string().required().doc("The repository that the image gets a name in."),
  tag: s.string().doc("The tag that it gets there."),
  changes: s.list(s.string()).doc("Dockerfile instructions that are applied to the image."),
  platform: s.string().doc("The platform that the image is said to be for."),
});

/** Makes an image of an exported container, or of another archive of a file system. */
export const dockerImport = definePostProcessor({
  schema: config,
  doc: "Makes an image of the tar file that the docker builder exported, or that artifice put in its place.",
  postProcess: async ({ docker_path, repository, tag, changes, platform }, artifact, context) => {
    acceptArtifact(
      artifact,
      [fileBuilderId, "packer.post-processor.artifice"],
      "Can only import what the docker builder exported, or what artifice names",
    );
    const file = artifact.files[0];
    if (!file)
      throw new Error("There is no file to import. Set export_path in the builder, or name the file with artifice");
    const engine = engineAt(await findEngine(docker_path, process.env));
    const name = tag ? `${repository}:${tag}` : repository;
    context.ui.message(`Importing image: ${artifact.id}`);
    context.ui.message(`Repository: ${name}`);
    const sizeBytes = (await stat(file)).size;
    const progress = context.ui.progress(`Importing ${name}`);
    const options = { signal: context.signal, progress: (done: number) => progress.update(done, sizeBytes) };
    const args = [
      "import",
      ...(changes ?? []).flatMap((change) => ["--change", change]),
      ...(platform ? ["--platform", platform] : []),
      "-",
    ];
    const image = await ownImage(
      context.resources,
      engine,
      { container: null, since: null },
      async (temporary, signal) => {
        const stdin = counted(createReadStream(file), sizeBytes, options);
        return withAlgorithm(await engine.ask([...args, temporary], { stdin, signal }));
      },
      { life: "output", signal: context.signal },
    ).finally(() => progress.end());
    await engine.ask(["tag", image.id, name], { signal: context.signal });
    context.ui.message(`Imported ID: ${image.id}`);
    const imported = imageArtifact({
      id: name,
      generated: await generatedData(artifact),
      destroy: () => context.resources.release(image),
    });
    return { artifact: imported, keep: false, keepIsForced: false };
  },
});
