import type { EventBody } from "@ingot/sdk";

/** The first event of a run of these builds. */
export function runStart(builds: readonly string[]): EventBody {
  return {
    type: "run-start",
    builds,
    template: { path: "app.pkr.hcl", files: [{ path: "app.pkr.hcl", sha256: "0".repeat(64) }] },
    versions: { ingot: "0.0.0", packerLevel: "1.16.0", node: "v20.20.0", system: "linux x64" },
  };
}
