import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Gave, noneCommunicator, pipeline, provision, resourceKind, type Step, step } from "@ingot/sdk";
import { afterEach, expect, test } from "vitest";
import { openStage, type Stage, type StageOptions } from "../../test/fixtures/build-context.ts";
import { plainFile } from "../../test/fixtures/kinds.ts";
import { BuildTimeoutError } from "../run/build-timeout.ts";
import { createWayIn } from "../run/way-in.ts";
import { runSteps } from "./run-steps.ts";

let open: Stage[] = [];
afterEach(async () => {
  await Promise.all(open.map((stage) => stage.clear()));
  open = [];
});

async function stageOf(options: StageOptions = {}): Promise<Stage> {
  const stage = await openStage(options);
  open.push(stage);
  return stage;
}

/** A step that owns a file and leaves word of all that happens to it. */
function owningStep(name: string, said: string[], folder: string, failures: string[] = []): Step<object, object> {
  return step({
    name,
    run: async (_: object, context) => {
      context.defer(() => void said.push(`${name}: deferred`));
      const kind = resourceKind<{ readonly path: string }>({
        ...plainFile,
        named: (spec) => spec.path,
        destroy: async (spec, path, around) => {
          said.push(`${name}: file goes`);
          await plainFile.destroy(spec, path, around);
        },
      });
      await context.resources.own(
        kind,
        () => ({ path: join(folder, name) }),
        async ({ path }) => {
          await writeFile(path, "");
          return path;
        },
      );
      said.push(`${name}: ran`);
      const failure = failures.shift();
      if (failure !== undefined) throw new Error(failure);
      return {};
    },
    cleanup: async (_: object, outcome) => void said.push(`${name}: cleanup, ${outcome.k}`),
  });
}

const names = ["StepOne", "StepTwo", "StepThree"];

function threeSteps(stage: Stage, failAt: string | undefined, failures = ["It broke."]): Gave<object> {
  const [one, two, three] = names.map((name) =>
    owningStep(name, stage.said, stage.folder, name === failAt ? failures : []),
  );
  if (!one || !two || !three) throw new Error("three names, three steps");
  return pipeline<object>().step(one).step(two).step(three);
}

const run = (stage: Stage, steps: Gave<object>) => runSteps(steps, {}, { build: stage.context, ledger: stage.ledger });

function undone(name: string, outcome: string): string[] {
  return [`${name}: cleanup, ${outcome}`, `${name}: deferred`, `${name}: file goes`];
}

test.each(names.map((name, index) => [name, index] as const))(
  "failing at %s undoes what ran, newest first",
  async (name, index) => {
    const stage = await stageOf();
    await expect(run(stage, threeSteps(stage, name))).rejects.toThrow("It broke.");
    const ran = names.slice(0, index + 1);
    expect(stage.said).toEqual([
      ...ran.map((each) => `${each}: ran`),
      ...ran.toReversed().flatMap((each) => undone(each, "failed")),
    ]);
    expect(names.filter((each) => existsSync(join(stage.folder, each)))).toEqual([]);
  },
);

test("a success undoes everything as well, and gives the last state", async () => {
  const stage = await stageOf();
  const give = step({ name: "StepGive", run: async (state: { first: number }) => ({ second: state.first + 1 }) });
  const steps = pipeline<{ first: number }>()
    .step(give)
    .step(owningStep("StepOwn", stage.said, stage.folder));
  const state = await runSteps(steps, { first: 1 }, { build: stage.context, ledger: stage.ledger });
  expect(state).toEqual({ first: 1, second: 2 });
  expect(Object.isFrozen(state)).toBe(true);
  expect(stage.said).toEqual(["StepOwn: ran", ...undone("StepOwn", "done")]);
});

test("an output outlives a success, and goes with a failure", async () => {
  const outputStep = (path: string) =>
    step({
      name: "StepOutput",
      run: async (_: object, { resources }) => {
        const create = async () => {
          await writeFile(path, "");
          return path;
        };
        await resources.own(plainFile, () => ({ path }), create, { life: "output" });
        return {};
      },
    });
  const good = await stageOf();
  const kept = join(good.folder, "output");
  await run(good, pipeline<object>().step(outputStep(kept)));
  await good.ledger.commit();
  await good.run.close(AbortSignal.timeout(1000));
  expect(existsSync(kept)).toBe(true);
  const bad = await stageOf();
  const lost = join(bad.folder, "output");
  const failing = owningStep("StepFail", bad.said, bad.folder, ["It broke."]);
  await expect(run(bad, pipeline<object>().step(outputStep(lost)).step(failing))).rejects.toThrow("It broke.");
  expect(existsSync(lost)).toBe(false);
});

