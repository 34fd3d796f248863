import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { upgradeTemplate } from "@ingot/engine";
import { createSecretFilter, type Diagnostic, writeWholeFile } from "@ingot/sdk";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { usesColour } from "../output/colours.ts";
import { reasonOf } from "../output/reason-of.ts";
import { holdSignals } from "../session/hold-signals.ts";
import { openRegistry } from "../session/open-registry.ts";
import { pluginRulesOf } from "../session/plugin-rules.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";
import { loadOptionsOf, templateFlags } from "../session/template-flags.ts";

const table = defineCommand({
  name: "hcl2_upgrade",
  summary:
    "Writes a JSON template as an HCL2 template. Exits with 1 when the JSON template cannot be read (nothing is written then), or when it has a builder that is not known (the file is written all the same).",
  positional: { usage: "TEMPLATE", min: 1, max: 1 },
  flags: {
    ...templateFlags,
    // All builds are written: these are taken as Packer takes them, and have no effect.
    only: { ...templateFlags.only, hidden: true },
    except: { ...templateFlags.except, hidden: true },
    "output-file": { kind: "string", valueName: "path", help: "Where to write it; TEMPLATE.pkr.hcl by default." },
    "with-annotations": { kind: "bool", default: false, help: "Write a comment above each section." },
  },
});

export const hcl2Upgrade = commandOf(table, async ({ flags, positional, host }) => {
  const path = positional[0] ?? "";
  const { registry, close } = openRegistry({
    host,
    required: [],
    templateDir: undefined,
    template: path,
    rules: pluginRulesOf(flags, host),
  });
  const { sources, diagnostics, secrets, text } = await upgradeTemplate(path, {
    ...loadOptionsOf(flags, false, host),
    registry,
    hasAnnotations: flags["with-annotations"],
  });
  await close();
  const filter = createSecretFilter();
  for (const secret of secrets) filter.add(secret);
  const show = (found: readonly Diagnostic[]) =>
    showDiagnostics(found, sources, { isColoured: usesColour(true, false, host), host, mask: filter.text });
  const isWrong = await show(diagnostics);
  if (text === undefined) return 1;
  const output = flags["output-file"] ?? `${path}.pkr.hcl`;
  try {
    const target = resolve(host.cwd, output);
    await mkdir(dirname(target), { recursive: true });
    await holdSignals(() => writeWholeFile(target, 0o666, (file) => file.writeFile(text)));
  } catch (error) {
    const detail = `The system says: ${reasonOf(error)}. Choose another path with -output-file.`;
    await show([{ severity: "error", summary: `Could not write ${output}`, detail }]);
    return 1;
  }
  const code = isWrong ? 1 : 0;
  await host.write(`Successfully created ${output}. Exit ${code}\n`);
  return code;
});
