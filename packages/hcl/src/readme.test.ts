import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as face from "./index.ts";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const examples = readdirSync(join(root, "examples"));

describe("the README", () => {
  it.each(examples)("shows the example %s as it is, and that runs", async (name) => {
    const path = join(root, "examples", name);
    expect(readme).toContain(`\`\`\`ts\n${readFileSync(path, "utf8")}\`\`\`\n`);
    await import(path);
  });

  it("has no other code", () => {
    expect(readme.match(/^```ts$/gm)).toHaveLength(examples.length);
  });

  it("names nothing that is not there", () => {
    const prose = readme.replaceAll(/^```ts\n.*?^```$/gms, "");
    const names = [...prose.matchAll(/`([a-z]+[A-Z]\w*)`/g)].map((match) => match[1] ?? "");
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !(name in face) && name !== "baseDir")).toEqual([]);
  });
});

it("everything that the package exports is described where it is declared", () => {
  const index = readFileSync(join(root, "src/index.ts"), "utf8");
  const undescribed: string[] = [];
  for (const [, names = "", file = ""] of index.matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)";$/gm)) {
    const text = readFileSync(join(root, "src", file), "utf8");
    for (const name of names.split(",").flatMap((part) => part.trim().split(" as ")[0] || [])) {
      const declared = new RegExp(`^export (?:async )?(?:const|function|class|interface|type) ${name}\\b`, "m").exec(
        text,
      );
      const before = text.slice(0, declared?.index ?? 0).trimEnd();
      if (declared && !before.endsWith("*/")) undescribed.push(`${name} in ${file}`);
    }
  }
  expect(undescribed).toEqual([]);
});
