import { defineConfig } from "vitest/config";

// Unit tests stand beside the code they test; the slower suites have projects of their own (e2e/, bench/).
export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts", "plugins/*/src/**/*.test.ts"],
    pool: "threads",
    isolate: false,
  },
});
