import { defineConfig } from "vitest/config";
import { defineSuite } from "./environment/define-suite.ts";

/** The stories in their normal size: `npm run test:e2e`. */
export default defineConfig(
  defineSuite(["e2e/*.test.ts", "e2e/environment/*.test.ts", "e2e/go-plugins/*.test.ts", "examples/*/*.test.ts"]),
);