test("-on-error=abort leaves what there is, and says so in Packer's words", async () => {
  const stage = await stageOf({ onError: "abort" });
  await expect(run(stage, threeSteps(stage, "StepThree"))).rejects.toThrow("It broke.");
  expect(stage.said.slice(3)).toEqual([
    "error: It broke.",
    'error: Step "StepThree" failed, aborting...',
    "StepThree: deferred",
    'error: aborted: skipping cleanup of step "StepTwo"',
    "StepTwo: deferred",
    'error: aborted: skipping cleanup of step "StepOne"',
    "StepOne: deferred",
  ]);
  expect(names.filter((each) => existsSync(join(stage.folder, each)))).toEqual(names);
  const end = await stage.run.close(AbortSignal.timeout(1000));
  expect(end.kept.map((thing) => thing.step)).toEqual(names);
  expect(names.filter((each) => existsSync(join(stage.folder, each)))).toEqual(names);
});

test("-on-error=run-cleanup-provisioner runs that, and leaves the rest", async () => {
  const stage = await stageOf({
    onError: "run-cleanup-provisioner",
    cleanupProvision: async () => void stage.said.push("cleanup provisioner"),
  });
  const machine = step({ name: "StepConnect", run: async (_: object) => ({ machine: {} as never }) });
  const failing = owningStep("StepStop", stage.said, stage.folder, ["It broke."]);
  await expect(run(stage, pipeline<object>().step(machine).step(provision).step(failing))).rejects.toThrow("It broke.");
  expect(stage.said.slice(1)).toEqual([
    "error: It broke.",
    'error: Step "StepStop" failed, aborting...',
    "StepStop: deferred",
    "say: Provisioning step had errors: Running the cleanup provisioner, if present...",
    "cleanup provisioner",
    'error: aborted: skipping cleanup of step "StepConnect"',
  ]);
});

test("a failed error-cleanup-provisioner is told together with the error before it", async () => {
  const stage = await stageOf({
    cleanupProvision: async () => {
      throw new Error("No space.");
    },
  });
  const machine = step({ name: "StepConnect", run: async (_: object) => ({ machine: {} as never }) });
  const failing = owningStep("StepStop", stage.said, stage.folder, ["It broke."]);
  await expect(run(stage, pipeline<object>().step(machine).step(provision).step(failing))).rejects.toThrow(
    "Cleanup failed: No space.. Original Provisioning error: It broke.",
  );
});

test("any other error of a clean-up is said and does not hide the first", async () => {
  const stage = await stageOf();
  const clumsy = step({
    name: "StepClumsy",
    run: async (_: object, context) => {
      context.defer(() => Promise.reject(new Error("The socket is stuck.")));
      return {};
    },
    cleanup: async () => {
      throw new Error("The lamp is stuck.");
    },
  });
  const failing = owningStep("StepFail", [], stage.folder, ["It broke."]);
  await expect(run(stage, pipeline<object>().step(clumsy).step(failing))).rejects.toThrow("It broke.");
  expect(stage.said).toEqual([
    'error: The clean-up of step "StepClumsy" failed: The socket is stuck.',
    'error: The clean-up of step "StepClumsy" failed: The lamp is stuck.',
  ]);
});

test("what cannot be removed is said, stays in the journal, and keeps what it stands on", async () => {
  const stage = await stageOf();
  const stuck = resourceKind<{ readonly path: string }>({
    ...plainFile,
    named: (spec) => spec.path,
    destroy: async () => {
      throw new Error("the device is busy");
    },
  });
  const stacked = step({
    name: "StepStack",
    run: async (_: object, { resources }) => {
      const create = async (spec: { readonly path: string }) => spec.path;
      const below = await resources.own(plainFile, () => ({ path: "/below" }), create);
      await resources.own(stuck, () => ({ path: "/above" }), create, { on: [below] });
      return {};
    },
  });
  await run(stage, pipeline<object>().step(stacked));
  expect(stage.said).toEqual([
    'error: Could not remove file /above: the device is busy\n"ingot cleanup" tries again.',
    'error: Could not remove file /below: file /above stands on it and is still there\n"ingot cleanup" tries again.',
  ]);
  const end = await stage.run.close(AbortSignal.timeout(1000));
  expect(end.left.map((leftover) => leftover.thing.description)).toEqual(["file /above", "file /below"]);
});

