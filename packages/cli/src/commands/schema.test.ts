import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ComponentKind,
  componentSchema,
  createRegistry,
  entryOf,
  loadTemplate,
  type Plan,
  templateSchema,
} from "@ingot/engine";
import { isWhollyKnown } from "@ingot/hcl";
import {
  bodyFromValue,
  type ConfigBody,
  decode,
  fromJs,
  isSet,
  type JsonDialect,
  type schema as schemaOf,
  toJs,
} from "@ingot/sdk";
import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, test, vi } from "vitest";
import { runIngot } from "../../test/fixtures/run-ingot.ts";
import { builtinPlugins } from "../session/builtin-plugins.ts";

vi.setConfig({ testTimeout: 60_000 });

const registry = createRegistry(builtinPlugins.map(entryOf));
const kinds: readonly ComponentKind[] = ["builder", "provisioner", "post-processor", "data source"];
const root = join(import.meta.dirname, "../../../..");

function compile(schema: object): ValidateFunction {
  return new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false }).compile(schema);
}

const validators = new Map<string, Promise<ValidateFunction>>();

/** Making a validator takes long, so that each is made once. */
function once(key: string, make: () => Promise<object>): Promise<ValidateFunction> {
  const validator = validators.get(key) ?? make().then(compile);
  validators.set(key, validator);
  return validator;
}

function validatorOf(kind: ComponentKind, type: string, dialect: JsonDialect): Promise<ValidateFunction> {
  return once(`${dialect} ${kind} ${type}`, async () => (await componentSchema(registry, kind, type, dialect)) ?? {});
}

function validatorOfTemplates(dialect: JsonDialect): Promise<ValidateFunction> {
  return once(dialect, () => templateSchema(registry, dialect));
}

test("without a name, the list of all components", async () => {
  const { text } = await runIngot(["schema"]);
  expect(text.split("\n").slice(0, 6)).toEqual([
    "builder.docker",
    "builder.file",
    "builder.local-chroot",
    "builder.null",
    "provisioner.breakpoint",
    "provisioner.file",
  ]);
});

test("a component", async () => {
  const { text, code } = await runIngot(["schema", "post-processor.checksum"]);
  expect(code).toBe(0);
  expect(text).toMatchInlineSnapshot(`
    "{
      "$schema": "http://json-schema.org/draft-07/schema#",
      "title": "post-processor checksum",
      "description": "Writes the checksums of the artifact's files into files. The artifact goes on with those added.",
      "type": "object",
      "properties": {
        "name": {
          "type": [
            "string",
            "null"
          ],
          "description": "How the component is called in messages, and by -except."
        },
        "only": {
          "anyOf": [
            {
              "type": "array",
              "items": {
                "type": "string"
              }
            },
            {
              "type": "string",
              "pattern": "\\\\$\\\\{|%\\\\{|\\\\{\\\\{"
            },
            {
              "type": "null"
            }
          ],
          "description": "Only for builds of these sources, as \\"type.name\\"."
        },
        "except": {
          "anyOf": [
            {
              "type": "array",
              "items": {
                "type": "string"
              }
            },
            {
              "type": "string",
              "pattern": "\\\\$\\\\{|%\\\\{|\\\\{\\\\{"
            },
            {
              "type": "null"
            }
          ],
          "description": "Not for builds of these sources, as \\"type.name\\"."
        },
        "keep_input_artifact": {
          "anyOf": [
            {
              "type": [
                "boolean",
                "null"
              ]
            },
            {
              "enum": [
                "true",
                "false"
              ]
            },
            {
              "type": "string",
              "pattern": "\\\\$\\\\{|%\\\\{|\\\\{\\\\{"
            }
          ],
          "description": "Whether the artifact that came in stays when this post-processor makes another of it."
        },
        "checksum_types": {
          "anyOf": [
            {
              "type": "array",
              "items": {
                "anyOf": [
                  {
                    "enum": [
                      "md5",
                      "sha1",
                      "sha224",
                      "sha256",
                      "sha384",
                      "sha512",
                      ""
                    ]
                  },
                  {
                    "type": "string",
                    "pattern": "\\\\$\\\\{|%\\\\{|\\\\{\\\\{"
                  }
                ]
              }
            },
            {
              "type": "string",
              "pattern": "\\\\$\\\\{|%\\\\{|\\\\{\\\\{"
            },
            {
              "type": "null"
            }
          ],
          "description": "Which checksums to make.",
          "default": [
            "md5"
          ]
        },
        "output": {
          "type": [
            "string",
            "number",
            "boolean",
            "null"
          ],
          "description": "Path of the file that they go into. Lines are added to one that is there.",
          "default": "packer_{{.BuildName}}_{{.BuilderType}}_{{.ChecksumType}}.checksum"
        }
      },
      "patternProperties": {
        "^(packer_build_name|packer_builder_type|packer_core_version|packer_debug|packer_force|packer_on_error|packer_sensitive_variables|packer_user_variables|//)$": true
      },
      "additionalProperties": false
    }
    exit 0
    "
  `);
});

