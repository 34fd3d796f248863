import type { Artifact } from "@ingot/sdk";

/** Throws when a post-processor cannot work on an artifact. `advice` is a sentence without a full stop. */
export function acceptArtifact(artifact: Artifact, builderIds: readonly string[], advice: string): void {
  if (!builderIds.includes(artifact.builderId))
    throw new Error(`Unknown artifact type: ${artifact.builderId}\n${advice}`);
}

/** The generated data that travels on an artifact. */
export async function generatedData(artifact: Artifact) {
  const data = await artifact.state("generated_data");
  return typeof data === "object" && data !== null && !Array.isArray(data) ? (data as JsonObject) : {};
}

/** The names that an artifact's image has been given so far. */
export async function tagsOf(artifact: Artifact): Promise<readonly string[]> {
  const tags = await artifact.state("docker_tags");
  return Array.isArray(tags) ? tags.map(String) : [];
}

type JsonObject = Extract<NonNullable<Awaited<ReturnType<Artifact["state"]>>>, { readonly [key: string]: unknown }>;
