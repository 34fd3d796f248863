import type { Engine } from "./engine.ts";

/**
 * Some facts of a container or image, as JSON values in the order that they are asked for.
 *
 * @param fields Go template expressions: `.State.Running`
 * @throws EngineError when there is no such thing (`isMissing`), or the engine does not answer
 */
export async function inspect(
  engine: Engine,
  type: "container" | "image",
  reference: string,
  fields: readonly string[],
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const format = `[${fields.map((field) => `{{ json ${field} }}`).join(",")}]`;
  const answer = await engine.ask(["inspect", "--type", type, "--format", format, reference], { signal });
  const facts: unknown = JSON.parse(answer);
  if (!Array.isArray(facts))
    throw new Error(`"${engine.address.path} inspect" answered with something unexpected: ${answer}`);
  return facts;
}
