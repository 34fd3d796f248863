// The code that a new plugin begins with, for each kind of component: the smallest one that does something, with a test of it.

/** The SDK's name. Written out in an import, the bundler of this repository would take it for one of ours (scripts/unbarrel.mjs). */
export const sdk = "@ingot/sdk";

/** The kinds, by the words of -kind. */
export const kinds = ["post-processor", "provisioner", "builder", "data-source"] as const;
export type Kind = (typeof kinds)[number];

export interface ComponentCode {
  /** The section of `definePlugin`. */
  readonly section: string;
  /** The text of the component's file. */
  readonly component: string;
  /** The text of its test. */
  readonly test: string;
  /** What the README says of its settings, as lines of a table. */
  readonly settings: string;
  /** What stands in the example below `required_plugins`. */
  readonly example: string;
}

/**
 * @param name of the plugin: "image-note"
 * @param variable the same as a name in code: "imageNote"
 */
export function componentCode(kind: Kind, name: string, variable: string): ComponentCode {
  switch (kind) {
    case "post-processor":
      return postProcessor(name, variable);
    case "provisioner":
      return provisioner(name, variable);
    case "builder":
      return builder(name, variable);
    case "data-source":
      return dataSource(name, variable);
  }
}

function postProcessor(name: string, variable: string): ComponentCode {
  return {
    section: "postProcessors",
    component: `import { writeFile } from "node:fs/promises";
import { definePostProcessor, ownOutputFile, s, schema } from "${sdk}";

export const ${variable} = definePostProcessor({
  doc: "Writes the id of the artifact into a file. The artifact goes on as it is.",
  schema: schema({
    output: s.string().default("${name}.txt").doc("Path of the file."),
  }),
  postProcess: async (config, artifact, { resources, ui }) => {
    // The file appears under its name when it is whole, and goes with a build that fails later.
    const file = await ownOutputFile(config.output, { resources });
    await writeFile(file.writePath, \`\${artifact.id}\\n\`);
    await file.publish();
    ui.say(\`Wrote \${artifact.id} into \${config.output}\`);
    return { artifact, keep: true, keepIsForced: false };
  },
});
`,
    test: `import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { checkConfig, openBench, runPostProcessor, testArtifact } from "${sdk}/testing";
import { ${variable} } from "./${name}.ts";

test("writes the id of the artifact", async () => {
  const bench = await openBench();
  const output = join(bench.folder, "image.txt");
  const artifact = testArtifact({ id: "ami-1" });
  const result = await runPostProcessor(bench, ${variable}, { output }, { artifact });
  assert.equal(await readFile(output, "utf8"), "ami-1\\n");
  assert.equal(result.artifact, artifact);
  assert.deepEqual(bench.lines, [\`==> Wrote ami-1 into \${output}\`]);
  await bench.remove();
});

test("knows its settings", async () => {
  assert.deepEqual(await checkConfig(${variable}, 'output = "image.txt"'), []);
  assert.match((await checkConfig(${variable}, 'outptu = "image.txt"')).join(), /Did you mean "output"/);
});
`,
    settings: `| \`output\` | \`${name}.txt\` | Path of the file. |`,
    example: `source "file" "example" {
  target  = "image.txt"
  content = "an image"
}

build {
  sources = ["source.file.example"]

  post-processor "${name}" {
    output = "image-id.txt"
  }
}
`,
  };
}

function provisioner(name: string, variable: string): ComponentCode {
  return {
    section: "provisioners",
    component: `import { defineProvisioner, exitStatus, s, schema } from "${sdk}";

export const ${variable} = defineProvisioner({
  doc: "Creates a user on the machine.",
  schema: schema({
    user: s.string().required().doc("Name of the user."),
    shell: s.string().default("/bin/sh").doc("The user's shell."),
  }).rule(["user"], ({ user }) =>
    user === undefined || /^[a-z][a-z0-9-]*$/.test(user)
      ? undefined
      : {
          field: "user",
          summary: "Not a name of a user",
          detail: "Use lower-case letters, digits and dashes, and begin with a letter.",
        },
  ),
  provision: async (config, { communicator, ui, signal }) => {
    ui.say(\`Creating the user \${config.user}...\`);
    const out = ui.output("stdout");
    const err = ui.output("stderr");
    const command = \`useradd --create-home --shell \${config.shell} \${config.user}\`;
    const exit = await communicator.exec(command, { stdout: out.write, stderr: err.write, signal });
    await out.end();
    await err.end();
    if (exitStatus(exit) !== 0) throw new Error(\`"\${command}" failed with status \${exitStatus(exit)}\`);
  },
});
`,
    test: `import assert from "node:assert/strict";
import { test } from "node:test";
import { checkConfig, openBench, runProvisioner, testMachine } from "${sdk}/testing";
import { ${variable} } from "./${name}.ts";

test("creates the user", async () => {
  const bench = await openBench();
  const machine = testMachine({ exec: [["useradd", "done"]] });
  await runProvisioner(bench, ${variable}, { user: "web" }, { machine });
  assert.deepEqual(machine.commands, ["useradd --create-home --shell /bin/sh web"]);
  assert.deepEqual(bench.lines, ["==> Creating the user web...", "out done"]);
  await bench.remove();
});

test("fails when the machine refuses", async () => {
  const bench = await openBench();
  const machine = testMachine({ exec: () => ({ status: 9, stderr: "user exists" }) });
  await assert.rejects(runProvisioner(bench, ${variable}, { user: "web" }, { machine }), /failed with status 9/);
  assert.ok(bench.lines.includes("err user exists"));
  await bench.remove();
});

test("knows its settings", async () => {
  assert.deepEqual(await checkConfig(${variable}, 'user = "web"'), []);
  assert.match((await checkConfig(${variable}, 'user = "Web 1"')).join(), /^user: Not a name of a user/);
});
`,
    settings: "| `user` | required | Name of the user. |\n| `shell` | `/bin/sh` | The user's shell. |",
    example: `source "null" "example" {
  communicator = "none"
}

build {
  sources = ["source.null.example"]

  provisioner "${name}" {
    user = "web"
  }
}
`,
  };
}

