import { captureProcess } from "@ingot/sdk";

/** A source that a build was made from (SLSA Provenance v1, resolvedDependencies). */
export interface SourceDependency {
  readonly uri: string;
  readonly digest?: { readonly gitCommit: string };
}

interface Source {
  readonly url: string;
  readonly ref: string | undefined;
  readonly commit: string | undefined;
}

/** Where the template's source lies: as it was said, else as the CI system says, else from the git repository around. */
export async function sourceOfBuild(
  said: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  signal: AbortSignal,
): Promise<SourceDependency | undefined> {
  const found = fromGitHub(env) ?? fromGitLab(env) ?? (await fromRepository(cwd, signal));
  if (!found) return said ? { uri: said } : undefined;
  const uri = `git+${withoutCredentials(found.url)}`;
  const digest = found.commit ? { digest: { gitCommit: found.commit } } : {};
  // The commit at hand says nothing of another source.
  if (said) return said === uri || said.startsWith(`${uri}@`) ? { uri: said, ...digest } : { uri: said };
  return { uri: `${uri}${found.ref ? `@${found.ref}` : ""}`, ...digest };
}

function fromGitHub(env: Readonly<Record<string, string | undefined>>): Source | undefined {
  const { GITHUB_REPOSITORY: name, GITHUB_SERVER_URL: server = "https://github.com" } = env;
  return name ? { url: `${server}/${name}`, ref: env.GITHUB_REF, commit: env.GITHUB_SHA } : undefined;
}

function fromGitLab(env: Readonly<Record<string, string | undefined>>): Source | undefined {
  const { CI_PROJECT_URL: url, CI_COMMIT_TAG: tag, CI_COMMIT_BRANCH: branch } = env;
  if (!url) return undefined;
  const ref = tag ? `refs/tags/${tag}` : branch ? `refs/heads/${branch}` : env.CI_COMMIT_REF_NAME;
  return { url, ref, commit: env.CI_COMMIT_SHA };
}

async function fromRepository(cwd: string, signal: AbortSignal): Promise<Source | undefined> {
  const git = async (...args: string[]) => {
    const { exit, stdout } = await captureProcess("git", args, { cwd, signal });
    return exit.k === "exited" && exit.code === 0 ? stdout.trim() : undefined;
  };
  try {
    const url = await git("config", "--get", "remote.origin.url");
    if (!url) return undefined;
    return {
      url,
      ref: await git("symbolic-ref", "--quiet", "HEAD"),
      commit: await git("rev-parse", "--verify", "HEAD"),
    };
  } catch {
    signal.throwIfAborted();
    // There is no git here, so there is no saying where the source comes from.
    return undefined;
  }
}

/** CI systems put a token in front of the host. */
function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}
