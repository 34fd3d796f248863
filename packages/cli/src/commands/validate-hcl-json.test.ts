// What a person sees of the mistakes in an HCL2 template in JSON syntax (.pkr.json).

import { expect, test, vi } from "vitest";
import { validate as validateFile } from "../../test/fixtures/run-ingot.ts";

vi.setConfig({ testTimeout: 60_000 });

const validate = (template: string, ...flags: string[]) => validateFile("t.pkr.json", template, flags);

test("unknown field and wrong type", async () => {
  expect(
    await validate(`{
  "source": {
    "docker": {
      "web": {
        "image": "debian",
        "comit": true,
        "changes": "LABEL a=b"
      }
    }
  },
  "build": { "sources": ["docker.web"] }
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Extraneous JSON object property

    on t.pkr.json line 6:
     6:         "comit": true,
                ^^^^^^^

  No argument or block of the name "comit" is expected here. Did you mean
  "commit"?

  Error: Incorrect attribute value type

    on t.pkr.json line 7:
     7:         "changes": "LABEL a=b"
                           ^^^^^^^^^^^

  "changes" needs a list; the string "LABEL a=b" stands here. Write a list in its
  place.

  exit 1
  "
`);
});

test("missing variable", async () => {
  expect(
    await validate(`{
  "variable": { "region": { "type": "string" } },
  "source": { "null": { "a": { "communicator": "none" } } },
  "build": {
    "sources": ["null.a"],
    "provisioner": [
      { "shell-local": { "inline": ["\${var.region}", "and \${var.regoin}"] } }
    ]
  }
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Unset variable "region"

    on t.pkr.json line 2:
     2:   "variable": { "region": { "type": "string" } },
                        ^^^^^^^^

  The variable has no default and was given no value. Use -var region=..., a
  variable file with -var-file, or the environment variable PKR_VAR_region; or
  write a default here.

  Error: Unsupported attribute

    on t.pkr.json line 7:
     7:       { "shell-local": { "inline": ["\${var.region}", "and \${var.regoin}"] } }
                                                                       ^^^^^^^

  with var as object with 1 attribute.

  This object has no attribute "regoin". Did you mean "region"?

  exit 1
  "
`);
});

test("unknown source and unknown types", async () => {
  expect(
    await validate(`{
  "source": { "null": { "web": { "communicator": "none" } }, "amazon-ebs": { "x": {} } },
  "build": {
    "sources": ["source.null.wep", "null.web", "amazon-ebs.x"],
    "provisioner": [ { "shel": {} } ],
    "post-processor": { "manifst": {} }
  }
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Unknown source type "amazon-ebs"

      on t.pkr.json line 2:
       2:   "source": { "null": { "web": { "communicator": "none" } }, "amazon-ebs": { "x": {} } },
                                                                       ^^^^^^^^^^^^

    Ingot has no builder "amazon-ebs". The plugin github.com/hashicorp/amazon has
    it. Add it to the template:

      packer {
        required_plugins {
          amazon = {
            source  = "github.com/hashicorp/amazon"
            version = ">= 1.0.0"
          }
        }
      }

    Then run "ingot init TEMPLATE", which installs it.

    Error: Unknown source null.wep

      on t.pkr.json line 4:
       4:     "sources": ["source.null.wep", "null.web", "amazon-ebs.x"],
                          ^^^^^^^^^^^^^^^^^

    There is no source "null.wep". Did you mean "null.web"?

    Error: Unknown provisioner type "shel"

      on t.pkr.json line 5:
       5:     "provisioner": [ { "shel": {} } ],
                                 ^^^^^^

    Ingot has no provisioner "shel". Did you mean "shell"?

    Error: Unknown post-processor type "manifst"

      on t.pkr.json line 6:
       6:     "post-processor": { "manifst": {} }
                                  ^^^^^^^^^

    Ingot has no post-processor "manifst". Did you mean "manifest"?

    exit 1
    "
  `);
});

test("bad function", async () => {
  expect(
    await validate(`{
  "locals": { "a": "\${uper(\\"a\\")}", "b": "\\u00e4 \\"\${local.a" },
  "source": { "null": { "web": { "communicator": "none" } } },
  "build": { "sources": ["null.web"] }
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Call to unknown function

      on t.pkr.json line 2:
       2:   "locals": { "a": "\${uper(\\"a\\")}", "b": "\\u00e4 \\"\${local.a" },
                                ^^^^

    There is no function "uper". Did you mean "upper"?

    Warning: Unused local "b"

      on t.pkr.json line 2:
       2:   "locals": { "a": "\${uper(\\"a\\")}", "b": "\\u00e4 \\"\${local.a" },
                                               ^^^

    Nothing reads local.b. Read it, or remove it.

    Error: Unclosed template sequence

      on t.pkr.json line 2:
       2:   "locals": { "a": "\${uper(\\"a\\")}", "b": "\\u00e4 \\"\${local.a" },
                                                              ^^

    The template sequence that begins here has no closing brace. Add "}" behind its
    expression; for the characters "\${" themselves write "$\${".

    exit 1
    "
  `);
});

test("unclosed brace", async () => {
  expect(
    await validate(`{
  "source": { "null": { "web": { "communicator": "none" } },
  "build": { "sources": ["null.web"] }
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Unclosed bracket in JSON

    on t.pkr.json line 1:
     1: {
        ^

  The "{" here has no matching "}" before the end of the file. Add "}" where it
  should end.

  exit 1
  "
`);
});

test("duplicates, defaults and rules", async () => {
  expect(
    await validate(`{
  "variable": {
    "count": { "type": "number", "default": "many" },
    "list": { "type": "list", "default": [] },
    "short": { "default": "abc", "validation": { "condition": "\${length(var.short) > 3}", "error_message": "Too short." } }
  },
  "variables": { "count": 1 },
  "locals": { "a": 1 },
  "local": { "a": { "expression": 2 } },
  "surce": {},
  "//": "a comment",
  "build": { "sourcs": [] }
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Invalid default value for variable

      on t.pkr.json line 3:
       3:     "count": { "type": "number", "default": "many" },
                                                      ^^^^^^

    The default of "count" does not fit its type: a number is required. Change the
    default or the type.

    Error: Invalid type specification

      on t.pkr.json line 4:
       4:     "list": { "type": "list", "default": [] },
                                ^^^^^^

    The type "list" needs to know what is in it. Write for instance "list(string)".

    Error: Invalid value for default variable

      on t.pkr.json line 5:
       5:     "short": { "default": "abc", "validation": { "condition": "\${length(var.short) > 3}", "error_message": "Too short." } }
                                    ^^^^^

    Too short.

    This was checked by the validation rule at t.pkr.json:5,34.

    Error: Duplicate variable

      on t.pkr.json line 7:
       7:   "variables": { "count": 1 },
                           ^^^^^^^

    The variable "count" is declared already, in t.pkr.json line 3. Remove one of
    the two.

    Error: Duplicate local definition

      on t.pkr.json line 9:
       9:   "local": { "a": { "expression": 2 } },
                       ^^^

    local.a is defined already, in t.pkr.json line 8. Remove or rename one of the
    two.

    Error: Extraneous JSON object property

      on t.pkr.json line 10:
      10:   "surce": {},
            ^^^^^^^

    No argument or block of the name "surce" is expected here. Did you mean
    "source"?

    Error: Extraneous JSON object property

      on t.pkr.json line 12:
      12:   "build": { "sourcs": [] }
                       ^^^^^^^^

    No argument or block of the name "sourcs" is expected here. Did you mean
    "sources"?

    exit 1
    "
  `);
});

test("settings of provisioners", async () => {
  expect(
    await validate(`{
  "source": { "null": { "a": { "communicator": "none" } } },
  "build": {
    "sources": ["null.a"],
    "provisioner": [
      { "shell-local": { "inline": ["true"], "only": ["null.a"], "except": ["null.b"] } },
      { "shell-local": { "inline": ["true"], "pause_before": "5 parsecs" } },
      { "shell-local": { "inline": ["true"], "override": ["a"] } },
      { "shell-local": { "inline": ["true"], "override": { "a": { "inlin": [] } } } }
    ]
  }
}
`),
  ).toMatchInlineSnapshot(`
  "Error: only one of 'only' or 'except' may be specified

    on t.pkr.json line 6:
     6:       { "shell-local": { "inline": ["true"], "only": ["null.a"], "except": ["null.b"] } },
                                                                         ^^^^^^^^

  Keep the one that says it shorter, and remove the other.

  Error: Failed to parse pause_before duration

    on t.pkr.json line 7:
     7:       { "shell-local": { "inline": ["true"], "pause_before": "5 parsecs" } },
                                                                     ^^^^^^^^^^^

  "5 parsecs" is not a duration. Write a number with a unit, such as "500ms",
  "10s" or "1h15m".

  Error: provisioner's override block must be an HCL object

    on t.pkr.json line 8:
     8:       { "shell-local": { "inline": ["true"], "override": ["a"] } },
                                                                 ^^^^^

  Write the settings by the name of the source, without its type: override = { web
  = { inline = ["..."] } }.

  Error: Unsupported argument

    on t.pkr.json line 9:
     9:       { "shell-local": { "inline": ["true"], "override": { "a": { "inlin": [] } } } }
                                                                                   ^^

  A setting named "inlin" is not expected here. Did you mean "inline"?

  exit 1
  "
`);
});

test("requirements", async () => {
  expect(
    await validate(`{
  "packer": {
    "required_plugins": {
      "docker": { "source": "github.com/hashicorp/docker", "version": ">= 99.0.0" },
      "short": { "source": "docker", "version": "1.0.0" }
    }
  },
  "source": { "null": { "a": { "communicator": "none" } } },
  "build": { "sources": ["null.a"] }
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Failed to parse source

      on t.pkr.json line 5:
       5:       "short": { "source": "docker", "version": "1.0.0" }
                                     ^^^^^^^^

    "docker" is not the address of a plugin. It has at least three parts: host,
    namespace and name. Write for instance "github.com/hashicorp/docker".

    exit 1
    "
  `);
});

test("required_version too high", async () => {
  expect(
    await validate(`{
  "packer": { "required_version": ">= 2.0.0" }
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Unsupported Packer Core version

    on t.pkr.json line 2:
     2:   "packer": { "required_version": ">= 2.0.0" }
                                          ^^^^^^^^^^

  The template asks for Packer >= 2.0.0. This version of Ingot implements Packer
  1.16.0. Use another version of Ingot, or widen the constraint.

  exit 1
  "
`);
});
