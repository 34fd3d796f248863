// A plugin as somebody writes one, for the tests that serve it to Packer. Its machine is a folder of this host; what it makes are files, so
// that tests see what is left.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Artifact,
  type Communicator,
  defineDataSource,
  definePlugin,
  definePostProcessor,
  defineProvisioner,
  defineStepBuilder,
  type Infer,
  type Machine,
  pipeline,
  provision,
  type ResourceKind,
  resourceKind,
  runProcess,
  s,
  schema,
  step,
  T,
  V,
} from "@ingot/sdk";

// biome-ignore lint/suspicious/noConsole: plugins print, and that must not disturb anybody.
console.log("the plugin is loaded");

const folderKind: ResourceKind<{ readonly path: string }> = {
  kind: "folder.machine",
  reach: "host",
  describe: ({ path }) => `folder ${path}`,
  named: ({ path }) => path,
  destroy: ({ path }) => rm(path, { recursive: true, force: true }),
};

const config = schema({
  root: s.string().required().doc("The folder in which the machine's is made."),
  output: s.string().required().doc("The file that the image goes into."),
  size: s.number().default(1).doc("How large it is."),
  labels: s.map(s.string()).doc("Words that go into the image."),
  password: s.string().sensitive().doc("Is never shown."),
  fail: s.bool().default(false).doc("Fails behind the provisioners."),
  wait: s.duration().default(0).doc("Waits in front of the provisioners."),
  disk: s.blocks(schema({ name: s.string().required(), size: s.number().default(8) })).doc("A disk of the machine."),
});

type Config = Infer<typeof config>;

const createFolder = step({
  name: "StepCreateFolder",
  run: async ({ config: c }: { readonly config: Config }, { resources, ui }) => {
    const { id: path } = await resources.own(
      folderKind,
      (token) => ({ path: join(c.root, token) }),
      async (spec) => {
        await mkdir(spec.path);
        return spec.path;
      },
    );
    ui.say("Made the machine");
    const machine: Machine = { communicator: intoFolder(resolve(path)), generated: { ID: "folder-1", Root: path } };
    return { machine, path };
  },
});

const waitAWhile = step({
  name: "StepWait",
  run: async ({ config: c }: { readonly config: Config }, { signal }) => {
    await sleep(c.wait, undefined, { signal });
    return {};
  },
});

const writeImage = step({
  name: "StepWriteImage",
  run: async ({ config: c, path }: { readonly config: Config; readonly path: string }, { ui }) => {
    if (c.fail) throw new Error("The image cannot be written");
    const { output } = c;
    await writeFile(
      output,
      `${JSON.stringify(c)}\n${await readFile(join(path, "provisioned"), "utf8").catch(() => "")}`,
    );
    ui.message(`Wrote ${output}`);
    const artifact: Artifact = {
      builderId: "test.folder",
      id: `folder:${output}`,
      files: [output],
      text: `Image in ${output}`,
      state: async (key) => (key === "generated_data" ? { ID: "folder-1", Root: path } : undefined),
      destroy: () => rm(output, { force: true }),
    };
    return { artifact };
  },
});

const builder = defineStepBuilder({
  schema: config,
  doc: "Makes an image of a folder.",
  generatedNames: () => ["Root"],
  steps: () =>
    pipeline<{ readonly config: Config }>().step(createFolder).step(waitAWhile).step(provision).step(writeImage),
});

function intoFolder(root: string): Communicator {
  const real = (path: string) => join(root, path);
  return {
    type: "folder",
    // What lies at the top of the machine lies in its folder.
    exec: (command, options) =>
      runProcess("/bin/sh", ["-c", command.replaceAll(/(?<=^|[\s'"=])\/tmp\//g, `${root}/tmp/`)], {
        cwd: root,
        ...options,
      }),
    upload: async (to, content) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      await mkdir(join(real(to), ".."), { recursive: true });
      await writeFile(real(to), Buffer.concat(chunks));
    },
    uploadDirectory: () => Promise.reject(new Error("not here")),
    download: async (from, to) => void (await to(await readFile(real(from)))),
    downloadDirectory: () => Promise.reject(new Error("not here")),
  };
}

export default definePlugin({
  name: "folder",
  builders: { folder: builder },
  provisioners: {
    "folder-note": defineProvisioner({
      schema: schema({
        text: s.string().required().doc("What is noted on the machine."),
        only_in: s.enum("here", "there").default("here").doc("Where."),
      }),
      doc: "Writes a line on the machine.",
      provision: async ({ text, only_in }, { communicator, ui, generated, signal }) => {
        const line = `${text} ${only_in} on ${generated.ID}\n`;
        await communicator.upload("/note", [Buffer.from(line)] as never, { sizeBytes: line.length }, { signal });
        const out = ui.output("stdout");
        const exit = await communicator.exec("cat note >> provisioned; cat note", { stdout: out.write, signal });
        await out.end();
        if (exit.k !== "exited" || exit.code !== 0) throw new Error(`The note was not taken: ${JSON.stringify(exit)}`);
      },
    }),
  },
  postProcessors: {
    "folder-id": definePostProcessor({
      schema: schema({
        file: s.string().required().doc("The file for the id."),
        same: s.bool().default(false).doc("Gives back what it got."),
      }),
      doc: "Writes the id of an artifact into a file.",
      postProcess: async ({ file, same }, artifact, { generated, ui }) => {
        await writeFile(file, `${artifact.builderId} ${artifact.id} ${artifact.files.join(" ")} ${generated.ID}\n`);
        ui.say(`Noted ${artifact.id}`);
        if (same) return { artifact, keep: true, keepIsForced: false };
        const noted: Artifact = {
          builderId: "test.folder-id",
          id: file,
          files: [file],
          text: `Id in ${file}`,
          state: async () => undefined,
          destroy: () => rm(file, { force: true }),
        };
        return { artifact: noted, keep: true, keepIsForced: false };
      },
    }),
  },
  dataSources: {
    folder: defineDataSource({
      schema: schema({ name: s.string().required().doc("A name.") }),
      doc: "Gives a name back.",
      outputs: T.object({ name: T.string, length: T.number }) as Extract<ReturnType<typeof T.object>, { k: "object" }>,
      read: async ({ name }) => V.object({ name: V.string(name), length: V.number(name.length) }),
    }),
  },
  resourceKinds: [resourceKind(folderKind)],
});
