import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { describeHcl2, describeJson, outlineOf } from "../output/describe-template.ts";
import { openTemplate } from "../session/open-template.ts";
import { optionalTemplateFlags } from "../session/template-flags.ts";

const table = defineCommand({
  name: "inspect",
  summary:
    "Shows what a template consists of: variables, locals, builds, provisioners and post-processors. Data sources are read; nothing is built.",
  positional: { usage: "[TEMPLATE]", min: 0, max: Number.POSITIVE_INFINITY },
  isOutputTheResult: true,
  flags: optionalTemplateFlags,
});

export const inspect = commandOf(table, async ({ flags, positional, host }) => {
  const open = await openTemplate(positional, flags, host);
  if (!open) return 1;
  const { template, mask } = open;
  const description = template.describe();
  if (host.form === "json") {
    await host.events.emit({ type: "template", template: outlineOf(description) });
    return 0;
  }
  const said = description.dialect === "hcl2" ? describeHcl2(description) : describeJson(description);
  for (const part of said) {
    if (typeof part === "string") await host.write(mask(part));
    else await host.tell({ ...part, data: part.data.map(mask) });
  }
  return 0;
});