test("-on-error=ask, retry: the failed attempt is undone, and the step runs again on the same state", async () => {
  const stage = await stageOf({ onError: "ask", answers: ["x", "R"] });
  await run(stage, threeSteps(stage, "StepTwo"));
  expect(stage.said).toEqual([
    "StepOne: ran",
    "StepTwo: ran",
    "error: It broke.",
    'say: Step "StepTwo" failed',
    "ask: [c] Clean up and exit, [a] abort without cleanup, or [r] retry step (build may fail even if retry succeeds)?",
    "ask: [c] Clean up and exit, [a] abort without cleanup, or [r] retry step (build may fail even if retry succeeds)?",
    "StepTwo: deferred",
    "StepTwo: file goes",
    "StepTwo: ran",
    "StepThree: ran",
    ...names.toReversed().flatMap((name) => undone(name, "done")),
  ]);
});

test.each([
  ["abort", ["a"], 2],
  ["clean up", ["c"], 0],
  ["clean up, by the enter key", [""], 0],
  ["clean up, because nobody is there to answer", [], 0],
] as const)("-on-error=ask, %s", async (_, answers, left) => {
  const stage = await stageOf({ onError: "ask", answers });
  await expect(run(stage, threeSteps(stage, "StepTwo"))).rejects.toThrow("It broke.");
  expect(names.filter((each) => existsSync(join(stage.folder, each)))).toHaveLength(left);
});

test("-debug pauses after each step that succeeded, and before its clean-up", async () => {
  const stage = await stageOf({ debug: true, answers: ["", "", "", ""] });
  await expect(run(stage, threeSteps(stage, "StepThree"))).rejects.toThrow("It broke.");
  expect(stage.said.filter((line) => line.startsWith("ask: "))).toEqual([
    "ask: Pausing after run of step 'StepOne'. Press enter to continue.",
    "ask: Pausing after run of step 'StepTwo'. Press enter to continue.",
    "ask: Pausing before cleanup of step 'StepTwo'. Press enter to continue.",
    "ask: Pausing before cleanup of step 'StepOne'. Press enter to continue.",
  ]);
});

test("-debug without a terminal runs through", async () => {
  const stage = await stageOf({ debug: true });
  await expect(run(stage, threeSteps(stage, undefined))).resolves.toEqual({});
});

test("an interrupt stops at the step, undoes everything, and is the error", async () => {
  const stage = await stageOf();
  const interrupted = step({
    name: "StepLong",
    run: async (_: object, { signal }) => {
      stage.interrupt(new Error("Interrupted"));
      signal.throwIfAborted();
      return {};
    },
  });
  const first = owningStep("StepOne", stage.said, stage.folder);
  const never = owningStep("StepNever", stage.said, stage.folder);
  await expect(run(stage, pipeline<object>().step(first).step(interrupted).step(never))).rejects.toThrow("Interrupted");
  expect(stage.said).toEqual(["StepOne: ran", ...undone("StepOne", "cancelled")]);
});

test("nothing is owned after an interrupt, and -on-error=abort keeps what was", async () => {
  const stage = await stageOf({ onError: "abort" });
  const interrupted = step({
    name: "StepLong",
    run: async (state: object, context) => {
      stage.interrupt(new Error("Interrupted"));
      await owningStep("StepLate", stage.said, stage.folder).run(state, context);
      return {};
    },
  });
  const first = owningStep("StepOne", stage.said, stage.folder);
  await expect(run(stage, pipeline<object>().step(first).step(interrupted))).rejects.toThrow("Interrupted");
  expect(stage.said).toEqual([
    "StepOne: ran",
    "error: Interrupted, aborting...",
    "StepLate: deferred",
    'error: aborted: skipping cleanup of step "StepOne"',
    "StepOne: deferred",
  ]);
  expect(existsSync(join(stage.folder, "StepOne"))).toBe(true);
});

test("a clean-up that hangs ends by its deadline, and the rest goes with the run", async () => {
  const stage = await stageOf();
  const hanging = step({
    name: "StepHang",
    run: async (_: object) => ({}),
    cleanup: () => new Promise<void>(() => {}),
  });
  const steps = pipeline<object>()
    .step(owningStep("StepOne", stage.said, stage.folder))
    .step(hanging);
  await runSteps(steps, {}, { build: stage.context, ledger: stage.ledger, cleanupTimeoutMs: 50 });
  expect(stage.said[1]).toBe('error: The clean-up of step "StepHang" failed: The operation was aborted due to timeout');
  const end = await stage.run.close(AbortSignal.timeout(1000));
  expect(end.left).toEqual([]);
  expect(existsSync(join(stage.folder, "StepOne"))).toBe(false);
});

