import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { type FakeDocker, fakeDocker } from "../../test/fake-docker.ts";
import { watchContainer } from "./watch-container.ts";

const id = "3f2a".repeat(16);
let fake: FakeDocker;
afterEach(() => fake.remove());

/** What is said of a container whose client answers so to `wait`, `inspect` and `logs`. */
async function reasonOf(answers: { readonly wait: string; readonly inspect?: string; readonly logs?: string }) {
  const { wait, inspect = 'echo \'[false,"exited",""]\'', logs = "true" } = answers;
  fake = await fakeDocker(`case "$1" in wait) ${wait} ;; inspect) ${inspect} ;; logs) ${logs} ;; esac`);
  const watch = watchContainer(fake.engine, id);
  if (!watch.gone.aborted) await once(watch.gone, "abort");
  await watch.stop();
  return (watch.gone.reason as Error).message;
}

const missing = 'echo "Error: No such container: x" >&2; exit 1';
const stopped = "The container 3f2a3f2a3f2a stopped while the build still needed it: ";
const mustGoOn = ". It must go on running until the build is done; see run_command";

test.each<[string, Parameters<typeof reasonOf>[0], string]>([
  ["ended", { wait: "echo 3" }, `${stopped}its command ended with exit status 3${mustGoOn}`],
  ["was killed", { wait: "echo 137" }, `${stopped}its command was ended by SIGKILL (exit status 137)`],
  [
    "ran out of memory",
    { wait: "echo 137", inspect: 'echo \'[true,"exited",""]\'' },
    `${stopped}it ran out of memory, and was killed (exit status 137)`,
  ],
  [
    "is being removed",
    { wait: "echo 137", inspect: 'echo \'[false,"removing",""]\'' },
    `${stopped}it was removed by somebody else`,
  ],
  ["was removed", { wait: "echo 137", inspect: missing }, `${stopped}it was removed by somebody else`],
  [
    "was removed before",
    { wait: missing },
    "The container 3f2a3f2a3f2a was removed by somebody else while the build still needed it",
  ],
  [
    "wrote something, and its shell waited",
    { wait: "echo 1", logs: "echo one; echo two >&2; printf '/ # \\n'" },
    `${stopped}its command ended with exit status 1${mustGoOn}. The last that it wrote:\n  one\n  two`,
  ],
])("a container that %s", async (_, answers, expected) => {
  const reason = await reasonOf(answers);
  // The two streams of a container's log come in any order.
  expect(reason.split("\n").toSorted()).toEqual(expected.split("\n").toSorted());
});
