interface Scripts {
  readonly inline: readonly string[] | undefined;
  readonly script: string | undefined;
  readonly scripts: readonly string[] | undefined;
}

/**
 * The paths, on this host, of the scripts to run.
 *
 * @param writeInline makes a script file of the inline commands
 */
export async function listScripts(
  { inline, script, scripts }: Scripts,
  writeInline: (commands: readonly string[]) => Promise<string>,
): Promise<readonly string[]> {
  if (inline && inline.length > 0) return [await writeInline(inline)];
  return script ? [script] : (scripts ?? []);
}
