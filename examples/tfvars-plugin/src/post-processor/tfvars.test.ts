import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { checkConfig, openBench, runPostProcessor, testArtifact } from "@ingot/sdk/testing";
import { tfvars } from "./tfvars.ts";

async function run(id: string, config: object = {}) {
  const bench = await openBench();
  try {
    const output = join(bench.folder, "packer.auto.tfvars");
    await runPostProcessor(bench, tfvars, { output, ...config }, { artifact: testArtifact({ id }) });
    return await readFile(output, "utf8");
  } finally {
    await bench.remove();
  }
}

test("writes the id", async () => {
  assert.equal(await run("ami-1"), 'image_id = "ami-1"\n');
  assert.equal(await run('a"${b}', { variable: "ami" }), 'ami = "a\\"$${b}"\n');
});

test("picks the image of a region", async () => {
  const ids = "eu-west-1:ami-1,us-east-1:ami-2";
  assert.equal(await run(ids, { region: "us-east-1" }), 'image_id = "ami-2"\n');
  await assert.rejects(run(ids, { region: "eu" }), /no image in eu:/);
});

test("knows its settings", async () => {
  assert.deepEqual(await checkConfig(tfvars, 'variable = "ami"'), []);
  assert.match((await checkConfig(tfvars, { variable: "a b" })).join(), /^variable: Not the name of a variable/);
  assert.match((await checkConfig(tfvars, { varible: "ami" })).join(), /Did you mean "variable"/);
});
