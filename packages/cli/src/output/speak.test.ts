import { expect, test } from "vitest";
import { runIngot } from "../../test/fixtures/run-ingot.ts";
import { takeForms } from "./speak.ts";

test.each([
  ["build t", "build t", false],
  ["-machine-readable build t", "build t", true],
  ["build -machine-readable t", "build t", true],
  ["build t -machine-readable", "build t", true],
  ["build -- -machine-readable", "build --", true],
  ["build -machine-readable t -machine-readable", "build t -machine-readable", true],
  ["build --machine-readable t", "build --machine-readable t", false],
  ["build -machine-readable=true t", "build -machine-readable=true t", false],
])("%s", (all, words, isMachineReadable) => {
  expect(takeForms(all.split(" "))).toEqual({ words: words.split(" "), isMachineReadable, isJson: false });
});

test.each([
  ["build t", "build t", false],
  ["-json build t", "build t", true],
  ["build --json t", "build t", true],
  ["build t -json", "build t", true],
  ["build -json=true -json=0 t", "build t", false],
  ["build -json=T t", "build t", true],
  ["build -json=maybe t", "build -json=maybe t", false],
  ["build -- -json", "build -- -json", false],
])("%s", (all, words, isJson) => {
  expect(takeForms(all.split(" "))).toEqual({ words: words.split(" "), isMachineReadable: false, isJson });
});

/** What programs see; the time stands as T. */
async function lines(words: readonly string[], files = {}, stdin = ""): Promise<string> {
  const { text } = await runIngot(["-machine-readable", ...words], files, { stdin, isTerminal: true });
  return text.replaceAll(/^\d{10},/gm, "T,");
}

test("version", async () => {
  expect(await lines(["version"])).toMatchInlineSnapshot(`
    "T,,version,1.16.0
    T,,version-prelease,
    T,,version-commit,
    T,,ingot-version,1.2.3
    T,,ui,say,Ingot v1.2.3\\nReads templates as Packer v1.16.0 does.
    exit 0
    "
  `);
  expect(await lines(["-v"])).toBe(await lines(["version"]));
});

test("what is said of what is wrong", async () => {
  expect(await lines(["validate", "no.json"])).toMatchInlineSnapshot(`
    "T,,ui,error,Error: Could not find the template "no.json"\\n\\nThere is no such file or folder. Give the path of a template file or of a folder\\nwith *.pkr.hcl files.\\n
    exit 1
    "
  `);
  expect(await lines(["validate", "-nope"])).toMatch(/^T,,ui,say,Usage: .*\nT,,ui,error,Error: Unknown flag -nope\\n/);
});

test("help is not said but shown", async () => {
  expect(await lines(["validate", "-h"])).toMatch(/^Usage: ingot validate/);
  expect(await lines([])).toMatch(/^Usage: ingot/);
});

test("a command that only says things", async () => {
  expect(await lines(["console", "-config-type=hcl2"], {}, '[1, "a\\r\\n,"]')).toBe(
    'T,,ui,say,[\\n  1%!(PACKER_COMMA)\\n  "a\\r\\n%!(PACKER_COMMA)"%!(PACKER_COMMA)\\n]\nexit 0\n',
  );
});

test("inspect of a JSON template", async () => {
  const template = `{
    "description": "a,b\\nc",
    "variables": { "needed": null, "z": "x,y", "password": "hunter22" },
    "sensitive-variables": ["password"],
    "builders": [{ "type": "null", "name": "b" }, { "type": "null" }],
    "provisioners": [{ "type": "shell-local", "inline": ["true"] }]
  }`;
  expect(await lines(["inspect", "t.json"], { "t.json": template })).toMatchInlineSnapshot(`
    "T,,ui,say,Packer Inspect: JSON mode
    T,,ui,say,Description:\\n
    T,,ui,say,a%!(PACKER_COMMA)b\\nc\\n
    T,,ui,say,Required variables:\\n
    T,,template-variable,needed,,1
    T,,ui,say,  needed
    T,,ui,say,
    T,,ui,say,Optional variables and their defaults:\\n
    T,,template-variable,password,<sensitive>,0
    T,,ui,say,  password = <sensitive>
    T,,template-variable,z,x%!(PACKER_COMMA)y,0
    T,,ui,say,  z        = x%!(PACKER_COMMA)y
    T,,ui,say,
    T,,ui,say,Builders:\\n
    T,,template-builder,b,null
    T,,ui,say,  b    (null)
    T,,template-builder,null,null
    T,,ui,say,  null
    T,,ui,say,
    T,,ui,say,Provisioners:\\n
    T,,template-provisioner,shell-local
    T,,ui,say,  shell-local
    T,,ui,say,\\nNote: if names of builds are interpolated%!(PACKER_COMMA) they are shown as they stand in the\\ntemplate; their final names are known when the template is built.
    exit 0
    "
  `);
});

test("inspect of an HCL2 template, and of none", async () => {
  const template = `variable "password" {\n  default   = "hunter22"\n  sensitive = true\n}\nlocals {\n  a = "\${var.password},"\n}\n`;
  expect(await lines(["inspect", "t.pkr.hcl"], { "t.pkr.hcl": template })).toMatchInlineSnapshot(`
    "T,,ui,say,Packer Inspect: HCL2 mode\\n
    T,,ui,say,> input-variables:\\n\\nvar.password: "<sensitive>"\\n\\n> local-variables:\\n\\nlocal.a: "<sensitive>%!(PACKER_COMMA)"\\n
    T,,ui,say,> builds:\\n
    exit 0
    "
  `);
  expect(await lines(["inspect"])).toMatchInlineSnapshot(`
    "T,,ui,say,Packer Inspect: JSON mode
    T,,ui,say,Variables:\\n
    T,,ui,say,  <No variables>
    T,,ui,say,
    T,,ui,say,Builders:\\n
    T,,template-builder,null,null
    T,,ui,say,  null
    T,,ui,say,
    T,,ui,say,Provisioners:\\n
    T,,ui,say,  <No provisioners>
    T,,ui,say,\\nNote: if names of builds are interpolated%!(PACKER_COMMA) they are shown as they stand in the\\ntemplate; their final names are known when the template is built.
    exit 0
    "
  `);
});
