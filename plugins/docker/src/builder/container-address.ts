import type { Engine } from "../engine.ts";

/** The address of a container in its first network; undefined where it has none (`--network none` or `host`). */
export async function containerAddress(engine: Engine, id: string, signal: AbortSignal): Promise<string | undefined> {
  const format = "{{ range .NetworkSettings.Networks }}{{ println .IPAddress }}{{ end }}";
  const answer = await engine.ask(["inspect", "--type", "container", "--format", format, id], { signal });
  return answer.split("\n").find((address) => address !== "");
}
