import { startEnvironment } from "./environment.ts";

/** vitest's set-up around a suite: the tests' processes inherit what it puts into process.env. */
export default async function setUp(): Promise<() => Promise<void>> {
  const begun = Date.now();
  const { environment, stop } = await startEnvironment();
  process.env.INGOT_E2E = JSON.stringify(environment);
  process.env.DOCKER_HOST = environment.dockerHost;
  process.stdout.write(`Test environment up after ${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
  return stop;
}
