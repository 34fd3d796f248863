import { expect, test } from "vitest";
import { checkOnHost, restoreWrapper, storedWrapper, wrapperOf } from "./host-commands.ts";

const { signal } = new AbortController();
const sudo = wrapperOf({
  command_wrapper: { source: "env -i {{.Command}}", render: ({ Command }) => `env -i ${Command}` },
});

test("without a wrapper a command is run as it is", () => {
  expect(wrapperOf({ command_wrapper: undefined })("mount x")).toBe("mount x");
});

test("a wrapper comes back from the journal as it went in, whatever the command is", () => {
  const stored = storedWrapper(sudo);
  expect(stored).toBe("env -i {{.Command}}");
  expect(restoreWrapper(stored)("echo '$& $1 {{.Command}}'")).toBe("env -i echo '$& $1 {{.Command}}'");
});

test("a command that fails is shown as it could be pasted, with what it said", async () => {
  await expect(checkOnHost(sudo, "sh -c 'echo no disk >&2; exit 5'", signal)).rejects.toThrow(
    "This command failed (exit status 5): env -i sh -c 'echo no disk >&2; exit 5'\nno disk",
  );
});
