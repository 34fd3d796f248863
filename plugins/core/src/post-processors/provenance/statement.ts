// The in-toto statement with a SLSA provenance of a build: https://in-toto.io/Statement/v1, https://slsa.dev/provenance/v1.

import type { Artifact, PostProcessContext } from "@ingot/sdk";
import type { ProvenanceConfig } from "./config.ts";
import { sourceOfBuild } from "./source-of-build.ts";
import { describeSubjects } from "./subjects.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const redacted = "[sensitive value redacted]";
const variablePrefix = "PKR_VAR_";

/** Says how an artifact came to be. */
export async function stateProvenance(
  config: ProvenanceConfig,
  artifact: Artifact,
  context: PostProcessContext,
  around: { readonly env: Environment; readonly cwd: string },
): Promise<object> {
  const { env, cwd } = around;
  const { subjects, identity } = await describeSubjects(artifact, context.signal);
  const source = await sourceOfBuild(config.source_uri, env, cwd, context.signal);
  const userVariables = variablesOf(config, env, context.sensitiveVariables);
  const only = config.only_builds ?? [];
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: subjects,
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: config.build_type,
        externalParameters: {
          ...(config.template ? { template: config.template } : {}),
          ...(only.length > 0 ? { onlyBuilds: only } : {}),
          ...(Object.keys(userVariables).length > 0 ? { userVariables } : {}),
        },
        internalParameters: {
          packerVersion: context.versions.packerLevel,
          packerBuildName: context.packerBuildName,
          packerBuilderType: context.builderType,
        },
        ...(source ? { resolvedDependencies: [source] } : {}),
      },
      runDetails: {
        builder: {
          id: builderOf(env),
          version: { ingot: context.versions.ingot, packer: context.versions.packerLevel },
        },
        metadata: { invocationId: invocationOf(env) ?? context.runUuid },
        ...(identity ? { byproducts: [identity] } : {}),
      },
    },
  };
}

function variablesOf(config: ProvenanceConfig, env: Environment, sensitive: readonly string[]): Record<string, string> {
  const given = Object.entries(env).flatMap(([name, value]) =>
    name.startsWith(variablePrefix) && value !== undefined ? [[name.slice(variablePrefix.length), value] as const] : [],
  );
  const all = [...given, ...Object.entries(config.user_variables ?? {})].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(all.map(([name, value]) => [name, sensitive.includes(name) ? redacted : value]));
}

/** Who ran the build; without a CI system the value that Packer writes, which policies compare. */
function builderOf(env: Environment): string {
  return (
    env.GITHUB_WORKFLOW_REF || env.CI_JOB_URL || env.CI_PIPELINE_URL || env.BUILD_URL || "https://packer.io/local-build"
  );
}

function invocationOf(env: Environment): string | undefined {
  return env.GITHUB_RUN_ID || env.CI_PIPELINE_ID || env.CI_JOB_ID || env.BUILD_ID || undefined;
}
