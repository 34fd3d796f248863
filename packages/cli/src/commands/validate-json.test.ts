// What a person sees of the mistakes in a legacy JSON template. Each template is also validated moved down and to the right (see `validate`).

import { expect, test, vi } from "vitest";
import { runIngot, validate as validateFile } from "../../test/fixtures/run-ingot.ts";

vi.setConfig({ testTimeout: 60_000 });

const validate = (template: string, ...flags: string[]) => validateFile("t.json", template, flags);

test("unknown field", async () => {
  expect(
    await validate(`{
  "builders": [
    {
      "type": "docker",
      "image": "debian",
      "comit": true
    }
  ]
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Unknown configuration key "comit"

    on t.json line 6:
     6:       "comit": true
              ^^^^^^^

  A setting named "comit" is not expected here. Did you mean "commit"?

  exit 1
  "
`);
});

test("wrong type", async () => {
  expect(
    await validate(`{
  "builders": [
    {
      "type": "docker",
      "image": ["debian"],
      "commit": "perhaps",
      "changes": { "LABEL": "a=b" }
    }
  ]
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Incorrect attribute value type

    on t.json line 5:
     5:       "image": ["debian"],
                       ^^^^^^^^^^

  "image" needs a string; a list stands here. Write a string in its place.

  Error: Incorrect attribute value type

    on t.json line 6:
     6:       "commit": "perhaps",
                        ^^^^^^^^^

  "commit" needs true or false; the string "perhaps" stands here. Write true or
  false in its place.

  Error: Incorrect attribute value type

    on t.json line 7:
     7:       "changes": { "LABEL": "a=b" }
                         ^^^^^^^^^^^^^^^^^^

  "changes" needs a string; an object stands here. Write a string in its place.

  exit 1
  "
`);
});

test("missing variable", async () => {
  expect(
    await validate(`{
  "variables": {
    "region": null,
    "name": "{{ user \`region\` }}-{{ user \`regoin\` }}"
  },
  "builders": [{ "type": "null", "communicator": "none" }]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: required variable not set: region

      on t.json line 3:
       3:     "region": null,
              ^^^^^^^^

    The variable has no default. Give it a value with -var region=..., or in a file
    with -var-file.

    Warning: Unused variable "name"

      on t.json line 4:
       4:     "name": "{{ user \`region\` }}-{{ user \`regoin\` }}"
              ^^^^^^

    Nothing reads the user variable "name". Read it with {{user \`name\`}}, or remove
    it.

    exit 1
    "
  `);
});

test("a variable that is made of one that is not there", async () => {
  expect(
    await validate(`{
  "variables": {
    "a": "{{ user \`b\` }}",
    "b": "{{ user \`a\` }}",
    "name": "{{ user \`nowhere\` }}",
    "broken": "{{ upper \`a",
    "unknown": "{{ uper \`a\` }}"
  },
  "builders": [{ "type": "null", "communicator": "none" }]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Failed to interpolate "a"

      on t.json line 3:
       3:     "a": "{{ user \`b\` }}",
                   ^^^^^^^^^^^^^^^^

    The value "{{ user \`b\` }}" reads a variable that reads this one again. Break the
    circle.

    Error: Failed to interpolate "b"

      on t.json line 4:
       4:     "b": "{{ user \`a\` }}",
                   ^^^^^^^^^^^^^^^^

    The value "{{ user \`a\` }}" reads a variable that reads this one again. Break the
    circle.

    Warning: Unused variable "name"

      on t.json line 5:
       5:     "name": "{{ user \`nowhere\` }}",
              ^^^^^^

    Nothing reads the user variable "name". Read it with {{user \`name\`}}, or remove
    it.

    Error: Failed to interpolate "name"

      on t.json line 5:
       5:     "name": "{{ user \`nowhere\` }}",
                      ^^^^^^^^^^^^^^^^^^^^^^

    The value "{{ user \`nowhere\` }}" reads the variable "nowhere", which is not
    declared. Declare it in "variables".

    Warning: Unused variable "broken"

      on t.json line 6:
       6:     "broken": "{{ upper \`a",
              ^^^^^^^^

    Nothing reads the user variable "broken". Read it with {{user \`broken\`}}, or
    remove it.

    Error: Failed to interpolate "broken"

      on t.json line 6:
       6:     "broken": "{{ upper \`a",
                        ^^^^^^^^^^^^^

    This raw string is not closed. End it with \`. Correct its value, or give another
    with -var.

    Warning: Unused variable "unknown"

      on t.json line 7:
       7:     "unknown": "{{ uper \`a\` }}"
              ^^^^^^^^^

    Nothing reads the user variable "unknown". Read it with {{user \`unknown\`}}, or
    remove it.

    Error: Failed to interpolate "unknown"

      on t.json line 7:
       7:     "unknown": "{{ uper \`a\` }}"
                         ^^^^^^^^^^^^^^^^

    There is no function "uper". Correct its value, or give another with -var.

    exit 1
    "
  `);
});

test("unknown builders, provisioners and post-processors, one of them of a known plugin", async () => {
  expect(
    await validate(`{
  "builders": [
    { "type": "amazon-ebs", "region": "eu-1" },
    { "type": "nul" },
    { "type": "something" }
  ],
  "provisioners": [
    { "type": "shel" },
    { "type": "ansible" },
    { "type": "hcp-sbom" }
  ],
  "post-processors": [
    "manifst",
    [ { "type": "vagrant" }, { "type": "frobnicate" } ]
  ]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Unknown source type "amazon-ebs"

      on t.json line 3:
       3:     { "type": "amazon-ebs", "region": "eu-1" },
                        ^^^^^^^^^^^^

    Ingot has no builder "amazon-ebs". The plugin github.com/hashicorp/amazon has
    it. Install it: ingot plugins install github.com/hashicorp/amazon

    Error: Unknown source type "nul"

      on t.json line 4:
       4:     { "type": "nul" },
                        ^^^^^

    Ingot has no builder "nul". Did you mean "null"?

    Error: Unknown source type "something"

      on t.json line 5:
       5:     { "type": "something" }
                        ^^^^^^^^^^^

    Ingot has no builder "something". Known are: docker, file, local-chroot, null.
    Correct the name. If a plugin has it, run "ingot plugins install" with its
    source.

    Error: Unknown provisioner type "shel"

      on t.json line 8:
       8:     { "type": "shel" },
                        ^^^^^^

    Ingot has no provisioner "shel". Did you mean "shell"?

    Error: Unknown provisioner type "ansible"

      on t.json line 9:
       9:     { "type": "ansible" },
                        ^^^^^^^^^

    Ingot has no provisioner "ansible". The plugin github.com/hashicorp/ansible has
    it. Install it: ingot plugins install github.com/hashicorp/ansible

    Error: Unknown provisioner type "hcp-sbom"

      on t.json line 10:
      10:     { "type": "hcp-sbom" }
                        ^^^^^^^^^^

    Ingot has no provisioner "hcp-sbom". It hands the list of an image's software to
    HCP Packer: that needs an account at HCP and its service HCP Packer, which Ingot
    does not talk to. To have the list as a file, run a scanner such as syft on the
    machine with "shell", and fetch what it writes with "file" and direction =
    "download".

    Error: Unknown post-processor type "manifst"

      on t.json line 13:
      13:     "manifst",
              ^^^^^^^^^

    Ingot has no post-processor "manifst". Did you mean "manifest"?

    Error: Unknown post-processor type "vagrant"

      on t.json line 14:
      14:     [ { "type": "vagrant" }, { "type": "frobnicate" } ]
                          ^^^^^^^^^

    Ingot has no post-processor "vagrant". The plugin github.com/hashicorp/vagrant
    has it. Install it: ingot plugins install github.com/hashicorp/vagrant

    Error: Unknown post-processor type "frobnicate"

      on t.json line 14:
      14:     [ { "type": "vagrant" }, { "type": "frobnicate" } ]
                                                 ^^^^^^^^^^^^

    Ingot has no post-processor "frobnicate". Known are: artifice, checksum,
    compress, docker-import, docker-push, docker-save, docker-tag, manifest,
    provenance, shell-local. Correct the name. If a plugin has it, run
    "ingot plugins install" with its source.

    exit 1
    "
  `);
});

test("bad function", async () => {
  expect(
    await validate(`{
  "builders": [{ "type": "null", "communicator": "none" }],
  "provisioners": [
    {
      "type": "shell-local",
      "inline": ["{{ uper \`a\` }}", "{{ env \`HOME\` }}", "{{ upper }}", "{{ .Vars", "{{ build \`Nothing\` }}"]
    }
  ]
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Invalid template expression

    on t.json line 6:
     6:       "inline": ["{{ uper \`a\` }}", "{{ env \`HOME\` }}", "{{ upper }}", "{{ .Vars", "{{ build \`Nothing\` }}"]
                         ^^^^^^^^^^^^^^^^

  There is no function "uper". The trouble begins at "uper \`a\` }}". Correct what
  stands between "{{" and "}}".

  Error: Invalid template expression

    on t.json line 6:
     6:       "inline": ["{{ uper \`a\` }}", "{{ env \`HOME\` }}", "{{ upper }}", "{{ .Vars", "{{ build \`Nothing\` }}"]
                                           ^^^^^^^^^^^^^^^^^^

  env: env is only available in the default values of variables. The trouble
  begins at "env \`HOME\` }}". Correct what stands between "{{" and "}}".

  Error: Invalid template expression

    on t.json line 6:
     6:       "inline": ["{{ uper \`a\` }}", "{{ env \`HOME\` }}", "{{ upper }}", "{{ .Vars", "{{ build \`Nothing\` }}"]
                                                               ^^^^^^^^^^^^^

  upper takes 1 argument, 0 given. The trouble begins at "upper }}". Correct what
  stands between "{{" and "}}".

  Error: Invalid template expression

    on t.json line 6:
     6:       "inline": ["{{ uper \`a\` }}", "{{ env \`HOME\` }}", "{{ upper }}", "{{ .Vars", "{{ build \`Nothing\` }}"]
                                                                              ^^^^^^^^^^

  This action is not closed. End it with }}. Correct what stands between "{{" and
  "}}".

  Error: Invalid template expression

    on t.json line 6:
     6:       "inline": ["{{ uper \`a\` }}", "{{ env \`HOME\` }}", "{{ upper }}", "{{ .Vars", "{{ build \`Nothing\` }}"]
                                                                                          ^^^^^^^^^^^^^^^^^^^^^^^

  build: there is data of the build, but "Nothing" is not in it; it has ConnType,
  Host, ID, PackerHTTPAddr, PackerHTTPIP, PackerHTTPPort, PackerRunUUID, Password,
  Port, SSHPrivateKey, SSHPublicKey, User, WinRMPassword. The trouble begins at
  "build \`Nothing\` }}". Correct what stands between "{{" and "}}".

  exit 1
  "
`);
});

test("unclosed brace", async () => {
  expect(
    await validate(`{
  "builders": [
    { "type": "null", "communicator": "none"
  ]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Mismatched bracket in JSON

      on t.json line 4:
       4:   ]
            ^

    The "{" of line 3 is closed by "]". Write "}" here, or check the brackets in
    between.

    exit 1
    "
  `);
});

test("unclosed object at the end", async () => {
  expect(
    await validate(`{
  "builders": [
    { "type": "null", "communicator": "none" }
  ]
`),
  ).toMatchInlineSnapshot(`
  "Error: Unclosed bracket in JSON

    on t.json line 1:
     1: {
        ^

  The "{" here has no matching "}" before the end of the file. Add "}" where it
  should end.

  exit 1
  "
`);
});

test("trailing comma, comment and quotes", async () => {
  expect(
    await validate(`{
  "builders": [
    { "type": "null", "communicator": "none", },
  ]
  // nothing
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Trailing comma in JSON

      on t.json line 3:
       3:     { "type": "null", "communicator": "none", },
                                                      ^

    JSON has no comma behind the last item. Remove it.

    Error: Trailing comma in JSON

      on t.json line 3:
       3:     { "type": "null", "communicator": "none", },
                                                         ^

    JSON has no comma behind the last item. Remove it.

    Error: Comment in JSON

      on t.json line 5:
       5:   // nothing
            ^^^^^^^^^^

    JSON has no comments. Remove it.

    exit 1
    "
  `);
});

test("unknown builder in only, except and override", async () => {
  expect(
    await validate(`{
  "builders": [{ "type": "null", "communicator": "none" }],
  "provisioners": [
    {
      "type": "shell-local",
      "inline": ["true"],
      "only": ["nul"],
      "override": { "web": { "inline": ["false"] } }
    },
    { "type": "shell-local", "inline": ["true"], "except": ["something"] }
  ],
  "post-processors": [ { "type": "manifest", "only": ["other"] } ]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: 'only' specified builder 'nul', which does not exist

      on t.json line 7:
       7:       "only": ["nul"],
                         ^^^^^

    Did you mean "null"?

    Error: override 'web' does not exist

      on t.json line 8:
       8:       "override": { "web": { "inline": ["false"] } }
                              ^^^^^

    The builders of this template are: null. Write one of these names.

    Error: 'except' specified builder 'something', which does not exist

      on t.json line 10:
      10:     { "type": "shell-local", "inline": ["true"], "except": ["something"] }
                                                                      ^^^^^^^^^^^

    The builders of this template are: null. Write one of these names.

    Error: 'only' specified builder 'other', which does not exist

      on t.json line 12:
      12:   "post-processors": [ { "type": "manifest", "only": ["other"] } ]
                                                                ^^^^^^^

    The builders of this template are: null. Write one of these names.

    exit 1
    "
  `);
});

test("both only and except", async () => {
  expect(
    await validate(`{
  "builders": [{ "type": "null", "communicator": "none" }],
  "provisioners": [
    { "type": "shell-local", "inline": ["true"], "only": ["null"], "except": ["null"] }
  ]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: only one of 'only' or 'except' may be specified

      on t.json line 4:
       4:     { "type": "shell-local", "inline": ["true"], "only": ["null"], "except": ["null"] }
                                                                                        ^^^^^^

    Keep the one that says it shorter, and remove the other.

    exit 1
    "
  `);
});

test("override that is not an object", async () => {
  expect(
    await validate(`{
  "builders": [{ "type": "null", "communicator": "none" }],
  "provisioners": [
    { "type": "shell-local", "inline": ["true"], "override": ["null"] },
    { "type": "shell-local", "inline": ["true"], "override": { "null": ["x"] } },
    { "type": "shell-local", "inline": ["true"], "override": { "null": { "inlin": ["x"] } } }
  ]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Invalid value for "override"

      on t.json line 4:
       4:     { "type": "shell-local", "inline": ["true"], "override": ["null"] },
                                                                        ^^^^^^

    An override has an object of settings for each builder that it is for. Write {
    "web": { "inline": ["..."] } }.

    Error: Invalid value for "override"

      on t.json line 5:
       5:     { "type": "shell-local", "inline": ["true"], "override": { "null": ["x"] } },
                                                                                 ^^^^^

    An override has an object of settings for each builder that it is for. Write {
    "web": { "inline": ["..."] } }.

    Error: Unknown configuration key "inlin"

      on t.json line 6:
       6:     { "type": "shell-local", "inline": ["true"], "override": { "null": { "inlin": ["x"] } } }
                                                                                   ^^^^^^^

    A setting named "inlin" is not expected here. Did you mean "inline"?

    exit 1
    "
  `);
});

test("bad durations and counts", async () => {
  expect(
    await validate(`{
  "builders": [{ "type": "null", "communicator": "none" }],
  "provisioners": [
    { "type": "shell-local", "inline": ["true"], "pause_before": "5 parsecs" },
    { "type": "shell-local", "inline": ["true"], "timeout": true },
    { "type": "shell-local", "inline": ["true"], "max_retries": "{{ user \`often\` }}x" }
  ]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Failed to parse pause_before duration

      on t.json line 4:
       4:     { "type": "shell-local", "inline": ["true"], "pause_before": "5 parsecs" },
                                                                           ^^^^^^^^^^^

    "pause_before" must be a number with a unit, such as "500ms", "10s" or "1h15m".

    Error: Failed to parse timeout duration

      on t.json line 5:
       5:     { "type": "shell-local", "inline": ["true"], "timeout": true },
                                                                      ^^^^

    "timeout" must be a number with a unit, such as "500ms", "10s" or "1h15m".

    Error: Invalid value for "max_retries"

      on t.json line 6:
       6:     { "type": "shell-local", "inline": ["true"], "max_retries": "{{ user \`often\` }}x" }
                                                                          ^^^^^^^^^^^^^^^^^^^^^

    "max_retries" must be a whole number, or a text that renders to one.

    exit 1
    "
  `);
});

test("root level", async () => {
  expect(
    await validate(`{
  "_comment": "fine",
  "_wrong": 1,
  "bilders": [],
  "minimum": "1",
  "variables": { "number": 1, "list": ["a"] },
  "builders": [
    { "name": "no type" },
    { "type": "null", "communicator": "none", "_comment": "not here" },
    { "type": "null", "communicator": "none" },
    "text"
  ],
  "post-processors": [ [ [ "manifest" ] ] ],
  "description": "a",
  "description": "b"
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Invalid comment

      on t.json line 3:
       3:   "_wrong": 1,
                      ^

    "_wrong" begins with "_" and is a comment; a comment must be a string.

    Error: Unknown root level key in template: 'bilders'

      on t.json line 4:
       4:   "bilders": [],
            ^^^^^^^^^

    Did you mean "builders"?

    Error: Unknown root level key in template: 'minimum'

      on t.json line 5:
       5:   "minimum": "1",
            ^^^^^^^^^

    Known are: min_packer_version, description, variables, sensitive-variables,
    builders, provisioners, error-cleanup-provisioner, post-processors, comments,
    push. A key that begins with "_" is a comment.

    Error: Invalid default for the variable "number"

      on t.json line 6:
       6:   "variables": { "number": 1, "list": ["a"] },
                                     ^

    The default of a variable must be a string, or null for one that has to be
    given. Put it in double quotes.

    Error: Invalid default for the variable "list"

      on t.json line 6:
       6:   "variables": { "number": 1, "list": ["a"] },
                                                ^^^^^

    The default of a variable must be a string, or null for one that has to be
    given. Write its parts as one string, for instance "a,b".

    Error: Missing type of a builder

      on t.json line 8:
       8:     { "name": "no type" },
              ^

    Every builder needs a "type": a string that names what it is.

    Error: Unknown configuration key "_comment"

      on t.json line 9:
       9:     { "type": "null", "communicator": "none", "_comment": "not here" },
                                                        ^^^^^^^^^^

    A setting named "_comment" is not expected here. Remove it, or correct its name.

    Error: builder with name 'null' already exists

      on t.json line 10:
      10:     { "type": "null", "communicator": "none" },
                        ^^^^^^

    Give each builder a "name" of its own.

    Error: Invalid builder

      on t.json line 11:
      11:     "text"
              ^^^^^^

    A builder is an object with a "type": { "type": "..." }.

    Error: Invalid post-processor

      on t.json line 13:
      13:   "post-processors": [ [ [ "manifest" ] ] ],
                                   ^^^^^^^^^^^^^^

    A chain of post-processors cannot hold another chain. Write its members into the
    outer one.

    Error: template has duplicate field: description

      on t.json line 15:
      15:   "description": "b"
            ^^^^^^^^^^^^^

    "description" stands in this object already. Remove one of the two.

    exit 1
    "
  `);
});

test("no builders", async () => {
  expect(
    await validate(`{
  "provisioners": []
}
`),
  ).toMatchInlineSnapshot(`
  "Error: at least one builder must be defined

    on t.json line 1:
     1: {
        ^

  Add a builder: "builders": [ { "type": "..." } ].

  exit 1
  "
`);
});

test("an array", async () => {
  expect(
    await validate(`[]
`),
  ).toMatchInlineSnapshot(`
    "Error: Invalid template

      on t.json line 1:
       1: []
          ^^

    A legacy JSON template is one object: { "builders": [...] }.

    exit 1
    "
  `);
});

test("min_packer_version too high", async () => {
  expect(
    await validate(`{
  "builders": [{ "type": "null", "communicator": "none" }],
  "min_packer_version": "2.0.0"
}
`),
  ).toMatchInlineSnapshot(`
  "Error: Unsupported Packer Core version

    on t.json line 3:
     3:   "min_packer_version": "2.0.0"
                                ^^^^^^^

  The template asks for Packer 2.0.0 or newer. This version of Ingot implements
  Packer 1.16.0. Use a newer Ingot, or lower the number.

  exit 1
  "
`);
});

test("an option that fix knows", async () => {
  expect(
    await validate(`{
  "builders": [
    {
      "type": "docker",
      "image": "debian",
      "commit": true,
      "ssh_wait_timeout": "10m",
      "ssh_key_path": "x"
    }
  ],
  "post-processors": [ { "type": "docker-push", "login_email": "a@example.com" }, { "type": "manifest", "filename": "x" } ]
}
`),
  ).toMatchInlineSnapshot(`
    "Warning: "ssh_wait_timeout" is deprecated

      on t.json line 7:
       7:       "ssh_wait_timeout": "10m",
                ^^^^^^^^^^^^^^^^^^

    Use ssh_timeout instead.

    Error: Deprecated configuration key: 'ssh_key_path'

      on t.json line 8:
       8:       "ssh_key_path": "x"
                ^^^^^^^^^^^^^^

    It was renamed, replaced or removed in a later version of Packer. Run
    "ingot fix" on the template: it writes the template as it should be now.

    Error: Deprecated configuration key: 'login_email'

      on t.json line 11:
      11:   "post-processors": [ { "type": "docker-push", "login_email": "a@example.com" }, { "type": "manifest", "filename": "x" } ]
                                                          ^^^^^^^^^^^^^

    It was renamed, replaced or removed in a later version of Packer. Run
    "ingot fix" on the template: it writes the template as it should be now.

    Error: Deprecated configuration key: 'filename'

      on t.json line 11:
      11:   "post-processors": [ { "type": "docker-push", "login_email": "a@example.com" }, { "type": "manifest", "filename": "x" } ]
                                                                                                                  ^^^^^^^^^^

    It was renamed, replaced or removed in a later version of Packer. Run
    "ingot fix" on the template: it writes the template as it should be now.

    exit 1
    "
  `);
});

test("HCL2 under a name for JSON", async () => {
  const { text } = await runIngot(["validate", "t.json"], { "t.json": `source "null" "a" {\n}\nbuild {\n}\n` });
  expect(text).toMatchInlineSnapshot(`
    "Error: Invalid JSON value

      on t.json line 1:
       1: source "null" "a" {
          ^^^^^^

    "t.json" is read as a legacy JSON template because of its name, and looks like
    HCL2. Rename it: the name of an HCL2 template ends with .pkr.hcl.

    exit 1
    "
  `);
});

test("a template from standard input", async () => {
  const { text } = await runIngot(
    ["validate", "-"],
    {},
    { stdin: `{"builders": [{"type": "null", "comunicator": "none"}]}` },
  );
  expect(text).toMatchInlineSnapshot(`
    "Error: Unknown configuration key "comunicator"

      on <stdin> line 1:
       1: {"builders": [{"type": "null", "comunicator": "none"}]}
                                         ^^^^^^^^^^^^^

    A setting named "comunicator" is not expected here. Did you mean "communicator"?

    exit 1
    "
  `);
});
test("a wrong max_retries", async () => {
  expect(
    await validate(`{
  "builders": [{ "type": "null", "communicator": "none" }],
  "provisioners": [
    { "type": "shell-local", "inline": ["true"], "max_retries": "{{ user \`often\` }}x" }
  ]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Invalid value for "max_retries"

      on t.json line 4:
       4:     { "type": "shell-local", "inline": ["true"], "max_retries": "{{ user \`often\` }}x" }
                                                                          ^^^^^^^^^^^^^^^^^^^^^

    "max_retries" must be a whole number, or a text that renders to one.

    Warning: Undeclared variable "often"

      on t.json line 4:
       4:     { "type": "shell-local", "inline": ["true"], "max_retries": "{{ user \`often\` }}x" }
                                                                          ^^^^^^^^^^^^^^^^^^^^^

    The template declares no user variable "often", and none was given: the text is
    empty there. Declare it in "variables".

    exit 1
    "
  `);
});

test("a sensitive value that is wrong is not shown", async () => {
  const template = `{
  "variables": { "password": null, "pin": "" },
  "sensitive-variables": ["password", "pin"],
  "builders": [{ "type": "null", "communicator": "none" }]
}
`;
  const { text } = await runIngot(["validate", "-var-file=v.json", "t.json"], {
    "t.json": template,
    "v.json": `{ "password": ["hunter2"], "pin": 123456 }`,
  });
  expect(text).toMatchInlineSnapshot(`
    "Error: Invalid value for the variable "password"

      on v.json line 1:
       1: { "password": <sensitive>, "pin": <sensitive> }
                        ^^^^^^^^^^^

    The values in a variable file of a JSON template must be strings. Put it in
    double quotes.

    Error: Invalid value for the variable "pin"

      on v.json line 1:
       1: { "password": <sensitive>, "pin": <sensitive> }
                                            ^^^^^^

    The values in a variable file of a JSON template must be strings. Put it in
    double quotes.

    exit 1
    "
  `);
});

test("a sensitive value whose template is wrong is not shown", async () => {
  const template = `{
  "variables": { "password": null },
  "sensitive-variables": ["password"],
  "builders": [{ "type": "null", "communicator": "none" }]
}
`;
  const { text } = await runIngot(["validate", "-var", "password=hunter2{{", "t.json"], { "t.json": template });
  expect(text).toMatchInlineSnapshot(`
    "Error: Failed to interpolate "password"

    This action is not closed. End it with }}. Correct its value, or give another
    with -var.

    exit 1
    "
  `);
});

test("what must be a list, and what must be a bool", async () => {
  expect(
    await validate(`{
  "builders": [{ "type": "null", "communicator": "none" }],
  "provisioners": { "type": "shell-local", "inline": ["true"] },
  "sensitive-variables": "a",
  "post-processors": [ { "type": "manifest", "keep_input_artifact": "false" } ]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Invalid value for "provisioners"

      on t.json line 3:
       3:   "provisioners": { "type": "shell-local", "inline": ["true"] },
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    "provisioners" must be a list of objects. Write [ { "type": "..." } ].

    Error: Invalid value for "sensitive-variables"

      on t.json line 4:
       4:   "sensitive-variables": "a",
                                   ^^^

    "sensitive-variables" must be a list of strings. Write ["..."].

    Error: Invalid value for "keep_input_artifact"

      on t.json line 5:
       5:   "post-processors": [ { "type": "manifest", "keep_input_artifact": "false" } ]
                                                                              ^^^^^^^

    "keep_input_artifact" must be true or false. Write it without quotes.

    exit 1
    "
  `);
});

test("names of builders are rendered until they stay, and must differ then", async () => {
  const text = (names: readonly string[]) =>
    JSON.stringify({ builders: names.map((name) => ({ type: "null", communicator: "none", name })) });
  const nested = await runIngot(["validate", "-only=A", "t.json"], { "t.json": text(['{{`{{upper "a"}}`}}']) });
  expect(nested.text).toBe("The configuration is valid.\nexit 0\n");
  const same = await runIngot(["validate", "t.json"], { "t.json": text(["a", "{{lower `A`}}"]) });
  expect(same.text).toMatchInlineSnapshot(`
    "Error: builder with name 'a' already exists

      on t.json line 1:
       1: {"builders":[{"type":"null","communicator":"none","name":"a"},{"type":"null","communicator":"none","name":"{{lower \`A\`}}"}]}
                                                                                ^^^^^^

    The name "{{lower \`A\`}}" becomes the name of another builder when it is
    rendered. Give each builder a "name" of its own.

    exit 1
    "
  `);
});

test("the same section twice, and comments that are none", async () => {
  expect(
    await validate(`{
  "builders": [{ "type": "null", "communicator": "none" }],
  "Builders": [],
  "comments": [{ "why": 1 }, "x"]
}
`),
  ).toMatchInlineSnapshot(`
    "Error: Unknown root level key in template: 'Builders'

      on t.json line 3:
       3:   "Builders": [],
            ^^^^^^^^^^

    It is the section "builders" under another spelling. Put both into one.

    Error: Invalid comment

      on t.json line 4:
       4:   "comments": [{ "why": 1 }, "x"]
                                  ^

    Comments are objects of strings. Write [ { "why": "..." } ].

    Error: Invalid comment

      on t.json line 4:
       4:   "comments": [{ "why": 1 }, "x"]
                                       ^^^

    Comments are objects of strings. Write [ { "why": "..." } ].

    exit 1
    "
  `);
});

test.each(["virtualbox", "vmware", "proxmox"])("a type that fix renames: %s", async (type) => {
  const { text } = await runIngot(["validate", "t.json"], { "t.json": `{ "builders": [{ "type": "${type}" }] }` });
  expect(text.replaceAll(/\s+/g, " ")).toContain(
    `The builder "${type}" has been called "${type}-iso" for long. Run "ingot fix" on the template first:`,
  );
});
