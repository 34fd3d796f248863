// Templates of a given size for the figures about growth: each shape leans on another part of the language. A bigger one has more of
// the same, never deeper or longer pieces, so that cost per byte should stay what it is.

/** What a template is made of. */
export type Shape = keyof typeof shapes;

interface Writer {
  readonly head: string;
  /** The n-th piece, some hundreds of bytes. */
  readonly piece: (n: number) => string;
  /** What comes behind so many pieces. */
  readonly tail: (count: number) => string;
  readonly ending: ".pkr.hcl" | ".pkr.json" | ".json";
}

const words = ["update", "install", "configure", "enable", "restart", "überprüfen"];
const word = (n: number) => words[n % words.length] ?? "";

const shapes = {
  /** What people write: variables, locals, sources, builds with provisioners, comments. */
  whole: {
    head: 'variable "region" {\n  type    = string\n  default = "eu"\n}\n',
    piece: (n) => `
# The image number ${n}: ${word(n)} it, and leave nothing behind.
variable "size_${n}" {
  type        = number
  default     = ${n % 50}
  description = "How large ${n} is."
}
locals {
  name_${n} = "\${var.region}-\${var.size_${n}}-${n}"
  tags_${n} = { Name = local.name_${n}, Index = ${n}, Parts = ["a", "b", upper("c${n}")] }
}
source "null" "n${n}" {
  communicator = "none"
}
build {
  name    = "b${n}"
  sources = ["source.null.n${n}"]
  provisioner "shell-local" {
    inline = ["echo \${local.name_${n}}", "echo ${word(n)} \${local.tags_${n}.Name}"]
  }
}
`,
    tail: () => "",
    ending: ".pkr.hcl",
  },
  /** Locals of which each reads the next. */
  chain: {
    head: 'build {\n  sources = ["source.null.a"]\n}\nsource "null" "a" {\n  communicator = "none"\n}\nlocals {\n',
    piece: (n) => `  v${n} = local.v${n + 1} % 1000 + ${n}\n`,
    tail: (count) => `  v${count} = 1\n}\n`,
    ending: ".pkr.hcl",
  },
  /** One long list of objects in nested lists, gone through by for-expressions. */
  lists: {
    head: 'build {\n  sources = ["source.null.a"]\n}\nsource "null" "a" {\n  communicator = "none"\n}\nlocals {\n  names = [for item in local.items : item.name if item.on]\n  count = length(local.items)\n  items = [\n',
    piece: (n) =>
      `    { name = "item-${n}", on = ${n % 2 === 0}, sizes = [${n}, ${n + 1}, [${n}.5, [null]]], tags = { a = "${word(n)}" } },\n`,
    tail: () => "  ]\n}\n",
    ending: ".pkr.hcl",
  },
  /** Comments, long strings with escapes and interpolations, heredocs. */
  texts: {
    head: 'build {\n  sources = ["source.null.a"]\n}\nsource "null" "a" {\n  communicator = "none"\n}\nlocals {\n  x = "x"\n}\n',
    piece: (n) => `
# ${`${word(n)} the machine, then look at what came of it. `.repeat(3)}
/* ${"A comment\n   of several lines. ".repeat(4)}*/
locals {
  script_${n} = <<-EOT
    #!/bin/sh
    set -eu   # ${n}
    for f in \${join(" ", ["a", "b"])}; do
      echo "\${local.x} ${word(n)} $f"
    %{ if ${n} > 10 }
      exit ${n % 7}
    %{ endif }
    done
  EOT
  line_${n} = "${`tab\\t quote \\" and \${local.x}; `.repeat(8)}"
  plain_${n} = "${"abcdefghijklmnopqrstuvwxyz ".repeat(12)}"
}
`,
    tail: () => "",
    ending: ".pkr.hcl",
  },
  /** The JSON syntax of HCL2. */
  json: {
    head: '{\n"variable": { "region": { "type": "string", "default": "eu" } },\n"build": { "sources": ["source.null.n0"] },\n"locals": {\n',
    piece: (n) =>
      `  "name_${n}": "\${var.region}-${n}",\n  "list_${n}": ["\\u00e9 ${word(n)}", ${n}, true, { "a": [null, "\${local.name_${n}}"] }],\n`,
    tail: () => '  "last": null\n},\n"source": { "null": { "n0": { "communicator": "none" } } }\n}\n',
    ending: ".pkr.json",
  },
  /** A legacy JSON template. */
  legacy: {
    head: '{\n"variables": { "region": "eu" },\n"builders": [{ "type": "null", "communicator": "none" }],\n"provisioners": [\n',
    piece: (n) =>
      `  { "type": "shell-local", "environment_vars": ["N=${n}", "R={{ user \`region\` }}"], "inline": ["echo {{ build_name }} ${word(n)}", "echo {{ upper \`x${n}\` }}"] },\n`,
    tail: () => '  { "type": "shell-local", "inline": ["true"] }\n]\n}\n',
    ending: ".json",
  },
  /** Nothing that is right. */
  garbage: {
    head: "",
    piece: (n) => `}} ]$ "${word(n)} = { ${n} ( \u00e9\u0301 [ 'x' ;; <<E & ... \${ %{\n source source {\n a = b c\n`,
    tail: () => "",
    ending: ".pkr.hcl",
  },
} satisfies Readonly<Record<string, Writer>>;

/** The names of the shapes. */
export const shapeNames = Object.keys(shapes) as readonly Shape[];

/** A template of about this many bytes. */
export function growTemplate(shape: Shape, bytes: number): { readonly text: string; readonly ending: string } {
  const { head, piece, tail, ending }: Writer = shapes[shape];
  const parts = [head];
  let size = Buffer.byteLength(head);
  let count = 0;
  for (; size < bytes; count++) {
    const next = piece(count);
    parts.push(next);
    size += Buffer.byteLength(next);
  }
  return { text: [...parts, tail(count)].join(""), ending };
}
