import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Communicator, Machine } from "@ingot/sdk";
import { noneCommunicator } from "@ingot/sdk";
import { afterEach, expect, test } from "vitest";
import { openStage, type Stage } from "../../test/fixtures/build-context.ts";
import { createWayIn } from "./way-in.ts";

let stage: Stage;
afterEach(() => stage.clear());

/** A machine that is entered with a key. */
function machine(more: Partial<Machine> = {}): Machine {
  const communicator: Communicator = {
    ...noneCommunicator,
    commandForPerson: async (keepKey) => `enter -i ${await keepKey("PEM")}`,
  };
  return { communicator, generated: {}, ...more };
}

const lines = () => stage.said.map((line) => line.replaceAll(stage.folder, "FOLDER").replace(/ingot-\S*/, "TEMP"));

test("-debug writes the key into a file of the user's, once, and never over another", async () => {
  stage = await openStage({ debug: true });
  await writeFile(join(stage.folder, "docker.web_1.pem"), "somebody's");
  const wayIn = createWayIn({ ...stage.context, buildName: "docker.web/1" }, stage.folder);
  await wayIn.tell();
  expect(stage.said).toEqual([]);
  wayIn.open(machine());
  await wayIn.tell();
  await wayIn.tell("new");
  await wayIn.tell();
  expect(lines()).toEqual([
    "say: The private key of this build was written to FOLDER/docker.web_1-2.pem. It stays there; remove it when you are done",
    "say: To get into the machine from another terminal:",
    "message: enter -i FOLDER/docker.web_1-2.pem",
    "say: To get into the machine from another terminal:",
    "message: enter -i FOLDER/docker.web_1-2.pem",
  ]);
  const path = join(stage.folder, "docker.web_1-2.pem");
  expect([await readFile(path, "utf8"), (await stat(path)).mode & 0o777]).toEqual(["PEM", 0o600]);
  expect(await readFile(join(stage.folder, "docker.web_1.pem"), "utf8")).toBe("somebody's");
});

test("without -debug the key goes with the run", async () => {
  stage = await openStage();
  const wayIn = createWayIn(stage.context, stage.folder);
  wayIn.open(machine());
  await wayIn.tell("new");
  expect(lines()).toEqual(["say: To get into the machine from another terminal:", "message: enter -i FOLDER/TEMP"]);
});

test("there is no way into a machine that is gone, or given up", async () => {
  stage = await openStage({ debug: true });
  const wayIn = createWayIn(stage.context, stage.folder);
  wayIn.open(machine({ gone: AbortSignal.abort() }));
  await wayIn.tell();
  wayIn.open(machine());
  wayIn.close();
  await wayIn.tell();
  wayIn.open({ communicator: noneCommunicator, generated: {} });
  await wayIn.tell();
  expect(stage.said).toEqual([]);
});

test("a key that cannot be written is told of, and the build goes on", async () => {
  stage = await openStage({ debug: true });
  const wayIn = createWayIn(stage.context, join(stage.folder, "missing"));
  wayIn.open(machine());
  await wayIn.tell();
  expect(lines()[0]).toMatch(/^error: How to get into the machine cannot be told: ENOENT/);
});
