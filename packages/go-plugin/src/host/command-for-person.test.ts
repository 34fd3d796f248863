import { expect, test } from "vitest";
import { commandForPerson } from "./command-for-person.ts";

const options = "ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null";
const ssh = { ConnType: "ssh", Host: "192.0.2.1", Port: 22, User: "root" };

test.each([
  [ssh, `${options} root@192.0.2.1`],
  [{ ...ssh, Port: 2222, User: "" }, `${options} -p 2222 192.0.2.1`],
  [{ ...ssh, Port: "2222" }, `${options} -p 2222 root@192.0.2.1`],
  [{ ...ssh, SSHPrivateKey: "KEY" }, `${options} -o IdentitiesOnly=yes -i /kept/KEY root@192.0.2.1`],
  [
    { ...ssh, SSHPrivateKeyFile: "/a b", SSHPrivateKey: "KEY" },
    `${options} -o IdentitiesOnly=yes -i '/a b' root@192.0.2.1`,
  ],
])("%j", async (facts, command) => {
  expect(await commandForPerson(facts)?.(async (key) => `/kept/${key}`)).toBe(command);
});

test.each([{ ...ssh, ConnType: "winrm" }, { ...ssh, Host: "" }, {}])("no way in by %j", (facts) => {
  expect(commandForPerson(facts)).toBeUndefined();
});