describe("the ways to name a component", () => {
  test.each([
    [["builder.docker"], "builder docker"],
    [["builder", "docker"], "builder docker"],
    [["docker"], "builder docker"],
    [["source.docker"], "builder docker"],
    [["provisioner", "shell-local"], "provisioner shell-local"],
    [["data.http"], "data source http"],
    [["-dialect=json", "shell"], "provisioner shell"],
    [["template"], "HCL2 template in JSON syntax"],
    [["-dialect=json", "template"], "Legacy JSON template"],
  ])("%j", async (words, title) => {
    const { text } = await runIngot(["schema", ...words]);
    expect(JSON.parse(text.slice(0, text.lastIndexOf("exit")))).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      title,
    });
  });

  test.each([
    [["dokcer"], 'There is no component "dokcer"\n\nDid you mean "docker"?'],
    [["provisioner.shel"], 'There is no component "provisioner.shel"\n\nDid you mean "provisioner.shell"?'],
    [
      ["builder", "nothing-like-it"],
      'There is no component "builder.nothing-like-it"\n\nRun "ingot schema" for the list of those that there are.',
    ],
    [["datasource"], '"datasource" is a kind of component\n\nWrite which one is meant: data.http, data.null.'],
    [["null"], '"null" is the name of several components\n\nWrite which one is meant: builder.null, data.null.'],
    [
      ["-dialect=json", "data.http"],
      "No schema of data.http in legacy JSON\n\nLegacy JSON templates have no data sources. Leave out -dialect=json.",
    ],
  ])("%j is refused", async (words, message) => {
    expect((await runIngot(["schema", ...words])).text).toBe(`Error: ${message}\n\nexit 1\n`);
  });
});

describe.each(["hcl2", "json"] as const)("the schemas of dialect %s", (dialect) => {
  test.each(kinds.flatMap((kind) => registry.names(kind).map((type) => [kind, type] as const)))(
    "%s %s is valid JSON Schema",
    async (kind, type) => {
      const schema = (await componentSchema(registry, kind, type, dialect)) ?? {};
      expect(new Ajv().validateSchema(schema)).toBe(true);
    },
  );

  test("so is that of templates", async () => {
    await validatorOfTemplates(dialect);
  });
});

test("secrets are marked", async () => {
  const schema = await componentSchema(registry, "builder", "docker", "hcl2");
  expect(schema).toMatchObject({ properties: { login_password: { writeOnly: true } } });
});

/** The config of a component as it would stand in JSON. */
function configOf(body: ConfigBody, schema: ReturnType<typeof schemaOf>): Record<string, unknown> {
  const fields = Object.entries(schema.fields);
  const content = body.content({
    attributes: fields.flatMap(([name, { spec }]) => (spec.type.k === "block" ? [] : [name])),
    blocks: fields.flatMap(([name, { spec }]) => (spec.type.k === "block" ? [name] : [])),
  });
  const config: Record<string, unknown> = {};
  for (const [name, { value }] of content.attributes) config[name] = isWhollyKnown(value) ? toJs(value) : "${later}";
  for (const block of content.blocks) {
    const inner = schema.fields[block.type]?.spec.type;
    const blocks = config[block.type];
    if (inner?.k === "block")
      config[block.type] = [
        ...(Array.isArray(blocks) ? blocks : []),
        configOf(block.body, inner.of as ReturnType<typeof schemaOf>),
      ];
  }
  return config;
}

async function planOf(path: string): Promise<Plan> {
  const loaded = await loadTemplate(path, {
    env: {},
    cwd: root,
    variables: [],
    variableFiles: [],
    warnsOfUndeclared: false,
    startedAt: new Date(0),
    readStdin: async () => "",
  });
  expect(loaded.diagnostics).toEqual([]);
  const selection = { only: [], except: [] };
  const options = {
    registry,
    dataSources: "unknown",
    sequential: false,
    signal: new AbortController().signal,
  } as const;
  await loaded.template?.initialise(selection, options);
  const plan = loaded.template?.plan(selection).plan;
  if (!plan) throw new Error(`no plan of ${path}`);
  return plan;
}

