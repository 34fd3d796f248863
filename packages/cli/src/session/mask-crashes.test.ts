import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const file = new URL("./mask-crashes.ts", import.meta.url).href;

test.each([
  ["an error", 'setTimeout(() => { throw new Error("it has hunter2", { cause: new Error("so has hunter2") }); })'],
  ["a rejection", 'await Promise.reject(new TypeError("it has hunter2"))'],
])("%s that nobody catches is printed without secrets", (_, code) => {
  const script = `import { maskCrashes } from ${JSON.stringify(file)};
maskCrashes((text) => text.replaceAll("hunter2", "<sensitive>"));
${code};`;
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  expect(stderr).toContain("Error: it has <sensitive>\n    at ");
  expect(stderr).not.toContain("hunter2");
  expect(status).toBe(1);
});
