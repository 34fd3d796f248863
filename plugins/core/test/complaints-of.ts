import type { Artifact, Component } from "@ingot/sdk";
import { type Bench, testArtifact } from "@ingot/sdk/testing";

/** What is wrong with a config, as `field: summary`. */
export async function complaintsOf<T>(bench: Bench, component: Component<T>, config: object): Promise<string[]> {
  const { diagnostics } = await bench.prepare(component, { ...config });
  return diagnostics.map((d) => `${d.subject?.filename}: ${d.summary}`);
}

/** An artifact of some files; `destroyed` is told when it goes. */
export function artifactOf(files: readonly string[], destroyed: string[] = []): Artifact {
  return testArtifact({
    builderId: "test.files",
    id: "id-1",
    files,
    text: "some files",
    destroy: async () => void destroyed.push("the input"),
  });
}
