import { expect, test } from "vitest";
import { s } from "./field.ts";
import { renderReferencePage } from "./render-reference-page.ts";
import { schema } from "./schema.ts";
import { toJsonSchema } from "./to-json-schema.ts";

const disk = schema({ size: s.number().required().doc("How large, in GB.") });
const demo = schema({
  image: s.string().required().doc("Base image."),
  wait: s.duration().default(90_000).doc("How long to wait."),
  mode: s.enum("a", "b").default("a"),
  retries: s.number().default(3),
  user: s.string().defaultText("from the image").doc("Name to log in with; `a|b`."),
  password: s.string().sensitive().doc("Its password."),
  run: s.template<{ Path: string }>("Path").doc("The command."),
  tags: s.map(s.string()).deprecated("use labels"),
  labels: s.list(s.string()),
  old: s.bool().refused("there is no such thing any more"),
  disk: s.blocks(disk, { min: 1, max: 2 }),
});

test("a reference page", () => {
  expect(renderReferencePage("builder", "demo", { schema: demo, doc: "Makes demos." })).toMatchInlineSnapshot(`
    "# \`demo\` builder

    Makes demos.

    ## Settings

    | Name | Type | Default | Meaning |
    |---|---|---|---|
    | \`image\` | string | **required** | Base image. |
    | \`wait\` | duration | \`1m30s\` | How long to wait. |
    | \`mode\` | string | \`"a"\` | One of \`a\`, \`b\`. |
    | \`retries\` | number | \`3\` |  |
    | \`user\` | string | from the image | Name to log in with; \`a\\|b\`. |
    | \`password\` | string |  | Its password. Never shown. |
    | \`run\` | template |  | The command. A template; variables: \`{{ .Path }}\`. |
    | \`tags\` | map of string |  | Deprecated: use labels. |
    | \`labels\` | list of string |  |  |
    | \`disk\` | blocks | **required** |  |

    Packer has these too; using one of them is an error here:

    - \`old\`: there is no such thing any more

    ### Block \`disk\`

    | Name | Type | Default | Meaning |
    |---|---|---|---|
    | \`size\` | number | **required** | How large, in GB. |
    "
  `);
  expect(renderReferencePage("builder", "none", { schema: schema({}), doc: "Does nothing." })).toMatchInlineSnapshot(`
    "# \`none\` builder

    Does nothing.

    It has no settings.
    "
  `);
});

test("a JSON Schema", () => {
  expect(toJsonSchema(demo, { dialect: "hcl2" })).toMatchInlineSnapshot(`
    {
      "additionalProperties": false,
      "patternProperties": {
        "^(packer_build_name|packer_builder_type|packer_core_version|packer_debug|packer_force|packer_on_error|packer_sensitive_variables|packer_user_variables|//)$": true,
      },
      "properties": {
        "disk": {
          "anyOf": [
            {
              "additionalProperties": false,
              "patternProperties": {
                "^(packer_build_name|packer_builder_type|packer_core_version|packer_debug|packer_force|packer_on_error|packer_sensitive_variables|packer_user_variables|//)$": true,
              },
              "properties": {
                "size": {
                  "anyOf": [
                    {
                      "type": "number",
                    },
                    {
                      "pattern": "^[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$",
                      "type": "string",
                    },
                    {
                      "pattern": "\\$\\{|%\\{|\\{\\{",
                      "type": "string",
                    },
                  ],
                  "description": "How large, in GB.",
                },
              },
              "required": [
                "size",
              ],
              "type": "object",
            },
            {
              "items": {
                "additionalProperties": false,
                "patternProperties": {
                  "^(packer_build_name|packer_builder_type|packer_core_version|packer_debug|packer_force|packer_on_error|packer_sensitive_variables|packer_user_variables|//)$": true,
                },
                "properties": {
                  "size": {
                    "anyOf": [
                      {
                        "type": "number",
                      },
                      {
                        "pattern": "^[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$",
                        "type": "string",
                      },
                      {
                        "pattern": "\\$\\{|%\\{|\\{\\{",
                        "type": "string",
                      },
                    ],
                    "description": "How large, in GB.",
                  },
                },
                "required": [
                  "size",
                ],
                "type": "object",
              },
              "maxItems": 2,
              "minItems": 1,
              "type": "array",
            },
          ],
        },
        "dynamic": true,
        "image": {
          "description": "Base image.",
          "type": [
            "string",
            "number",
            "boolean",
          ],
        },
        "labels": {
          "anyOf": [
            {
              "items": {
                "type": [
                  "string",
                  "number",
                  "boolean",
                ],
              },
              "type": "array",
            },
            {
              "pattern": "\\$\\{|%\\{|\\{\\{",
              "type": "string",
            },
            {
              "type": "null",
            },
          ],
        },
        "mode": {
          "anyOf": [
            {
              "enum": [
                "a",
                "b",
                "",
              ],
            },
            {
              "pattern": "\\$\\{|%\\{|\\{\\{",
              "type": "string",
            },
            {
              "type": "null",
            },
          ],
          "default": "a",
        },
        "password": {
          "description": "Its password.",
          "type": [
            "string",
            "number",
            "boolean",
            "null",
          ],
          "writeOnly": true,
        },
        "retries": {
          "anyOf": [
            {
              "type": "number",
            },
            {
              "pattern": "^[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$",
              "type": "string",
            },
            {
              "pattern": "\\$\\{|%\\{|\\{\\{",
              "type": "string",
            },
            {
              "type": "null",
            },
          ],
          "default": 3,
        },
        "run": {
          "description": "The command.",
          "type": [
            "string",
            "number",
            "boolean",
            "null",
          ],
        },
        "tags": {
          "anyOf": [
            {
              "additionalProperties": {
                "type": [
                  "string",
                  "number",
                  "boolean",
                ],
              },
              "type": "object",
            },
            {
              "pattern": "\\$\\{|%\\{|\\{\\{",
              "type": "string",
            },
            {
              "type": "null",
            },
          ],
          "deprecated": true,
          "description": "Deprecated: use labels.",
        },
        "user": {
          "description": "Name to log in with; \`a|b\`. Default: from the image.",
          "type": [
            "string",
            "number",
            "boolean",
            "null",
          ],
        },
        "wait": {
          "anyOf": [
            {
              "examples": [
                "30s",
                "5m",
                "1h30m",
              ],
              "pattern": "^[+-]?(0|((\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)$",
              "type": "string",
            },
            {
              "pattern": "\\$\\{|%\\{|\\{\\{",
              "type": "string",
            },
            {
              "type": "null",
            },
          ],
          "default": "1m30s",
          "description": "How long to wait.",
        },
      },
      "required": [
        "image",
        "disk",
      ],
      "type": "object",
    }
  `);
});
