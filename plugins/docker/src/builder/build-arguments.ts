/** Variables that change what the client itself does; they can only be given on the command line. */
const clientVariable =
  /^(DOCKER|BUILDX|BUILDKIT|CONTAINER|COMPOSE|XDG|LD|SSH)_|^(PATH|HOME|USER|TMPDIR|REGISTRY_AUTH_FILE)$|_proxy$/i;

/**
 * Build arguments for the client. Values go through its environment, `--build-arg NAME` alone, because the arguments of a process can be
 * read by everybody on the machine.
 */
export function buildArguments(values: Readonly<Record<string, string>>): {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
} {
  const args: string[] = [];
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const isHidden = /^[A-Za-z_]\w*$/.test(name) && !clientVariable.test(name);
    args.push("--build-arg", isHidden ? name : `${name}=${value}`);
    if (isHidden) env[name] = value;
  }
  return { args, env };
}
