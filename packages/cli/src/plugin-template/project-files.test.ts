import { expect, it } from "vitest";
import { kinds } from "./component-code.ts";
import { projectFiles } from "./project-files.ts";

it.each(kinds)("a project of the kind %s has all its parts", (kind) => {
  const files = projectFiles({ name: "image-note", kind, tarball: "ingot-sdk-1.2.3.tgz" });
  const wanted = [
    ".gitignore",
    "README.md",
    "example/image-note.pkr.hcl",
    "package.json",
    `src/${kind}/image-note.test.ts`,
    `src/${kind}/image-note.ts`,
    "src/index.ts",
    "tsconfig.json",
  ];
  expect(Object.keys(files).sort()).toEqual(wanted.sort());
  expect(files["src/index.ts"]).toContain('{ "image-note": imageNote }');
  expect(JSON.parse(files["package.json"] ?? "")).toMatchObject({
    name: "ingot-plugin-image-note",
    devDependencies: { "@ingot/sdk": "file:vendor/ingot-sdk-1.2.3.tgz" },
  });
  expect(Object.values(files).join()).not.toContain("${sdk}");
});

it("a name that begins with a digit is a name in code too", () => {
  const files = projectFiles({ name: "7z", kind: "builder", tarball: "" });
  expect(files["src/index.ts"]).toContain('{ "7z": _7z }');
});
