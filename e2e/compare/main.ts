// npm run compare -- [DIR]: holds Ingot against Debian's Packer 1.6.6 on every template below the folder (default: the conformance templates
// next to the repository). Exits with 1 when something differs that docs/compatibility.md does not explain.

import { existsSync } from "node:fs";
import { compareTemplates } from "./compare-templates.ts";
import { describeFindings } from "./describe-findings.ts";
import { packer } from "./programs.ts";
import { templatesFolder } from "./templates-folder.ts";

process.exitCode = await main(process.argv[2] ?? templatesFolder);

async function main(folder: string): Promise<number> {
  const missing = [folder, packer].find((path) => !existsSync(path));
  if (missing) {
    process.stderr.write(`${missing} is not there: nothing can be compared.\n`);
    return 1;
  }
  const findings = await compareTemplates(folder);
  process.stdout.write(`${await describeFindings(findings)}\n`);
  return findings.length === 0 || findings.some(({ verdict }) => verdict.k === "unexplained") ? 1 : 0;
}
