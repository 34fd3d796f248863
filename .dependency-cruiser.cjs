// The arrows of docs/architecture.md: they point down only. scripts/check-arrows.mjs runs this and counts what was read.

/** @param {...string} names */
const inside = (...names) => `^(${names.join("|")})/[^/]+/`;
/** @param {string} name */
const pkg = (name) => `^packages/${name}/`;

/** What each package may import besides itself. Everything else in the repository is forbidden to it. */
const arrows = {
  hcl: [],
  gotemplate: [],
  sdk: ["hcl", "gotemplate"],
  engine: ["sdk", "hcl", "gotemplate"],
  "go-plugin": ["sdk", "hcl", "gotemplate"],
  "plugin-manager": ["engine", "go-plugin", "sdk", "hcl", "gotemplate"],
  cli: ["plugin-manager", "engine", "go-plugin", "sdk", "hcl", "gotemplate"],
};

const tests = "\\.test\\.ts$";
const cloudSdks = "node_modules/(@aws-sdk|@smithy|@azure|@alicloud|ali-oss)(/|$)";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(arrows).map(([name, below]) => ({
      name: `${name}-points-down`,
      comment: `@ingot/${name} may import ${below.length === 0 ? "no other package" : below.join(", ")} of this repository.`,
      severity: "error",
      from: { path: pkg(name) },
      to: {
        path: inside("packages", "plugins", "e2e", "bench", "conformance", "scripts"),
        // The CLI's registry names every built-in plugin; registry-is-lazy says how.
        pathNot: [name, ...below].map(pkg).concat(name === "cli" ? ["^plugins/[^/]+/src/index\\.ts$"] : []),
      },
    })),
    {
      name: "plugin-knows-only-the-sdk",
      comment: "A plugin imports @ingot/sdk and nothing else of this repository, other plugins included.",
      severity: "error",
      from: { path: "^plugins/([^/]+)/" },
      to: {
        path: inside("packages", "plugins", "e2e", "bench", "conformance", "scripts"),
        pathNot: ["^plugins/$1/", pkg("sdk")],
      },
    },
    {
      name: "registry-is-lazy",
      comment: "A plugin is loaded by the build that needs it: import it by await import().",
      severity: "error",
      from: { path: "^packages/", pathNot: tests },
      to: { path: "^plugins/", dynamic: false, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "installed-plugins-are-lazy",
      comment:
        "A template without plugins does not wait for the code that finds them: session/open-installed.ts has it, and is imported by await import().",
      severity: "error",
      from: {
        path: "^packages/cli/src/(commands|flags|input|log|output|session)/",
        pathNot: `${tests}|/session/open-installed\\.ts$|/commands/(init|plugins?[a-z-]*)\\.ts$`,
      },
      to: {
        path: "^packages/(plugin-manager|go-plugin)/|/session/open-installed\\.ts$",
        dynamic: false,
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "package-by-its-face",
      comment: "Another package is imported by its name, through its index.ts.",
      severity: "error",
      from: { path: "^(packages|plugins)/([^/]+)/" },
      to: {
        path: "^(packages|plugins)/[^/]+/",
        pathNot: ["^$1/$2/", "^(packages|plugins)/[^/]+/src/index\\.ts$", "^packages/sdk/src/testing/index\\.ts$"],
      },
    },
    {
      name: "tests-by-the-face",
      comment:
        "Tests and benchmarks across packages import them by name, through their index.ts; what tests are made of, in test/, is shared.",
      severity: "error",
      from: { path: "^(e2e|bench|fuzz)/" },
      to: { path: "^(packages|plugins)/", pathNot: "^(packages|plugins)/[^/]+/(src/index\\.ts$|test/)" },
    },
    {
      name: "cloud-sdk-in-its-plugin",
      comment: "A cloud SDK belongs into its platform's plugin.",
      severity: "error",
      from: { pathNot: "^(plugins|e2e)/" },
      to: { path: cloudSdks },
    },
    {
      name: "cloud-sdk-is-lazy",
      comment: "A cloud SDK is large: import it by await import() in the code that calls it.",
      severity: "error",
      from: { path: "^plugins/", pathNot: tests },
      to: { path: cloudSdks, dynamic: false, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-circle",
      comment: "Modules that import each other cannot be understood one at a time.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolves",
      comment: "This import leads nowhere. If it names a package of this repository, run npm ci --ignore-scripts.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|coverage)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types", "default"] },
  },
};
