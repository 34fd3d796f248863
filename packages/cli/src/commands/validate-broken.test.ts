// One mistake anywhere in a template that is right: few errors come of it, and one of them leads to it.

import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { listMistakes } from "../../test/fixtures/find-mistakes.ts";
import { type Files, runIngot } from "../../test/fixtures/run-ingot.ts";

vi.setConfig({ testTimeout: 120_000 });

// Always the same breaks, unless another seed is named: how many errors a break may give is an experience, not a law.
const seed = Number(process.env.INGOT_TEST_SEED ?? 3);

const files: Files = {
  "t/a.pkr.hcl": `packer {
  required_version = ">= 1.7.0"
  required_plugins {
    docker = {
      source  = "github.com/hashicorp/docker"
      version = ">= 1.0.0"
    }
  }
}

variable "image" {
  type        = string
  default     = "debian:12"
  description = "What to start from."
  validation {
    condition     = length(var.image) > 2
    error_message = "The image needs a name."
  }
}

variable "tags" {
  type    = list(string)
  default = ["latest", "stable"]
}

locals {
  labels = { for tag in var.tags : tag => "\${var.image}-\${tag}" }
  count  = length(local.labels) + 1
}

local "secret" {
  expression = upper("abc")
  sensitive  = true
}

source "docker" "web" {
  image   = var.image
  commit  = true
  changes = [for name, label in local.labels : "LABEL \${name}=\${label}"]
}

source "null" "host" {
  communicator = "none"
}
`,
  "t/b.pkr.hcl": `build {
  name    = "all"
  sources = ["source.docker.web"]

  source "source.null.host" {
    name = "other"
  }

  provisioner "shell" {
    only   = ["docker.web"]
    inline = ["echo \${local.count}", "echo \${build.ID}"]
    environment_vars = [
      "SECRET=\${local.secret}",
    ]
    max_retries = 2
  }

  provisioner "file" {
    content     = <<-EOT
      tags: \${join(",", var.tags)}
    EOT
    destination = "/etc/tags"
    only        = ["docker.web"]
  }

  provisioner "shell-local" {
    inline       = ["true"]
    pause_before = "1s"
    override = {
      web = {
        inline = ["false"]
      }
    }
  }

  dynamic "post-processor" {
    for_each = var.tags
    labels   = ["manifest"]
    content {
      output = "\${post-processor.value}.json"
    }
  }

  post-processors {
    post-processor "docker-tag" {
      repository = "example/web"
      tags       = var.tags
      only       = ["docker.web"]
    }
  }
}
`,
};

const tokenPattern = /"(?:[^"\\\n]|\\.)*"|[A-Za-z_][\w-]*|\d+|<<-?\w+|[^\s\w]/g;

/** Every token of every file, with its place. */
const tokens = Object.entries(files).flatMap(([name, text]) =>
  [...text.matchAll(tokenPattern)].map(({ 0: word, index }) => ({ name, word, index })),
);

/** The lines of the root block that a place stands in. */
function rootBlockAround(text: string, index: number): { readonly first: number; readonly last: number } {
  const starts = text.split("\n").flatMap((line, at) => (/^\w/.test(line) ? [at + 1] : []));
  const line = text.slice(0, index).split("\n").length;
  const first = starts.findLast((start) => start <= line) ?? 1;
  const next = starts.find((start) => start > line);
  return { first, last: next === undefined ? Number.POSITIVE_INFINITY : next - 1 };
}

test("the template is right", async () => {
  expect((await runIngot(["validate", "t"], files)).text).toBe("The configuration is valid.\nexit 0\n");
});

// A name that is declared under another name is missing where it is read: in four places at most here.
const most = 4;

test(`one token deleted, doubled or replaced gives few errors, and one that leads there (INGOT_TEST_SEED=${seed})`, async () => {
  const change = fc.oneof(
    fc.constant((word: string) => `${word} ${word}`),
    fc.constantFrom("", "zzz", "}", "{", "]", '"', "=", "$", "1", "<<X").map((by) => () => by),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...tokens), change, async ({ name, word, index }, replace) => {
      const text = files[name] ?? "";
      const broken = text.slice(0, index) + replace(word) + text.slice(index + word.length);
      const run = await runIngot(["validate", "t"], { ...files, [name]: broken });
      const errors = listMistakes(run.text)
        .split("\n")
        .filter((line) => line.includes("Error: "));
      expect(run.code).toBe(errors.length > 0 ? 1 : 0);
      expect(errors.length).toBeLessThanOrEqual(most);
      if (errors.length === 0) return;
      const { first, last } = rootBlockAround(text, index);
      const isThere = errors.some((error) => {
        const place = /^(\S+?):(\d+) /.exec(error);
        return place && `t/${place[1]}` === name && Number(place[2]) >= first && Number(place[2]) <= last;
      });
      expect(isThere || run.text.includes(word.replaceAll('"', "")), run.text).toBe(true);
    }),
    { numRuns: 200, seed },
  );
});

const legacy = JSON.stringify(
  {
    _comment: "what it is for",
    variables: { image: "debian:12", port: "2222", greeting: "hello {{user `image`}}" },
    "sensitive-variables": ["port"],
    builders: [
      { type: "docker", name: "web", image: "{{user `image`}}", commit: true, changes: ["LABEL a=b"] },
      { type: "file", target: "out", content: "x" },
    ],
    provisioners: [
      { type: "shell", only: ["web"], inline: ["echo {{user `greeting`}}"], max_retries: 2 },
      { type: "shell-local", inline: "true", pause_before: "1s", override: { file: { inline: ["false"] } } },
    ],
    "post-processors": ["manifest", [{ type: "docker-tag", repository: "a/b", tags: ["x"], only: ["web"] }]],
  },
  undefined,
  2,
);
const hclJson = JSON.stringify(
  {
    variable: { image: { type: "string", default: "debian:12" }, tags: { type: "list(string)", default: ["a"] } },
    locals: { both: "${var.image}-${length(var.tags)}" },
    source: { docker: { web: { image: "${var.image}", commit: true } }, file: { out: { target: "o", content: "x" } } },
    build: {
      sources: ["source.docker.web", "source.file.out"],
      provisioner: [
        { shell: { only: ["docker.web"], inline: ["echo ${local.both}"] } },
        { "shell-local": { inline: ["true"] } },
      ],
      "post-processor": { manifest: { output: "m.json" } },
    },
  },
  undefined,
  2,
);

test.each([
  ["legacy JSON", "t.json", legacy],
  ["HCL2 in JSON syntax", "t.pkr.json", hclJson],
])(`the same for %s (INGOT_TEST_SEED=${seed})`, async (_, name, text) => {
  expect((await runIngot(["validate", name], { [name]: text })).text).toBe("The configuration is valid.\nexit 0\n");
  const places = [...text.matchAll(tokenPattern)].map(({ 0: word, index }) => ({ word, index }));
  const replacement = fc.constantFrom("", "zzz", "}", "{", "]", '"', ",", "1", '"zzz"');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), replacement, async ({ word, index }, by) => {
      const broken = text.slice(0, index) + by + text.slice(index + word.length);
      const run = await runIngot(["validate", name], { [name]: broken });
      const errors = listMistakes(run.text)
        .split("\n")
        .filter((line) => line.includes("Error: "));
      expect(run.code).toBe(errors.length > 0 ? 1 : 0);
      expect(errors.length, run.text).toBeLessThanOrEqual(most);
    }),
    { numRuns: 150, seed },
  );
});
