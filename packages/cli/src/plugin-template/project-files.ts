import { componentCode, type Kind, sdk } from "./component-code.ts";

/** Versions that the checks of this repository run with. */
const tools = { esbuild: "^0.28.0", typescript: "^6.0.0", "@types/node": "^20.19.0" };

export interface ProjectFacts {
  /** "image-note" */
  readonly name: string;
  readonly kind: Kind;
  /** The file name of the SDK's tarball. */
  readonly tarball: string;
}

/** The files of a new plugin's project, by their paths, without the tarball. */
export function projectFiles({ name, kind, tarball }: ProjectFacts): Readonly<Record<string, string>> {
  const variable = name.replace(/-+(.)/g, (_, letter: string) => letter.toUpperCase()).replace(/^\d/, "_$&");
  const { section, component, test, settings, example } = componentCode(kind, name, variable);
  const key = name === variable ? variable : `"${name}": ${variable}`;
  const noun = kind.replace("-", kind === "data-source" ? " " : "-");
  return {
    "package.json": `${JSON.stringify(manifest(name, noun, tarball), undefined, 2)}\n`,
    "tsconfig.json": `${JSON.stringify(typeScript, undefined, 2)}\n`,
    ".gitignore": "node_modules/\ndist/\n.test/\n",
    "src/index.ts": `import { definePlugin } from "${sdk}";
import { ${variable} } from "./${kind}/${name}.ts";

export default definePlugin({
  name: "${name}",
  ${section}: { ${key} },
});
`,
    [`src/${kind}/${name}.ts`]: component,
    [`src/${kind}/${name}.test.ts`]: test,
    [`example/${name}.pkr.hcl`]: `packer {
  required_plugins {
    ${name} = {
      source = "../"
    }
  }
}

${example}`,
    "README.md": readme(name, noun, settings),
  };
}

function manifest(name: string, noun: string, tarball: string): object {
  const esbuild = "esbuild --bundle --format=esm --platform=node --target=node20 --log-level=warning";
  return {
    name: `ingot-plugin-${name}`,
    version: "0.1.0",
    description: `The ${noun} "${name}" for Ingot`,
    keywords: ["ingot-plugin"],
    type: "module",
    engines: { node: ">=20.20" },
    exports: "./dist/index.js",
    files: ["dist"],
    scripts: {
      build: `${esbuild} src/index.ts --outfile=dist/index.js`,
      check: "tsc",
      test: `${esbuild} --packages=external "src/**/*.test.ts" --outdir=.test --out-extension:.js=.mjs --entry-names=[name] && node --test .test/*.test.mjs`,
      prepack: "npm run check && npm run build",
    },
    devDependencies: { "@ingot/sdk": `file:vendor/${tarball}`, ...tools },
  };
}

const typeScript = {
  compilerOptions: {
    target: "ES2023",
    lib: ["ES2023"],
    module: "NodeNext",
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  },
  include: ["src"],
};

function readme(name: string, noun: string, settings: string): string {
  return `# ingot-plugin-${name}

The ${noun} \`${name}\` for Ingot.

| Setting | Default | |
|---|---|---|
${settings}

## Work on it

    npm install
    npm run check
    npm test
    npm run build
    ingot build example/${name}.pkr.hcl

\`npm run build\` makes one file of it, \`dist/index.js\`: templates load that one.

## Use it

From a folder beside a template:

    packer {
      required_plugins {
        ${name} = {
          source = "./path/to/this/folder"
        }
      }
    }

From npm, once it is published (\`npm publish\`); \`ingot init\` installs it:

    packer {
      required_plugins {
        ${name} = {
          source  = "npm/ingot-plugin-${name}"
          version = ">= 0.1.0"
        }
      }
    }
`;
}