test.each(["examples/docker-app/app.pkr.hcl", "examples/debian-image/debian.pkr.hcl"])(
  "every component of %s fits",
  async (path) => {
    const { builds } = await planOf(path);
    let count = 0;
    for (const build of builds) {
      const components = [
        ["builder", build.builder] as const,
        ...build.provisioners.map((one) => ["provisioner", one] as const),
        ...build.postProcessors.flat().map((one) => ["post-processor", one] as const),
      ];
      for (const [kind, planned] of components) {
        const component = await registry.component(kind, planned.type);
        const body = planned.body({ names: [], values: undefined, isOpen: true }).value;
        const validate = await validatorOf(kind, planned.type, "hcl2");
        const config = configOf(body, component?.schema as ReturnType<typeof schemaOf>);
        expect([validate(config), validate.errors, config]).toEqual([true, null, config]);
        count++;
      }
    }
    expect(count).toBeGreaterThan(2);
  },
);

// What the decoder says of a config, the schema says as well. Rules that read more than whether a field is set are the decoder's alone.
describe("the schema and the decoder agree", () => {
  const place = { filename: "", start: { line: 1, column: 1, byte: 0 }, end: { line: 1, column: 1, byte: 0 } };
  const cases: readonly (readonly [ComponentKind, string, Record<string, unknown>])[] = [
    ["builder", "file", { target: "a", content: "x" }],
    ["builder", "file", { target: "a" }],
    ["builder", "file", { content: "x" }],
    ["builder", "file", { target: "a", content: "x", source: "y" }],
    ["builder", "file", { target: "a", content: "x", source: "" }],
    ["builder", "file", { target: "a", content: null }],
    ["builder", "file", { target: 5, content: true }],
    ["builder", "file", { target: ["a"] }],
    ["builder", "file", { target: "a", contnt: "x" }],
    ["builder", "file", { target: "a", packer_debug: true }],
    ["builder", "docker", { image: "a", commit: true }],
    ["builder", "docker", { image: "a", commit: "true" }],
    ["builder", "docker", { image: "a", commit: "yes" }],
    ["builder", "docker", { image: "a", commit: 1 }],
    ["builder", "docker", { image: "a", commit: true, changes: ["LABEL a=b"] }],
    ["builder", "docker", { image: "a", commit: true, changes: "LABEL a=b" }],
    ["builder", "docker", { image: "a", commit: true, changes: "a,b" }],
    ["builder", "docker", { image: "a", commit: true, changes: [["a"]] }],
    ["builder", "docker", { image: "a", commit: true, volumes: { "/a": "/b" } }],
    ["builder", "docker", { image: "a", commit: true, volumes: { "/a": { x: 1 } } }],
    ["builder", "docker", { image: "a", commit: true, volumes: "/a" }],
    ["builder", "docker", { commit: true, build: { path: "Dockerfile" } }],
    ["builder", "docker", { commit: true, build: [{ path: "Dockerfile" }] }],
    ["builder", "docker", { commit: true, build: { path: "Dockerfile", nothing: 1 } }],
    ["builder", "docker", { image: "a", commit: true, communicator: "docker" }],
    ["builder", "docker", { image: "a", commit: true, communicator: "telnet" }],
    ["builder", "docker", { image: "a", commit: true, ssh_timeout: "5m" }],
    ["builder", "docker", { image: "a", commit: true, ssh_timeout: "5 minutes" }],
    ["builder", "docker", { image: "a", commit: true, ssh_timeout: 5 }],
    ["builder", "docker", { image: "a", commit: true, ssh_port: "22" }],
    ["builder", "docker", { image: "a", commit: true, ssh_port: "0x16" }],
    ["builder", "docker", { image: "a", commit: true, ssh_port: "ssh" }],
    ["provisioner", "shell", { inline: ["a", "b"] }],
    ["provisioner", "shell", { inline: "a" }],
    ["provisioner", "shell", { inline: [1, true] }],
    ["provisioner", "shell", { inline: ["a"], environment_vars: ["A=b"], env: { A: "b" } }],
    ["provisioner", "shell", { inline: ["a"], valid_exit_codes: [0, 1] }],
    ["provisioner", "shell", { inline: ["a"], valid_exit_codes: [0, "a"] }],
    ["provisioner", "file", { source: "a", destination: "b", direction: "upload" }],
    ["provisioner", "file", { source: "a", destination: "b", direction: "sideways" }],
    ["provisioner", "file", { source: "a" }],
    ["post-processor", "checksum", { checksum_types: ["md5"] }],
    ["post-processor", "checksum", { checksum_types: { a: 1 } }],
    ["post-processor", "manifest", { output: "a", custom_data: { a: "b" } }],
    ["post-processor", "manifest", { output: "a", custom_data: [{ a: "b" }] }],
    ["data source", "http", { url: "http://localhost/", request_headers: { a: "b" } }],
    ["data source", "http", { request_headers: { a: "b" } }],
  ];

  test.each(
    cases
      .flatMap(([kind, type, config]) =>
        (["hcl2", "json"] as const).map((dialect) => [dialect, kind, type, JSON.stringify(config)] as const),
      )
      .filter(([dialect, kind]) => dialect === "hcl2" || kind !== "data source"),
  )("%s: %s %s %s", async (dialect, kind, type, text) => {
    const config = JSON.parse(text) as Record<string, unknown>;
    const component = await registry.component(kind, type);
    const range = { range: place, rangeOf: () => place };
    const body = bodyFromValue(fromJs(config), dialect === "json", range);
    // Rules that the schema cannot express are left to the decoder.
    const schema = component?.schema as ReturnType<typeof schemaOf>;
    const countable = { ...schema, rules: schema.rules.filter(({ count }) => count !== undefined) };
    const decoded = decode(countable, body, {
      component: { kind, type },
      interpolate: (value) => ({ value }),
      render: (value) => value,
    });
    const isRefused = Object.entries(schema.fields).some(
      ([name, { spec }]) => spec.refused !== undefined && isSet(config[name]),
    );
    const validate = await validatorOf(kind, type, dialect);
    const isValid = validate(dialect === "json" ? { type, ...config } : config);
    const errors = decoded.diagnostics.filter(({ severity }) => severity === "error").map(({ summary }) => summary);
    expect({ isValid, errors: isRefused ? [] : errors }).toEqual({ isValid: errors.length === 0, errors });
  });
});

