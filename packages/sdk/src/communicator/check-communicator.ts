import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { CheckContext } from "../component/check.ts";
import type { Complaint } from "../schema/schema.ts";
import type { CommunicatorConfig } from "./config.ts";
import { expandHome } from "./expand-home.ts";
import { inspectCertificate, inspectPrivateKey } from "./inspect-key-file.ts";

/** Looks at the key and certificate files that the ssh communicator will use: a builder's check calls this. */
export async function checkCommunicator(
  draft: Partial<CommunicatorConfig>,
  context: CheckContext,
): Promise<readonly Complaint[]> {
  if (draft.communicator !== "ssh") return [];
  const now = Date.now() / 1000;
  const files = [
    ["ssh_private_key_file", inspectPrivateKey],
    ["ssh_certificate_file", (text: string) => inspectCertificate(text, now)],
    ["ssh_bastion_private_key_file", inspectPrivateKey],
    ["ssh_bastion_certificate_file", (text: string) => inspectCertificate(text, now)],
  ] as const;
  const complaints: Complaint[] = [];
  for (const [field, inspect] of files) {
    const path = draft[field];
    if (!path || (field.startsWith("ssh_bastion") && !draft.ssh_bastion_host)) continue;
    const wrong = await inspectFile(path, context.cwd, inspect);
    if (wrong === undefined) continue;
    complaints.push({
      field,
      summary: `${field} is invalid`,
      detail: `The file "${path}" cannot be used: ${wrong}. Name another file, or correct this one.`,
    });
  }
  return complaints;
}

async function inspectFile(
  path: string,
  cwd: string,
  inspect: (text: string) => string | undefined,
): Promise<string | undefined> {
  const place = resolve(cwd, await expandHome(path));
  try {
    return inspect(await readFile(place, "utf8"));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return "it does not exist";
    return code === "EACCES" ? "it may not be read" : `it cannot be read (${code ?? String(error)})`;
  }
}
