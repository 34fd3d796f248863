import { type Generated, type KeepKey, quoteShell } from "@ingot/sdk";

/**
 * The command of OpenSSH that takes a person into the machine that a plugin has logged in to, by what it says of it to provisioners
 * (plugin-protocol 9.8). Undefined where it is not reached by SSH, or too little is said.
 */
export function commandForPerson(facts: Generated): ((keepKey: KeepKey) => Promise<string>) | undefined {
  const { ConnType, Host, Port, User } = facts;
  if (ConnType !== "ssh" || typeof Host !== "string" || Host === "" || typeof User !== "string") return undefined;
  const port = Number(Port);
  return async (keepKey) => {
    const key = await keyFile(facts, keepKey);
    const words = [
      "ssh",
      "-o",
      "StrictHostKeyChecking=no",
      "-o",
      "UserKnownHostsFile=/dev/null",
      ...(key === undefined ? [] : ["-o", "IdentitiesOnly=yes", "-i", key]),
      ...(Number.isInteger(port) && port > 0 && port !== 22 ? ["-p", String(port)] : []),
      User === "" ? Host : `${User}@${Host}`,
    ];
    return words.map(quoteShell).join(" ");
  };
}

async function keyFile({ SSHPrivateKeyFile, SSHPrivateKey }: Generated, keepKey: KeepKey): Promise<string | undefined> {
  if (typeof SSHPrivateKeyFile === "string" && SSHPrivateKeyFile !== "") return SSHPrivateKeyFile;
  return typeof SSHPrivateKey === "string" && SSHPrivateKey !== "" ? keepKey(SSHPrivateKey) : undefined;
}