describe("whole templates", () => {
  const hcl2 = {
    packer: {
      required_version: ">= 1.7.0",
      required_plugins: { docker: { source: "github.com/hashicorp/docker", version: ">= 1.0.0" } },
    },
    variable: { image: { type: "string", default: "debian" } },
    locals: [{ a: "${var.image}" }],
    source: { docker: { web: { image: "${var.image}", commit: true } }, "amazon-ebs": { other: { anything: 1 } } },
    build: {
      sources: ["source.docker.web"],
      provisioner: [{ shell: { inline: ["true"], only: ["docker.web"] } }, { "of-another-plugin": { x: 1 } }],
      "post-processors": [{ "post-processor": { manifest: { output: "a.json" } } }],
    },
  };
  const json = {
    _comment: "what it is for",
    variables: { a: "b", c: null },
    builders: [
      { type: "docker", name: "web", image: "{{user `a`}}", commit: "true" },
      { type: "of-another-plugin", x: 1 },
    ],
    provisioners: [{ type: "shell", inline: "true", pause_before: "10s", override: { web: { inline: ["false"] } } }],
    "post-processors": ["manifest", [{ type: "checksum", keep_input_artifact: true }, "compress"]],
  };

  test.each<[JsonDialect, string, object, boolean]>([
    ["hcl2", "right", hcl2, true],
    ["hcl2", "a list", [hcl2, { locals: {} }], true],
    ["hcl2", "a block that is none", { ...hcl2, variabel: {} }, false],
    ["hcl2", "a setting that is none", { build: { provisioner: { shell: { inlin: ["true"] } } } }, false],
    ["hcl2", "a source that the build completes", { source: { file: { a: {} } } }, true],
    ["hcl2", "a source with a setting that is none", { source: { file: { a: { tarhet: "x" } } } }, false],
    ["json", "right", json, true],
    ["json", "a root key that is none", { ...json, builder: [] }, false],
    ["json", "a setting that is none", { ...json, builders: [{ type: "docker", imag: "a" }] }, false],
    ["json", "a component without a type", { ...json, provisioners: [{ inline: ["true"] }] }, false],
    ["json", "a variable that is no text", { ...json, variables: { a: 1 } }, false],
    ["json", "no builders", { variables: {} }, false],
  ])("%s: %s", async (dialect, _, template, isValid) => {
    const validate = await validatorOfTemplates(dialect);
    expect([validate(template), isValid ? validate.errors : null]).toEqual([isValid, null]);
  });
});

const shared = join(root, "../shared/conformance/templates");

test.skipIf(!existsSync(shared))("real templates fit (skipped where they are not at hand)", async () => {
  const validate = await validatorOfTemplates("json");
  const index = JSON.parse(readFileSync(join(shared, "index.json"), "utf8")) as { kind: string; at: string }[];
  const wrong: string[] = [];
  for (const { kind, at } of index) {
    if (kind !== "json") continue;
    if (!validate(JSON.parse(readFileSync(join(shared, at), "utf8"))))
      wrong.push(`${at}: ${JSON.stringify(validate.errors)}`);
  }
  expect(wrong).toEqual([]);
});
