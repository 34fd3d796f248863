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
  expect(toJsonSchema(demo)).toMatchInlineSnapshot(`
    {
      "additionalProperties": false,
      "properties": {
        "disk": {
          "anyOf": [
            {
              "additionalProperties": false,
              "properties": {
                "size": {
                  "description": "How large, in GB.",
                  "type": [
                    "number",
                    "string",
                  ],
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
                "properties": {
                  "size": {
                    "description": "How large, in GB.",
                    "type": [
                      "number",
                      "string",
                    ],
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
        "image": {
          "description": "Base image.",
          "type": "string",
        },
        "labels": {
          "anyOf": [
            {
              "items": {
                "type": "string",
              },
              "type": "array",
            },
            {
              "pattern": "\\$\\{|\\{\\{",
              "type": "string",
            },
          ],
        },
        "mode": {
          "anyOf": [
            {
              "enum": [
                "a",
                "b",
              ],
            },
            {
              "pattern": "\\$\\{|\\{\\{",
              "type": "string",
            },
          ],
          "default": "a",
        },
        "password": {
          "description": "Its password.",
          "type": "string",
        },
        "retries": {
          "default": 3,
          "type": [
            "number",
            "string",
          ],
        },
        "run": {
          "description": "The command.",
          "type": "string",
        },
        "tags": {
          "anyOf": [
            {
              "additionalProperties": {
                "type": "string",
              },
              "type": "object",
            },
            {
              "pattern": "\\$\\{|\\{\\{",
              "type": "string",
            },
          ],
          "deprecated": true,
        },
        "user": {
          "description": "Name to log in with; \`a|b\`.",
          "type": "string",
        },
        "wait": {
          "description": "How long to wait.",
          "examples": [
            "30s",
            "5m",
            "1h30m",
          ],
          "type": "string",
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