function builder(name: string, variable: string): ComponentCode {
  return {
    section: "builders",
    component: `import { writeFile } from "node:fs/promises";
import { type Artifact, defineStepBuilder, noneCommunicator, type OutputFile, ownOutputFile, pipeline, provision, s, schema, step } from "${sdk}";

interface Config {
  readonly output: string;
  readonly content: string;
}

// Whatever a step makes outside of the process it owns through \`resources\`: when a later step fails, or Ingot is killed, it goes.
const writeDraft = step({
  name: "WriteDraft",
  run: async ({ config }: { readonly config: Config }, { resources, ui }) => {
    ui.say(\`Writing \${config.output}...\`);
    const file = await ownOutputFile(config.output, { resources });
    await writeFile(file.writePath, config.content);
    return { file };
  },
});

// A builder of machines connects to one here: see \`connect\` of the SDK.
const openMachine = step({
  name: "OpenMachine",
  run: async () => ({ machine: { communicator: noneCommunicator, generated: { ID: "none" } } }),
});

const giveArtifact = step({
  name: "GiveArtifact",
  run: async ({ config, file }: { readonly config: Config; readonly file: OutputFile }) => {
    await file.publish();
    const artifact: Artifact = {
      builderId: "${name}.file",
      id: config.output,
      files: [config.output],
      text: \`The file \${config.output}\`,
      state: async () => undefined,
      destroy: async () => undefined,
    };
    return { artifact };
  },
});

export const ${variable} = defineStepBuilder({
  doc: "Makes a file.",
  schema: schema({
    output: s.string().required().doc("Path of the file."),
    content: s.string().default("").doc("What is in it."),
  }),
  steps: () =>
    pipeline<{ readonly config: Config }>().step(writeDraft).step(openMachine).step(provision).step(giveArtifact),
});
`,
    test: `import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { checkConfig, failAtEachStep, openBench, runBuilder } from "${sdk}/testing";
import { ${variable} } from "./${name}.ts";

test("makes the file", async () => {
  const bench = await openBench();
  const output = join(bench.folder, "image");
  let machines = 0;
  const provision = () => {
    machines++;
  };
  const artifact = await runBuilder(bench, ${variable}, { output, content: "text" }, { provision });
  assert.equal(await readFile(artifact?.files[0] ?? "", "utf8"), "text");
  assert.equal(machines, 1);
  await bench.remove();
});

test("leaves nothing when a step fails", async () => {
  const failures = await failAtEachStep(${variable}, ({ folder }) => ({ output: join(folder, "image") }), {
    inspect: async (_, { folder }) => assert.deepEqual(await readdir(folder), []),
  });
  assert.deepEqual(
    failures.map(({ step, left }) => [step, left]),
    ["WriteDraft", "OpenMachine", "StepProvision", "GiveArtifact"].map((step) => [step, []]),
  );
});

test("knows its settings", async () => {
  assert.deepEqual(await checkConfig(${variable}, 'output = "image"'), []);
  assert.match((await checkConfig(${variable}, "")).join(), /Missing required argument/);
});
`,
    settings: "| `output` | required | Path of the file. |\n| `content` | empty | What is in it. |",
    example: `source "${name}" "example" {
  output  = "image.txt"
  content = "an image"
}

build {
  sources = ["source.${name}.example"]
}
`,
  };
}

function dataSource(name: string, variable: string): ComponentCode {
  return {
    section: "dataSources",
    component: `import { readFile } from "node:fs/promises";
import { defineDataSource, s, schema, T, V } from "${sdk}";

export const ${variable} = defineDataSource({
  doc: "Reads the lines of a file.",
  schema: schema({
    path: s.string().required().doc("Path of the file."),
  }),
  outputs: T.object({ lines: T.list(T.string), count: T.number }),
  read: async ({ path }, { warn }) => {
    const text = await readFile(path, "utf8");
    const lines = text.split("\\n").filter((line) => line !== "");
    if (lines.length === 0) warn("Empty file", \`There is nothing in \${path}. Give another path if there should be.\`);
    return V.object({ lines: V.list(T.string, lines.map(V.string)), count: V.number(lines.length) });
  },
});
`,
    test: `import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { checkConfig, openBench, readData } from "${sdk}/testing";
import { ${variable} } from "./${name}.ts";

test("reads the lines", async () => {
  const bench = await openBench();
  const path = join(bench.folder, "hosts");
  await writeFile(path, "a\\nb\\n");
  assert.deepEqual(await readData(bench, ${variable}, { path }), { lines: ["a", "b"], count: 2 });
  await bench.remove();
});

test("warns of a file without lines", async () => {
  const bench = await openBench();
  const path = join(bench.folder, "hosts");
  await writeFile(path, "");
  await readData(bench, ${variable}, { path });
  assert.match(bench.lines.join(), /Empty file/);
  await bench.remove();
});

test("knows its settings", async () => {
  assert.match((await checkConfig(${variable}, "")).join(), /Missing required argument/);
});
`,
    settings: "| `path` | required | Path of the file. |",
    example: `data "${name}" "example" {
  path = "\${path.root}/${name}.pkr.hcl"
}

source "file" "example" {
  target  = "lines.txt"
  content = "\${data.${name}.example.count} lines"
}

build {
  sources = ["source.file.example"]
}
`,
  };
}
