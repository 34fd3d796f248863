import { fileURLToPath } from "node:url";
import type { ViteUserConfig } from "vitest/config";

const minute = 60_000;

/**
 * The vitest configuration of a suite on the real thing: one file after another, since they share daemons, loop devices
 * and two cores; each in a process of its own; the environment (global-setup.ts) around all of them.
 * @param include globs of test files, from the root of the repository
 */
export function defineSuite(include: readonly string[]): ViteUserConfig {
  return {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    test: {
      include: [...include],
      pool: "forks",
      fileParallelism: false,
      globalSetup: [fileURLToPath(new URL("./global-setup.ts", import.meta.url))],
      testTimeout: 5 * minute,
      hookTimeout: 5 * minute,
      teardownTimeout: minute,
      passWithNoTests: false,
    },
  };
}
