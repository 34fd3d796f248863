import { defineConfig } from "vitest/config";
import { defineSuite } from "./environment/define-suite.ts";

/** The long suites: `npm run test:slow`. */
export default defineConfig(defineSuite(["e2e/slow/*.test.ts"]));
