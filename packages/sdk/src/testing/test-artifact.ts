import type { Artifact } from "../component/artifact.ts";
import type { Json } from "../resource/resource.ts";

/**
 * An artifact of which a test says what matters.
 *
 * @param facts what it is; the rest is made up. `state` may be an object with what each key answers
 */
export function testArtifact(
  facts: Partial<Omit<Artifact, "state">> & {
    readonly state?: Artifact["state"] | Readonly<Record<string, Json>>;
  } = {},
): Artifact {
  const { state = {}, ...rest } = facts;
  return {
    builderId: "test.artifact",
    id: "artifact-1",
    files: [],
    text: "an artifact of a test",
    destroy: async () => undefined,
    ...rest,
    state: typeof state === "function" ? state : async (key) => state[key],
  };
}
