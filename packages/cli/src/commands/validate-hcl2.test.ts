// What a person sees of the mistakes in an HCL2 template. Each template is also validated moved down and to the right (see `validate`).

import { expect, test, vi } from "vitest";
import { validate as validateFile } from "../../test/fixtures/run-ingot.ts";

vi.setConfig({ testTimeout: 60_000 });

const validate = (template: string, ...flags: string[]) => validateFile("t.pkr.hcl", template, flags);

/** A template that is right but for what is put into it. */
const around = (inside: string, root = "") => `source "null" "a" {
  communicator = "none"
}
${root}
build {
  sources = ["source.null.a"]
  ${inside}
}
`;

test("unknown field", async () => {
  expect(
    await validate(`source "docker" "web" {
  image = "debian"
  comit = true
}
build {
  sources = ["source.docker.web"]
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Unsupported argument

    on t.pkr.hcl line 3, in source "docker" "web":
     3:   comit = true
          ^^^^^

  An argument named "comit" is not expected here. Did you mean "commit"?

  exit 1
  "
`);
});

test("wrong type", async () => {
  expect(
    await validate(`source "docker" "web" {
  image      = "debian"
  commit     = "perhaps"
  changes    = "LABEL a=b"
}
build {
  sources = ["source.docker.web"]
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Incorrect attribute value type

    on t.pkr.hcl line 3, in source "docker" "web":
     3:   commit     = "perhaps"
                       ^^^^^^^^^

  "commit" needs true or false; the string "perhaps" stands here. Write true or
  false in its place.

  Error: Incorrect attribute value type

    on t.pkr.hcl line 4, in source "docker" "web":
     4:   changes    = "LABEL a=b"
                       ^^^^^^^^^^^

  "changes" needs a list; the string "LABEL a=b" stands here. Write a list in its
  place.

  exit 1
  "
`);
});

test("missing variable", async () => {
  expect(
    await validate(`variable "region" {
  type = string
}
source "null" "a" {
  communicator = "none"
}
build {
  sources = ["source.null.a"]
  provisioner "shell-local" {
    inline = [var.region, var.regoin]
  }
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Unset variable "region"

    on t.pkr.hcl line 1, in variable "region":
     1: variable "region" {
        ^^^^^^^^^^^^^^^^^

  The variable has no default and was given no value. Use -var region=..., a
  variable file with -var-file, or the environment variable PKR_VAR_region; or
  write a default here.

  Error: Unsupported attribute

    on t.pkr.hcl line 10, in build:
    10:     inline = [var.region, var.regoin]
                                     ^^^^^^^

  with var as object with 1 attribute.

  This object has no attribute "regoin". Did you mean "region"?

  exit 1
  "
`);
});

test("unknown source", async () => {
  expect(
    await validate(`source "null" "web" {
  communicator = "none"
}
build {
  sources = ["source.null.web", "source.null.wep", "null.other", "nonsense"]
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Unknown source null.wep

    on t.pkr.hcl line 5, in build:
     5:   sources = ["source.null.web", "source.null.wep", "null.other", "nonsense"]
                                        ^^^^^^^^^^^^^^^^^

  There is no source "null.wep". Did you mean "null.web"?

  Error: Unknown source null.other

    on t.pkr.hcl line 5, in build:
     5:   sources = ["source.null.web", "source.null.wep", "null.other", "nonsense"]
                                                           ^^^^^^^^^^^^

  There is no source "null.other". Known are: null.web. Add the source, or correct
  the reference.

  Error: Invalid source reference

    on t.pkr.hcl line 5, in build:
     5:   sources = ["source.null.web", "source.null.wep", "null.other", "nonsense"]
                                                                         ^^^^^^^^^^

  "nonsense" does not name a source. Write "source.TYPE.NAME".

  exit 1
  "
`);
});

test("bad function", async () => {
  expect(
    await validate(
      around(`provisioner "shell-local" {
    inline = [uper("a"), nothing_like_it(1), upper(), split(",", 1, 2)]
  }`),
    ),
  ).toMatchInlineSnapshot(`
    "Error: Call to unknown function

      on t.pkr.hcl line 8, in build:
       8:     inline = [uper("a"), nothing_like_it(1), upper(), split(",", 1, 2)]
                        ^^^^

    There is no function "uper". Did you mean "upper"?

    Error: Call to unknown function

      on t.pkr.hcl line 8, in build:
       8:     inline = [uper("a"), nothing_like_it(1), upper(), split(",", 1, 2)]
                                   ^^^^^^^^^^^^^^^

    There is no function "nothing_like_it". Check the name.

    Error: Not enough function arguments

      on t.pkr.hcl line 8, in build:
       8:     inline = [uper("a"), nothing_like_it(1), upper(), split(",", 1, 2)]
                                                             ^

    The function "upper" needs a value for its parameter "str". Call it as
    upper(str).

    Error: Too many function arguments

      on t.pkr.hcl line 8, in build:
       8:     inline = [uper("a"), nothing_like_it(1), upper(), split(",", 1, 2)]
                                                                              ^

    The function "split" takes 2 arguments, but was given 3. Call it as
    split(separator, str).

    exit 1
    "
  `);
});

test("unclosed brace", async () => {
  expect(
    await validate(`source "null" "a" {
  communicator = "none"

build {
  sources = ["source.null.a"]
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Unclosed block

    on t.pkr.hcl line 1, in source "null" "a":
     1: source "null" "a" {
        ^^^^^^^^^^^^^^^^^

  The block "source" has no closing brace before the end of the file. Add "}"
  where it should end.

  exit 1
  "
`);
});

test("unclosed string", async () => {
  expect(await validate(around(`description = "no end`))).toMatchInlineSnapshot(`
    "Error: Unclosed quoted string

      on t.pkr.hcl line 7, in build:
       7:   description = "no end
                          ^

    The quoted string that begins here is not closed on its line. Add the closing
    quote ("); for a text of several lines use a heredoc ("<<EOT") or write "\\n" for
    a line break.

    exit 1
    "
  `);
});

test("unknown types of components, one of them of a known plugin", async () => {
  expect(
    await validate(`source "amazon-ebs" "a" {
  region = "eu-1"
}
source "nul" "b" {
}
source "something" "c" {
}
build {
  sources = ["amazon-ebs.a", "nul.b", "something.c"]
  provisioner "shel" {
  }
  provisioner "ansible" {
  }
  provisioner "hcp-sbom" {
  }
  post-processor "manifst" {
  }
  post-processors {
    post-processor "vagrant" {
    }
    post-processor "frobnicate" {
    }
  }
  error-cleanup-provisioner "chef-solo" {
  }
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Unknown source type "amazon-ebs"

      on t.pkr.hcl line 1, in source "amazon-ebs" "a":
       1: source "amazon-ebs" "a" {
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

    Error: Unknown source type "nul"

      on t.pkr.hcl line 4, in source "nul" "b":
       4: source "nul" "b" {
                 ^^^^^

    Ingot has no builder "nul". Did you mean "null"?

    Error: Unknown source type "something"

      on t.pkr.hcl line 6, in source "something" "c":
       6: source "something" "c" {
                 ^^^^^^^^^^^

    Ingot has no builder "something". Known are: docker, file, local-chroot, null.
    Correct the name. If a plugin has it, name that in required_plugins, and run
    "ingot init TEMPLATE".

    Error: Unknown provisioner type "shel"

      on t.pkr.hcl line 10, in build:
      10:   provisioner "shel" {
                        ^^^^^^

    Ingot has no provisioner "shel". Did you mean "shell"?

    Error: Unknown provisioner type "ansible"

      on t.pkr.hcl line 12, in build:
      12:   provisioner "ansible" {
                        ^^^^^^^^^

    Ingot has no provisioner "ansible". The plugin github.com/hashicorp/ansible has
    it. Add it to the template:

      packer {
        required_plugins {
          ansible = {
            source  = "github.com/hashicorp/ansible"
            version = ">= 1.0.0"
          }
        }
      }

    Then run "ingot init TEMPLATE", which installs it.

    Error: Unknown provisioner type "hcp-sbom"

      on t.pkr.hcl line 14, in build:
      14:   provisioner "hcp-sbom" {
                        ^^^^^^^^^^

    Ingot has no provisioner "hcp-sbom". It hands the list of an image's software to
    HCP Packer: that needs an account at HCP and its service HCP Packer, which Ingot
    does not talk to. To have the list as a file, run a scanner such as syft on the
    machine with "shell", and fetch what it writes with "file" and direction =
    "download".

    Error: Unknown post-processor type "manifst"

      on t.pkr.hcl line 16, in build:
      16:   post-processor "manifst" {
                           ^^^^^^^^^

    Ingot has no post-processor "manifst". Did you mean "manifest"?

    Error: Unknown post-processor type "vagrant"

      on t.pkr.hcl line 19, in build:
      19:     post-processor "vagrant" {
                             ^^^^^^^^^

    Ingot has no post-processor "vagrant". The plugin github.com/hashicorp/vagrant
    has it. Add it to the template:

      packer {
        required_plugins {
          vagrant = {
            source  = "github.com/hashicorp/vagrant"
            version = ">= 1.0.0"
          }
        }
      }

    Then run "ingot init TEMPLATE", which installs it.

    Error: Unknown post-processor type "frobnicate"

      on t.pkr.hcl line 21, in build:
      21:     post-processor "frobnicate" {
                             ^^^^^^^^^^^^

    Ingot has no post-processor "frobnicate". Known are: artifice, checksum,
    compress, docker-import, docker-push, docker-save, docker-tag, manifest,
    provenance, shell-local. Correct the name. If a plugin has it, name that in
    required_plugins, and run "ingot init TEMPLATE".

    Error: Unknown provisioner type "chef-solo"

      on t.pkr.hcl line 24, in build:
      24:   error-cleanup-provisioner "chef-solo" {
                                      ^^^^^^^^^^^

    Ingot has no provisioner "chef-solo". The plugin github.com/hashicorp/chef has
    it. Add it to the template:

      packer {
        required_plugins {
          chef = {
            source  = "github.com/hashicorp/chef"
            version = ">= 1.0.0"
          }
        }
      }

    Then run "ingot init TEMPLATE", which installs it.

    exit 1
    "
  `);
});

test("duplicates", async () => {
  expect(
    await validate(`variable "a" {
  default = 1
}
variables {
  a = 2
}
source "null" "s" {
  communicator = "none"
}
source "null" "s" {
  communicator = "none"
}
locals {
  l = 1
}
local "l" {
  expression = 2
}
data "null" "d" {
  input = "x"
}
data "null" "d" {
  input = "y"
}
build {
  sources = ["null.s"]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Duplicate variable

      on t.pkr.hcl line 5, in variables:
       5:   a = 2
            ^

    The variable "a" is declared already, in t.pkr.hcl line 1. Remove one of the
    two.

    Error: Duplicate source block

      on t.pkr.hcl line 10, in source "null" "s":
      10: source "null" "s" {
          ^^^^^^^^^^^^^^^^^

    The source "null.s" is defined already, in t.pkr.hcl line 7. Rename one of the
    two.

    Error: Duplicate local definition

      on t.pkr.hcl line 16, in local "l":
      16: local "l" {
          ^^^^^^^^^

    local.l is defined already, in t.pkr.hcl line 14. Remove or rename one of the
    two.

    Error: Duplicate data block

      on t.pkr.hcl line 22, in data "null" "d":
      22: data "null" "d" {
          ^^^^^^^^^^^^^^^

    data.null.d is defined already, in t.pkr.hcl line 19. Remove or rename one of
    the two.

    exit 1
    "
  `);
});

test("invalid defaults", async () => {
  expect(
    await validate(`variable "count" {
  type    = number
  default = "many"
}
variable "names" {
  type    = list(string)
  default = "just one"
}
variable "bad_type" {
  type    = list
  default = []
}
variable "quoted_type" {
  type    = "string"
  default = "a"
}
variable "computed" {
  default = upper(var.count)
}
source "null" "a" {
  communicator = "none"
}
build {
  sources = ["null.a"]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Invalid default value for variable

      on t.pkr.hcl line 3, in variable "count":
       3:   default = "many"
                      ^^^^^^

    The default of "count" does not fit its type: a number is required. Change the
    default or the type.

    Error: Invalid default value for variable

      on t.pkr.hcl line 7, in variable "names":
       7:   default = "just one"
                      ^^^^^^^^^^

    The default of "names" does not fit its type: a list of string is required, but
    this is a string. Change the default or the type.

    Error: Invalid type specification

      on t.pkr.hcl line 10, in variable "bad_type":
      10:   type    = list
                      ^^^^

    The type "list" needs to know what is in it. Write for instance "list(string)".

    Error: Invalid type specification

      on t.pkr.hcl line 14, in variable "quoted_type":
      14:   type    = "string"
                      ^^^^^^^^

    Expected a type such as string, number, bool, any or list(string). Types are
    written without quotes and operators.

    Error: Call to unknown function

      on t.pkr.hcl line 18, in variable "computed":
      18:   default = upper(var.count)
                      ^^^^^

    Only env() can be called here, not "upper". Write the value itself, or compute
    it in a local.

    exit 1
    "
  `);
});

test("validation rules", async () => {
  expect(
    await validate(`variable "short" {
  default = "abc"
  validation {
    condition     = length(var.short) > 3
    error_message = "The text must have more than three characters."
  }
}
variable "rule_of_others" {
  default = "abc"
  validation {
    condition     = var.short == "abc"
    error_message = "not a sentence"
  }
}
variable "not_bool" {
  default = "abc"
  validation {
    condition     = upper(var.not_bool)
    error_message = "Something else."
  }
}
variable "no_message" {
  default = "abc"
  validation {
    condition = true
  }
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Invalid value for default variable

      on t.pkr.hcl line 2, in variable "short":
       2:   default = "abc"
                      ^^^^^

    The text must have more than three characters.

    This was checked by the validation rule at t.pkr.hcl:3,3.

    Error: Invalid reference in variable validation

      on t.pkr.hcl line 11, in variable "rule_of_others":
      11:     condition     = var.short == "abc"
                              ^^^^^^^^^

    The condition of variable "rule_of_others" can read only var.rule_of_others
    itself. Move a check that reads more to where the value is used.

    Error: Invalid validation error message

      on t.pkr.hcl line 12, in variable "rule_of_others":
      12:     error_message = "not a sentence"
                              ^^^^^^^^^^^^^^^^

    The message is shown to people: write at least one full sentence that begins
    with an upper-case letter and ends with ".", "?" or "!".

    Error: Invalid variable validation result

      on t.pkr.hcl line 18, in variable "not_bool":
      18:     condition     = upper(var.not_bool)
                              ^^^^^^^^^^^^^^^^^^^

    The condition must give true or false. Change the expression so that it does.

    Error: Missing required argument

      on t.pkr.hcl line 24, in variable "no_message":
      24:   validation {
            ^^^^^^^^^^

    A validation block needs "error_message". Add it.

    Error: Missing build block

    A template needs a build block that says which sources are built. Add build {
    sources = ["source.TYPE.NAME"] }.

    exit 1
    "
  `);
});

test("a validation rule that gives no verdict", async () => {
  expect(
    await validate(
      around(
        "",
        `variable "not_bool" {
  default = "abc"
  validation {
    condition     = upper(var.not_bool)
    error_message = "Something else."
  }
}`,
      ),
    ),
  ).toMatchInlineSnapshot(`
    "Warning: Unused variable "not_bool"

      on t.pkr.hcl line 4, in variable "not_bool":
       4: variable "not_bool" {
          ^^^^^^^^^^^^^^^^^^^

    Nothing reads var.not_bool. Read it, or remove it.

    Error: Invalid variable validation result

      on t.pkr.hcl line 7, in variable "not_bool":
       7:     condition     = upper(var.not_bool)
                              ^^^^^^^^^^^^^^^^^^^

    The condition must give true or false. Change the expression so that it does.

    exit 1
    "
  `);
});

test("validation rule failed", async () => {
  expect(
    await validate(`variable "short" {
  default = "abc"
  validation {
    condition     = length(var.short) > 3
    error_message = "The text must have more than three characters."
  }
}
variable "port" {
  type    = number
  default = 80
  validation {
    condition     = var.port > 1024 && var.port < 65536
    error_message = "The port must be free for everybody."
  }
}
source "null" "a" {
  communicator = "none"
}
build {
  sources = ["null.a"]
}
`),
  ).toMatchInlineSnapshot(`
    "Warning: Unused variable "short"

      on t.pkr.hcl line 1, in variable "short":
       1: variable "short" {
          ^^^^^^^^^^^^^^^^

    Nothing reads var.short. Read it, or remove it.

    Error: Invalid value for default variable

      on t.pkr.hcl line 2, in variable "short":
       2:   default = "abc"
                      ^^^^^

    The text must have more than three characters.

    This was checked by the validation rule at t.pkr.hcl:3,3.

    Warning: Unused variable "port"

      on t.pkr.hcl line 8, in variable "port":
       8: variable "port" {
          ^^^^^^^^^^^^^^^

    Nothing reads var.port. Read it, or remove it.

    Error: Invalid value for default variable

      on t.pkr.hcl line 10, in variable "port":
      10:   default = 80
                      ^^

    The port must be free for everybody.

    This was checked by the validation rule at t.pkr.hcl:11,3.

    exit 1
    "
  `);
});

test("cycles of locals", async () => {
  expect(
    await validate(`locals {
  a = local.b
  b = local.c
  c = local.a
  self = "\${local.self}!"
  lost = local.nowhere
  data = data.null.nothing.output
}
source "null" "a" {
  communicator = "none"
}
build {
  sources = ["null.a"]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: failed to prepare execution graph

      on t.pkr.hcl line 4, in locals:
       4:   c = local.a
                ^^^^^^^

    Cycle: local.a -> local.b -> local.c -> local.a. Break the circle by writing one
    of the values out.

    Error: failed to prepare execution graph

      on t.pkr.hcl line 5, in locals:
       5:   self = "\${local.self}!"
                      ^^^^^^^^^^

    Self reference: local.self reads itself. Break the circle by writing one of the
    values out.

    Warning: Unused local "lost"

      on t.pkr.hcl line 6, in locals:
       6:   lost = local.nowhere
            ^^^^

    Nothing reads local.lost. Read it, or remove it.

    Error: failed to prepare execution graph

      on t.pkr.hcl line 6, in locals:
       6:   lost = local.nowhere
                   ^^^^^^^^^^^^^

    local.lost needs local.nowhere, which is missing in the template. Declare it, or
    correct the name.

    Warning: Unused local "data"

      on t.pkr.hcl line 7, in locals:
       7:   data = data.null.nothing.output
            ^^^^

    Nothing reads local.data. Read it, or remove it.

    Error: failed to prepare execution graph

      on t.pkr.hcl line 7, in locals:
       7:   data = data.null.nothing.output
                   ^^^^^^^^^^^^^^^^^^^^^^^^

    local.data needs data.null.nothing, which is missing in the template. Declare
    it, or correct the name.

    exit 1
    "
  `);
});

test("undefined -var", async () => {
  expect(
    await validate(
      `variable "region" {
  default = "eu"
}
source "null" "a" {
  communicator = "none"
}
build {
  sources = ["null.a"]
}
`,
      "-var",
      "regoin=us",
      "-var",
      "nothing=1",
    ),
  ).toMatchInlineSnapshot(`
  "Error: Undefined -var variable

  A "regoin" variable was passed on the command line, and the template declares
  none of that name. Did you mean "region"?

  Error: Undefined -var variable

  A "nothing" variable was passed on the command line, and the template declares
  none of that name. Declare it in the template (variable "nothing" {}), or leave
  it out.

  exit 1
  "
`);
});

test("both only and except", async () => {
  expect(
    await validate(
      around(`provisioner "shell-local" {
    inline = ["true"]
    only   = ["null.a"]
    except = ["null.b"]
  }`),
    ),
  ).toMatchInlineSnapshot(`
    "Error: only one of 'only' or 'except' may be specified

      on t.pkr.hcl line 10, in build:
      10:     except = ["null.b"]
              ^^^^^^

    Keep the one that says it shorter, and remove the other.

    exit 1
    "
  `);
});

test("bad durations, counts and flags", async () => {
  expect(
    await validate(
      around(`provisioner "shell-local" {
    inline            = ["true"]
    pause_before      = "10"
    timeout           = "5 parsecs"
    max_retries       = 1.5
    continue_on_error = "maybe"
    only              = "null.a"
  }`),
    ),
  ).toMatchInlineSnapshot(`
    "Error: Failed to parse pause_before duration

      on t.pkr.hcl line 9, in build:
       9:     pause_before      = "10"
                                  ^^^^

    "10" is not a duration. Write a number with a unit, such as "500ms", "10s" or
    "1h15m".

    Error: Failed to parse timeout duration

      on t.pkr.hcl line 10, in build:
      10:     timeout           = "5 parsecs"
                                  ^^^^^^^^^^^

    "5 parsecs" is not a duration. Write a number with a unit, such as "500ms",
    "10s" or "1h15m".

    Error: Invalid value for "max_retries"

      on t.pkr.hcl line 11, in build:
      11:     max_retries       = 1.5
                                  ^^^

    "max_retries" must be a whole number: how often to try again after the first
    failure.

    Error: Invalid value for "continue_on_error"

      on t.pkr.hcl line 12, in build:
      12:     continue_on_error = "maybe"
                                  ^^^^^^^

    "continue_on_error" must be true or false: a bool is required.

    Error: Invalid value for "only"

      on t.pkr.hcl line 13, in build:
      13:     only              = "null.a"
                                  ^^^^^^^^

    "only" must be a list of strings: a list of string is required, but this is a
    string.

    exit 1
    "
  `);
});

test("override that is not an object", async () => {
  expect(
    await validate(
      around(`provisioner "shell-local" {
    inline   = ["true"]
    override = ["a"]
  }
  provisioner "shell-local" {
    inline = ["true"]
    override = {
      a = "not an object either"
    }
  }
  provisioner "shell-local" {
    inline = ["true"]
    override = {
      a = {
        inlin = ["false"]
      }
    }
  }`),
    ),
  ).toMatchInlineSnapshot(`
    "Error: provisioner's override block must be an HCL object

      on t.pkr.hcl line 9, in build:
       9:     override = ["a"]
                         ^^^^^

    Write the settings by the name of the source, without its type: override = { web
    = { inline = ["..."] } }.

    Error: provisioner's override block must be an HCL object

      on t.pkr.hcl line 14, in build:
      14:       a = "not an object either"
                    ^^^^^^^^^^^^^^^^^^^^^^

    Write the settings by the name of the source, without its type: override = { web
    = { inline = ["..."] } }.

    Error: Unsupported argument

      on t.pkr.hcl line 21, in build:
      21:         inlin = ["false"]
                          ^^^^^^^^^

    A setting named "inlin" is not expected here. Did you mean "inline"?

    exit 1
    "
  `);
});

test("post-processors with something else in it", async () => {
  expect(
    await validate(
      around(`post-processors {
    name = "x"
    provisioner "shell" {
    }
    post-processor "manifest" {
      outpt = "x"
    }
  }`),
    ),
  ).toMatchInlineSnapshot(`
    "Error: Unsupported argument

      on t.pkr.hcl line 8, in build:
       8:     name = "x"
              ^^^^

    An argument named "name" is not expected here. Remove it, or check its name.

    Error: Unsupported block type

      on t.pkr.hcl line 9, in build:
       9:     provisioner "shell" {
              ^^^^^^^^^^^

    Blocks of type "provisioner" are not expected here. Remove it, or check its
    type.

    Error: Unsupported argument

      on t.pkr.hcl line 12, in build:
      12:       outpt = "x"
                ^^^^^

    An argument named "outpt" is not expected here. Did you mean "output"?

    exit 1
    "
  `);
});

test("required_version too high", async () => {
  expect(
    await validate(`packer {
  required_version = ">= 2.0.0"
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Unsupported Packer Core version

    on t.pkr.hcl line 2, in packer:
     2:   required_version = ">= 2.0.0"
                             ^^^^^^^^^^

  The template asks for Packer >= 2.0.0. This version of Ingot implements Packer
  1.16.0. Use another version of Ingot, or widen the constraint.

  exit 1
  "
`);
});

test("required_version that is none", async () => {
  expect(
    await validate(`packer {
  required_version = "newest"
  requires = 1
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Invalid version constraint

      on t.pkr.hcl line 2, in packer:
       2:   required_version = "newest"
                               ^^^^^^^^

    required_version must be a text such as ">= 1.7.0, < 2.0.0".

    Error: Unsupported argument

      on t.pkr.hcl line 3, in packer:
       3:   requires = 1
            ^^^^^^^^

    An argument named "requires" is not expected here. Remove it, or check its name.

    Error: Missing build block

    A template needs a build block that says which sources are built. Add build {
    sources = ["source.TYPE.NAME"] }.

    exit 1
    "
  `);
});

test("required_plugins malformed", async () => {
  expect(
    await validate(`packer {
  required_plugins {
    text       = ">= 1.0"
    no_version = { source = "github.com/hashicorp/docker" }
    no_source  = { version = ">= 1.0" }
    bad        = { source = "github.com/hashicorp/docker", version = "sometimes" }
    pre        = { source = "github.com/hashicorp/docker", version = ">= 1.0.0-beta1" }
    short      = { source = "hashicorp/docker", version = ">= 1.0.0" }
    scheme     = { source = "https://github.com/hashicorp/docker", version = ">= 1.0.0" }
    prefix     = { source = "github.com/hashicorp/packer-plugin-docker", version = ">= 1.0.0" }
    extra      = { source = "github.com/hashicorp/docker", version = ">= 1.0.0", url = "x" }
    Upper      = { source = "github.com/hashicorp/docker", version = ">= 1.0.0" }
    twice      = { source = "github.com/hashicorp/docker", version = ">= 1.0.0" }
  }
  required_plugins {
    twice = { source = "github.com/hashicorp/docker", version = ">= 1.0.0" }
  }
}
source "null" "a" {
  communicator = "none"
}
build {
  sources = ["null.a"]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Invalid plugin requirement

      on t.pkr.hcl line 3, in packer:
       3:     text       = ">= 1.0"
                           ^^^^^^^^

    A requirement is an object. Write it as NAME = { source =
    "github.com/hashicorp/NAME", version = ">= 1.0.0" }.

    Error: No version constraint was set

      on t.pkr.hcl line 4, in packer:
       4:     no_version = { source = "github.com/hashicorp/docker" }
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    A requirement needs a "version". Write it as NAME = { source =
    "github.com/hashicorp/NAME", version = ">= 1.0.0" }.

    Error: No source was set

      on t.pkr.hcl line 5, in packer:
       5:     no_source  = { version = ">= 1.0" }
                           ^^^^^^^^^^^^^^^^^^^^^^

    A requirement needs a "source". Write it as NAME = { source =
    "github.com/hashicorp/NAME", version = ">= 1.0.0" }.

    Error: Invalid version constraint

      on t.pkr.hcl line 6, in packer:
       6:     bad        = { source = "github.com/hashicorp/docker", version = "sometimes" }
                                                                               ^^^^^^^^^^^

    "version" must be a text such as ">= 1.0.0" or "~> 1.2". Write it as version =
    ">= 1.0.0".

    Error: Invalid version constraint

      on t.pkr.hcl line 7, in packer:
       7:     pre        = { source = "github.com/hashicorp/docker", version = ">= 1.0.0-beta1" }
                                                                               ^^^^^^^^^^^^^^^^

    ">= 1.0.0-beta1" asks for a pre-release, which cannot be required. Name a
    release.

    Error: Failed to parse source

      on t.pkr.hcl line 8, in packer:
       8:     short      = { source = "hashicorp/docker", version = ">= 1.0.0" }
                                      ^^^^^^^^^^^^^^^^^^

    "hashicorp/docker" is not the address of a plugin. It has at least three parts:
    host, namespace and name. Write for instance "github.com/hashicorp/docker".

    Error: Failed to parse source

      on t.pkr.hcl line 9, in packer:
       9:     scheme     = { source = "https://github.com/hashicorp/docker", version = ">= 1.0.0" }
                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    "https://github.com/hashicorp/docker" is not the address of a plugin. A source
    has no scheme; leave out everything up to "://".

    Error: Failed to parse source

      on t.pkr.hcl line 10, in packer:
      10:     prefix     = { source = "github.com/hashicorp/packer-plugin-docker", version = ">= 1.0.0" }
                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    "github.com/hashicorp/packer-plugin-docker" is not the address of a plugin.
    Write the name without "packer-plugin-": docker.

    Error: Invalid required_plugins object

      on t.pkr.hcl line 11, in packer:
      11:     extra      = { source = "github.com/hashicorp/docker", version = ">= 1.0.0", url = "x" }
                                                                                                 ^^^

    "url" is not a setting of a requirement; "source" and "version" are. Write it as
    NAME = { source = "github.com/hashicorp/NAME", version = ">= 1.0.0" }.

    Error: Invalid plugin local name

      on t.pkr.hcl line 12, in packer:
      12:     Upper      = { source = "github.com/hashicorp/docker", version = ">= 1.0.0" }
              ^^^^^

    "Upper" cannot name a plugin: use lower-case letters, digits, "_" and single
    dashes.

    Error: Duplicate required_plugin."twice" block

      on t.pkr.hcl line 16, in packer:
      16:     twice = { source = "github.com/hashicorp/docker", version = ">= 1.0.0" }
              ^^^^^

    The plugin is required already, in another required_plugins block. Keep one of
    the two.

    exit 1
    "
  `);
});

const newDocker = (source: string) => `packer {
  required_plugins {
    docker = {
      version = ">= 99.0.0"
      source  = "github.com/hashicorp/docker"
    }
  }
}
source "${source}" "a" {
  communicator = "none"
}
build {
  sources = ["${source}.a"]
}
`;

test("version of the docker plugin that is not there", async () => {
  expect(await validate(newDocker("docker"))).toMatchInlineSnapshot(`
    "Error: Plugin github.com/hashicorp/docker is not installed

      on t.pkr.hcl line 9, in source "docker" "a":
       9: source "docker" "a" {
                 ^^^^^^^^

    The template requires it as "docker", version >= 99.0.0. No version of it is
    installed. The plugin that comes with Ingot is at the level of 1.1.2. Run
    "ingot init t.pkr.hcl", which installs what is missing.

    exit 1
    "
  `);
});

test("a plugin that is not there is no mistake where no build needs it", async () => {
  expect(await validate(newDocker("null"))).toBe("The configuration is valid.\nexit 0\n");
});

test("the docker plugin under another name", async () => {
  const template = newDocker("dk").replace("docker = {", "dk = {").replace("99.0.0", "1.0.0");
  expect(await validate(template.replace('communicator = "none"', 'image = "debian"\n  commit = true'))).toBe(
    "The configuration is valid.\nexit 0\n",
  );
});

test("root level", async () => {
  expect(
    await validate(`name = "x"
surce "null" "a" {
}
source "null" {
}
build "x" {
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Unsupported argument

    on t.pkr.hcl line 1:
     1: name = "x"
        ^^^^

  An argument named "name" is not expected here. Remove it, or check its name.

  Error: Unsupported block type

    on t.pkr.hcl line 2, in surce "null" "a":
     2: surce "null" "a" {
        ^^^^^

  Blocks of type "surce" are not expected here. Did you mean "source"?

  Error: Missing name for source

    on t.pkr.hcl line 4, in source "null":
     4: source "null" {
        ^^^^^^^^^^^^^

  Blocks of type "source" have 2 labels ("type" and "name"), but this one has 1.
  Write the name in quotes in front of the opening brace.

  Error: Extraneous label for build

    on t.pkr.hcl line 6, in build "x":
     6: build "x" {
              ^^^

  Blocks of type "build" have no labels. Remove this one.

  exit 1
  "
`);
});

test("a dynamic at the root", async () => {
  expect(
    await validate(`dynamic "source" {
  for_each = ["a"]
  content {
  }
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Unsupported block type

      on t.pkr.hcl line 1, in dynamic "source":
       1: dynamic "source" {
          ^^^^^^^

    Blocks of type "dynamic" are not expected here. Remove it, or check its type.

    Error: Missing build block

    A template needs a build block that says which sources are built. Add build {
    sources = ["source.TYPE.NAME"] }.

    exit 1
    "
  `);
});

test("no build block", async () => {
  expect(
    await validate(`source "null" "a" {
  communicator = "none"
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Missing build block

    A template needs a build block that says which sources are built. Add build {
    sources = ["source.null.a"] }.

    exit 1
    "
  `);
});

test("a build without sources, and one whose sources are no list", async () => {
  expect(
    await validate(`build {
}
build {
  sources = "null.a"
}
build {
  sources = [1]
}
`),
  ).toMatchInlineSnapshot(`
  "Error: missing source reference

    on t.pkr.hcl line 1, in build:
     1: build {
        ^^^^^

  A build needs at least one source. Write sources = ["source.TYPE.NAME"] into it,
  or a source block.

  Error: Invalid sources

    on t.pkr.hcl line 4, in build:
     4:   sources = "null.a"
                    ^^^^^^^^

  The sources of a build must be a list of references. Write for example sources =
  ["source.docker.web"].

  Error: Invalid source reference

    on t.pkr.hcl line 7, in build:
     7:   sources = [1]
                     ^

  "1" does not name a source. Write "source.TYPE.NAME".

  exit 1
  "
`);
});

test("two error-cleanup-provisioners", async () => {
  expect(
    await validate(
      around(`error-cleanup-provisioner "shell-local" {
    inline = ["true"]
  }
  error-cleanup-provisioner "shell-local" {
    inline = ["true"]
  }`),
    ),
  ).toMatchInlineSnapshot(`
    "Error: Only one error-cleanup-provisioner is allowed

      on t.pkr.hcl line 10, in build:
      10:   error-cleanup-provisioner "shell-local" {
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    Join what both do in one of the two, and remove the other.

    exit 1
    "
  `);
});

test("a local without expression, and labels that are none", async () => {
  expect(
    await validate(`local "a" {
}
local "0b" {
  expression = 1
}
data "null" "0c" {
}
variable "0d" {
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Missing required argument

      on t.pkr.hcl line 1, in local "a":
       1: local "a" {
          ^^^^^^^^^

    A local block needs "expression". Add expression = ... to it.

    Error: Invalid data label

      on t.pkr.hcl line 6, in data "null" "0c":
       6: data "null" "0c" {
                      ^^^^

    "0c" cannot be used in an expression. A label begins with a letter and goes on
    with letters, digits, "_" and "-".

    Error: Invalid variable name

      on t.pkr.hcl line 8, in variable "0d":
       8: variable "0d" {
                   ^^^^

    "0d" cannot be used in an expression. A name begins with a letter and goes on
    with letters, digits, "_" and "-".

    Error: Missing build block

    A template needs a build block that says which sources are built. Add build {
    sources = ["source.TYPE.NAME"] }.

    exit 1
    "
  `);
});

test("data sources", async () => {
  expect(
    await validate(`data "nul" "a" {
}
data "null" "b" {
  inptu = "x"
}
source "null" "a" {
  communicator = "none"
}
build {
  sources = ["null.a"]
}
`),
  ).toMatchInlineSnapshot(`
    "Warning: Unused data source "nul.a"

      on t.pkr.hcl line 1, in data "nul" "a":
       1: data "nul" "a" {
          ^^^^^^^^^^^^^^

    Nothing reads data.nul.a, and every build asks for it all the same. Read it, or
    remove it.

    Error: Unknown data type "nul"

      on t.pkr.hcl line 1, in data "nul" "a":
       1: data "nul" "a" {
               ^^^^^

    Ingot has no data source "nul". Did you mean "null"?

    Warning: Unused data source "null.b"

      on t.pkr.hcl line 3, in data "null" "b":
       3: data "null" "b" {
          ^^^^^^^^^^^^^^^

    Nothing reads data.null.b, and every build asks for it all the same. Read it, or
    remove it.

    Error: Unsupported argument

      on t.pkr.hcl line 4, in data "null" "b":
       4:   inptu = "x"
            ^^^^^

    An argument named "inptu" is not expected here. Did you mean "input"?

    exit 1
    "
  `);
});

test("what build and source have", async () => {
  expect(
    await validate(
      around(`provisioner "shell-local" {
    inline = [build.ID, build.SSHPrivateKeyFile, source.nam, local.x, var.y, packer.versin, path.rot, each.value]
  }`),
    ),
  ).toMatchInlineSnapshot(`
    "Error: Unsupported attribute

      on t.pkr.hcl line 8, in build:
       8:     inline = [build.ID, build.SSHPrivateKeyFile, source.nam, local.x, var.y, packer.versin, path.rot, each.value]
                                       ^^^^^^^^^^^^^^^^^^

    with build as object with 14 attributes.

    This object has no attribute "SSHPrivateKeyFile". Check the spelling.

    Error: Unsupported attribute

      on t.pkr.hcl line 8, in build:
       8:     inline = [build.ID, build.SSHPrivateKeyFile, source.nam, local.x, var.y, packer.versin, path.rot, each.value]
                                                                 ^^^^

    with source as object with 2 attributes.

    This object has no attribute "nam". Did you mean "name"?

    Error: Unsupported attribute

      on t.pkr.hcl line 8, in build:
       8:     inline = [build.ID, build.SSHPrivateKeyFile, source.nam, local.x, var.y, packer.versin, path.rot, each.value]
                                                                            ^^

    with local as object with 0 attributes.

    This object has no attribute "x". The template has no such local. Declare it:
    locals { x = ... }.

    Error: Unsupported attribute

      on t.pkr.hcl line 8, in build:
       8:     inline = [build.ID, build.SSHPrivateKeyFile, source.nam, local.x, var.y, packer.versin, path.rot, each.value]
                                                                                   ^^

    with var as object with 0 attributes.

    This object has no attribute "y". The template declares no such variable.
    Declare it: variable "y" { ... }.

    Error: Unsupported attribute

      on t.pkr.hcl line 8, in build:
       8:     inline = [build.ID, build.SSHPrivateKeyFile, source.nam, local.x, var.y, packer.versin, path.rot, each.value]
                                                                                             ^^^^^^^

    with packer as object with 3 attributes.

    This object has no attribute "versin". Did you mean "version"?

    Error: Unsupported attribute

      on t.pkr.hcl line 8, in build:
       8:     inline = [build.ID, build.SSHPrivateKeyFile, source.nam, local.x, var.y, packer.versin, path.rot, each.value]
                                                                                                          ^^^^

    with path as object with 2 attributes.

    This object has no attribute "rot". Did you mean "root"?

    Error: Unknown variable

      on t.pkr.hcl line 8, in build:
       8:     inline = [build.ID, build.SSHPrivateKeyFile, source.nam, local.x, var.y, packer.versin, path.rot, each.value]
                                                                                                                ^^^^

    There is no variable named "each". Did you mean "path"?

    exit 1
    "
  `);
});

test("build in a source", async () => {
  expect(
    await validate(`source "null" "a" {
  communicator = "none"
  ssh_host     = build.name
}
build {
  sources = ["null.a"]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Unsupported attribute

      on t.pkr.hcl line 3, in source "null" "a":
       3:   ssh_host     = build.name
                                ^^^^^

    This object has no attribute "name". What a build knows can be read in its
    provisioners and post-processors only. Move what needs it there.

    exit 1
    "
  `);
});

test("a source block in a build that says it twice", async () => {
  expect(
    await validate(`source "null" "a" {
  communicator = "none"
}
build {
  source "null.a" {
    name         = upper("x")
    communicator = "ssh"
  }
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Function calls not allowed

    on t.pkr.hcl line 6, in build:
     6:     name         = upper("x")
                           ^^^^^

  Functions cannot be used here. Write the value itself.

  Error: Duplicate argument

    on t.pkr.hcl line 7, in build:
     7:     communicator = "ssh"
            ^^^^^^^^^^^^

  The argument "communicator" is already set on line 2. Each argument may be set
  once; remove one of the two.

  exit 1
  "
`);
});

test("dynamic blocks", async () => {
  expect(
    await validate(
      around(`dynamic "provisioner" {
    for_each = ["a", "b"]
    labels   = ["shell-local"]
    content {
      inlin = [provisioner.value]
    }
  }
  dynamic "provisioner" {
    for_each = null
    labels   = ["shell-local"]
    content {
    }
  }
  dynamic "provisioner" {
    for_each = ["a"]
    content {
    }
  }
  dynamic "provisionr" {
    for_each = ["a"]
    content {
    }
  }`),
    ),
  ).toMatchInlineSnapshot(`
    "Error: Unsupported argument

      on t.pkr.hcl line 11, in build:
      11:       inlin = [provisioner.value]
                ^^^^^

    An argument named "inlin" is not expected here. Did you mean "inline"?

    Error: Invalid dynamic for_each value

      on t.pkr.hcl line 15, in build:
      15:     for_each = null
                         ^^^^

    The value is null, but one block is made for each element of a list, set, tuple,
    map or object. Use one of those, for instance "[]" for no block.

    Error: Missing required argument

      on t.pkr.hcl line 20, in build:
      20:   dynamic "provisioner" {
            ^^^^^^^^^^^^^^^^^^^^^

    Blocks of type "provisioner" have labels (type). Add "labels = [...]" to the
    dynamic block.

    Error: Unsupported block type

      on t.pkr.hcl line 25, in build:
      25:   dynamic "provisionr" {
                    ^^^^^^^^^^^^

    Blocks of type "provisionr" are not expected here. Did you mean "provisioner"?

    exit 1
    "
  `);
});

test("a Go template that is part of a secret is not quoted", async () => {
  const secret = 'variable "s" {\n  default   = "pw-{{ usr 4711 }}-hunter2"\n  sensitive = true\n}\n';
  const said = await validate(secret + around('provisioner "shell-local" { inline = ["echo ${var.s}"] }'));
  expect(said).toContain("There is a secret in it");
  expect(said).not.toMatch(/usr|4711|hunter2/);
});

test("Go templates in strings", async () => {
  expect(
    await validate(
      around(`provisioner "shell-local" {
    inline          = ["{{ usr \`x\` }}", "{{ user \`x\` }}"]
    execute_command = ["{{ .Nothing", "x"]
  }`),
    ),
  ).toMatchInlineSnapshot(`
    "Error: Invalid template expression

      on t.pkr.hcl line 8, in build:
       8:     inline          = ["{{ usr \`x\` }}", "{{ user \`x\` }}"]
                                 ^^^^^^^^^^^^^^^

    There is no function "usr". The trouble begins at "usr \`x\` }}". Correct what
    stands between "{{" and "}}".

    Error: Invalid template expression

      on t.pkr.hcl line 8, in build:
       8:     inline          = ["{{ usr \`x\` }}", "{{ user \`x\` }}"]
                                                  ^^^^^^^^^^^^^^^^

    user: user does not exist in HCL templates; write \${var.x} instead. The trouble
    begins at "user \`x\` }}". Correct what stands between "{{" and "}}".

    Error: Invalid template expression

      on t.pkr.hcl line 9, in build:
       9:     execute_command = ["{{ .Nothing", "x"]
                                 ^^^^^^^^^^^^^

    This action is not closed. End it with }}. Correct the template.

    exit 1
    "
  `);
});

test("a wrong value for a sensitive variable", async () => {
  expect(
    await validate(`variable "password" {
  type      = list(number)
  default   = ["hunter2"]
  sensitive = true
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Invalid default value for variable

      on t.pkr.hcl line 3, in variable "password":
       3:   default   = ["<sensitive>"]
                        ^^^^^^^^^^^

    The default of "password" does not fit its type: a number is required. Change
    the default or the type.

    Error: Missing build block

    A template needs a build block that says which sources are built. Add build {
    sources = ["source.TYPE.NAME"] }.

    exit 1
    "
  `);
});

test("a communicator that is not there", async () => {
  expect(
    await validate(`source "null" "a" {
  communicator   = "winrm"
  winrm_host     = "192.0.2.1"
  winrm_username = "Administrator"
  winrm_password = "hunter2"
}
build {
  sources = ["null.a"]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: The communicator "winrm" cannot be used yet

      on t.pkr.hcl line 2, in source "null" "a":
       2:   communicator   = "winrm"
                             ^^^^^^^

    This version of Ingot reaches machines over SSH only. Use "ssh", or "none".

    exit 1
    "
  `);
});
