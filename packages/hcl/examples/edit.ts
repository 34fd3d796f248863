import assert from "node:assert/strict";
import {
  appendBlock,
  applyEdits,
  formatText,
  parseSyntax,
  removeAttribute,
  renameBlock,
  setAttribute,
  toSource,
  V,
} from "@ingot/hcl";

const text = `# The base image.
source "docker" "old" {
  image  = "debian:11" # keep this in step with CI
  commit = true
}
`;

const tree = parseSyntax(text, "image.pkr.hcl");
const source = tree.body.blocks[0];
const commit = source?.body.attributes.get("commit");
assert(source && commit);

// Edits are data. All of them speak of the text as it was; formatting comes last, once.
const edits = [
  ...renameBlock(source, "source", ["docker", "base"]),
  ...setAttribute(tree, source, "image", toSource(V.string("debian:12"))),
  ...setAttribute(tree, source, "changes", toSource(V.tuple([V.string("USER app"), V.string("CMD run")]))),
  ...removeAttribute(tree, commit),
  ...appendBlock(tree, undefined, "build", [], 'sources = ["source.docker.base"]'),
];
assert.equal(
  formatText(applyEdits(tree.text, edits)),
  `# The base image.
source "docker" "base" {
  image   = "debian:12" # keep this in step with CI
  changes = ["USER app", "CMD run"]
}

build {
  sources = ["source.docker.base"]
}
`,
);
