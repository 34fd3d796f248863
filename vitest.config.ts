import { defineConfig } from "vitest/config";

// Unit tests stand beside the code they test; the suites on the real thing have configurations of their own in e2e/.
export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts", "plugins/*/src/**/*.test.ts", "conformance/**/*.test.ts"],
    pool: "threads",
    isolate: false,
    // A test that starts programs may have to wait for its turn on a busy machine.
    testTimeout: 30_000,
  },
});
