import { expect, test } from "vitest";
import { nameTemplate } from "./name-template.ts";

test.each<[string, string, string]>([
  ['Run "ingot init".', "web.pkr.hcl", 'Run "ingot init web.pkr.hcl".'],
  ['"ingot init -upgrade -force" or "ingot init"', ".", '"ingot init -upgrade -force ." or "ingot init ."'],
  ['Run "ingot init".', "my web", `Run "ingot init 'my web'".`],
  ['Run "ingot init".', "old.json", 'Run "ingot init".'],
  ['Run "ingot init".', "new.pkr.json", 'Run "ingot init new.pkr.json".'],
  ['Run "ingot init".', "a$&b", `Run "ingot init 'a$&b'".`],
  ['Run "ingot init".', "TEMPLATE", 'Run "ingot init TEMPLATE".'],
  ['Run "ingot init other".', ".", 'Run "ingot init other".'],
])("%s for %s", (text, template, expected) => expect(nameTemplate(text, template)).toBe(expected));
