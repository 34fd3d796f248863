// Libraries that few templates need, and that cost more to load than all the rest of the language. Functions of the language are
// synchronous, so they are loaded by `require` at the first call. The build (scripts/build.mjs) ships each as a file of its own.

import { createRequire } from "node:module";

const requireHere = createRequire(import.meta.url);

/** YAML 1.2. */
export function loadYaml(): typeof import("yaml") {
  return requireHere("yaml");
}

/** Character sets by their IANA names. */
export function loadIconv(): typeof import("iconv-lite") {
  return requireHere("iconv-lite");
}

/** Regular expressions of Go's syntax, in linear time. */
export function loadRe2(): typeof import("re2js") {
  return requireHere("re2js");
}

/** The bcrypt hash. */
export function loadBcrypt(): typeof import("bcryptjs") {
  return requireHere("bcryptjs");
}
