import { expect, test } from "vitest";
import { runIngot } from "../../test/fixtures/run-ingot.ts";

const old = '{"builders": [{"type": "virtualbox", "ssh_wait_timeout": "1m"}]}';

test("the template is written out, with an empty line behind it as Packer writes it", async () => {
  expect((await runIngot(["fix", "t.json"], { "t.json": old })).text).toMatchInlineSnapshot(`
    "{
      "builders": [
        {
          "ssh_timeout": "1m",
          "type": "virtualbox-iso"
        }
      ]
    }

    exit 0
    "
  `);
  expect((await runIngot(["fix", "-"], {}, { stdin: old })).code).toBe(0);
});

test("at a terminal, what was fixed is said", async () => {
  const run = async (text: string) =>
    (await runIngot(["fix", "t.json"], { "t.json": text }, { isTerminal: true })).text;
  expect((await run(old)).split("\n\n")[1]).toMatchInlineSnapshot(`
    "Fixed:
      the builder "virtualbox" becomes "virtualbox-iso", also in overrides
      "ssh_wait_timeout" becomes "ssh_timeout"
    exit 0
    "
  `);
  expect((await run('{"builders": [{"type": "null"}]}')).split("\n\n")[1]).toMatchInlineSnapshot(`
    "Nothing needed fixing.
    exit 0
    "
  `);
});

test("a result that is not right is written all the same", async () => {
  const text = '{"builders": [{"type": "virtualbox"}], "provisioners": [{"type": "shell", "only": ["virtualbox"]}]}';
  expect((await runIngot(["fix", "t.json"], { "t.json": text })).text).toMatchInlineSnapshot(`
    "{
      "builders": [
        {
          "type": "virtualbox-iso"
        }
      ],
      "provisioners": [
        {
          "only": [
            "virtualbox"
          ],
          "type": "shell"
        }
      ]
    }

    Error: 'only' specified builder 'virtualbox', which does not exist

      on t.json (fixed) line 10:
      10:         "virtualbox"
                  ^^^^^^^^^^^^

    The builders of this template are: virtualbox-iso. Write one of these names.

    exit 1
    "
  `);
  expect((await runIngot(["fix", "-validate=false", "t.json"], { "t.json": text })).code).toBe(0);
});

test.each([
  ["t.pkr.hcl", { "t.pkr.hcl": "" }],
  [".", { "t.pkr.hcl": "" }],
  ["t.json", {}],
  ["t.json", { "t.json": '{"builders": [}' }],
])("what cannot be read: %s of %j", async (path, files) => {
  expect((await runIngot(["fix", path], files)).text).toMatchSnapshot();
});
