import type { Component, Prepared } from "@ingot/sdk";
import { checkConfig, type PrepareOptions, prepareForTest } from "@ingot/sdk/testing";

const options: PrepareOptions = { isWeak: true, cwd: import.meta.dirname, env: {} };

/** A config as a JSON template has it, made ready. */
export function prepare<T>(component: Component<T>, config: object): Promise<Prepared<T>> {
  return prepareForTest(component, config, options);
}

/** Every message as `place: summary. detail`, warnings marked. */
export function messages<T>(component: Component<T>, config: object): Promise<readonly string[]> {
  return checkConfig(component, config, options);
}