test("events tell of each step and its clean-up", async () => {
  const stage = await stageOf();
  await expect(run(stage, threeSteps(stage, "StepTwo"))).rejects.toThrow("It broke.");
  const told = stage.events.map((event) => {
    switch (event.type) {
      case "step-start":
        return `${event.type} ${event.step} ${event.attempt}`;
      case "step-end":
        return `${event.type} ${event.step} ${event.outcome} ${event.error ?? ""}`.trim();
      case "cleanup-start":
        return `${event.type} ${event.step}`;
      case "cleanup-end":
        return `${event.type} ${event.step} ${event.leftovers}`;
      case "resource":
        return `${event.type} ${event.change} ${event.kind}`;
      default:
        return event.type;
    }
  });
  expect(told).toEqual([
    "step-start StepOne 1",
    "resource intent test.file",
    "resource created test.file",
    "step-end StepOne done",
    "step-start StepTwo 1",
    "resource intent test.file",
    "resource created test.file",
    "step-end StepTwo failed It broke.",
    "cleanup-start StepTwo",
    "resource destroyed test.file",
    "cleanup-end StepTwo 0",
    "cleanup-start StepOne",
    "resource destroyed test.file",
    "cleanup-end StepOne 0",
  ]);
});

test("a build whose time is over has failed in its step: nobody is asked, and the cleanup provisioner runs", async () => {
  const stage = await stageOf({
    onError: "ask",
    answers: ["r", "r", "r"],
    cleanupProvision: async () => void stage.said.push("cleanup provisioner"),
  });
  const connect = step({ name: "StepConnect", run: async (_: object) => ({ machine: {} as never }) });
  const slow = step({
    name: "StepSlow",
    run: async (_: object, { signal }) => {
      stage.interrupt(new BuildTimeoutError(2000, "StepSlow"));
      signal.throwIfAborted();
      return {};
    },
  });
  const steps = pipeline<object>().step(connect).step(provision).step(slow);
  await expect(run(stage, steps)).rejects.toThrow("did not end within its timeout of 2s. It was stopped in StepSlow");
  expect(stage.said).toEqual([
    "say: Provisioning step had errors: Running the cleanup provisioner, if present...",
    "cleanup provisioner",
  ]);
});

test("a build whose time runs out between two steps is stopped there, and leaves all with -on-error=abort", async () => {
  const stage = await stageOf({ onError: "abort" });
  const last = step({
    name: "StepLast",
    run: async (_: object) => {
      stage.interrupt(new BuildTimeoutError(2000, "StepLast"));
      return {};
    },
  });
  const steps = pipeline<object>()
    .step(owningStep("StepOne", stage.said, stage.folder))
    .step(last)
    .step(owningStep("StepTwo", stage.said, stage.folder));
  await expect(run(stage, steps)).rejects.toThrow("did not end within its timeout");
  expect(stage.said.slice(1)).toEqual([
    expect.stringMatching(/^error: The build did not end within its timeout of 2s/),
    'error: Step "StepLast" failed, aborting...',
    'error: aborted: skipping cleanup of step "StepOne"',
    "StepOne: deferred",
  ]);
  expect(existsSync(join(stage.folder, "StepOne"))).toBe(true);
});

test("a debugged build says the way into its machine at every pause from the connection to its end", async () => {
  const stage = await stageOf({ debug: true });
  const communicator = { ...noneCommunicator, commandForPerson: async () => "enter" };
  const connect = step({
    name: "StepConnect",
    run: async (_: object) => ({ machine: { communicator, generated: {} } }),
  });
  const wayIn = createWayIn(stage.context, stage.folder);
  const steps = pipeline<object>()
    .step(owningStep("StepOne", [], stage.folder))
    .step(connect)
    .step(owningStep("StepTwo", [], stage.folder));
  await runSteps(steps, {}, { build: stage.context, ledger: stage.ledger, wayIn });
  const pause = (when: string) => `ask: Pausing ${when}. Press enter to continue.`;
  const way = ["say: To get into the machine from another terminal:", "message: enter"];
  expect(stage.said).toEqual([
    pause("after run of step 'StepOne'"),
    ...way,
    pause("after run of step 'StepConnect'"),
    ...way,
    pause("after run of step 'StepTwo'"),
    ...way,
    pause("before cleanup of step 'StepTwo'"),
    ...way,
    pause("before cleanup of step 'StepConnect'"),
    pause("before cleanup of step 'StepOne'"),
  ]);
});
