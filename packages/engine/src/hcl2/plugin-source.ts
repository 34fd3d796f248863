// The `source` of a required plugin. Packer's own form is the address of a plugin that is a program. Plugins in JavaScript have two of
// Ingot's: an npm package, and a folder or file beside the template.

/** `packer`: "github.com/hashicorp/docker". `npm`: "npm/ingot-plugin-tfvars", "npm/@scope/name". `local`: "./plugins/tfvars", "../tfvars". */
export function sourceKind(source: string): "packer" | "npm" | "local" {
  if (source === "npm" || source.startsWith("npm/")) return "npm";
  return source.startsWith(".") || source.startsWith("/") || source.includes("\\") ? "local" : "packer";
}

/** The name of the package behind "npm/". */
export function npmPackageOf(source: string): string {
  return source.slice("npm/".length);
}

/** What is wrong with a source, and what to write instead; undefined where it is right. */
export function sourceProblem(source: string): string | undefined {
  if (/^[a-z]+:\/\//.test(source)) return 'A source has no scheme; leave out everything up to "://".';
  switch (sourceKind(source)) {
    case "npm":
      return npmProblem(npmPackageOf(source));
    case "local":
      return localProblem(source);
    case "packer":
      return packerProblem(source);
  }
}

const npmForm = 'Write for instance "npm/ingot-plugin-tfvars" or "npm/@scope/ingot-plugin-tfvars".';

/** npm's own rules for the names of new packages. */
function npmProblem(name: string): string | undefined {
  const parts = name.split("/");
  const [scope = "", bare = ""] = parts.length === 2 ? parts : ["@any", name];
  if (parts.length > 2 || !scope.startsWith("@"))
    return `Behind "npm/" stands the name of one package, with its scope where it has one. ${npmForm}`;
  if (/@./.test(bare)) return `The version of a package stands in "version", not behind its name. ${npmForm}`;
  const isRight = [scope.slice(1), bare].every((part) => /^[a-z0-9][a-z0-9._-]*$/.test(part)) && name.length <= 214;
  return isRight
    ? undefined
    : `"${name}" is not the name of an npm package: they have lower-case letters, digits, ".", "_" and dashes, and begin with a letter or digit. ${npmForm}`;
}

function localProblem(source: string): string | undefined {
  if (source.includes("\\")) return 'Write the path with slashes: "./plugins/tfvars".';
  if (source.startsWith("/"))
    return 'A path is relative to the template\'s folder, so that the template works elsewhere. Begin it with "./" or "../".';
  if (!/^\.\.?(\/|$)/.test(source)) return 'A path begins with "./" or "../". Write for instance "./plugins/tfvars".';
  if (/[?#\0]/.test(source)) return 'A path has no "?", "#" or NUL. Rename the folder, or correct the path.';
  if (/\.[cm]?ts$/.test(source))
    return "It names a file in TypeScript. Build the plugin, and name its folder or the JavaScript file.";
  return undefined;
}

/** The grammar of plugin sources: three to sixteen parts, no scheme or query, and the last part is the plugin's bare name. */
function packerProblem(source: string): string | undefined {
  const parts = source.split("/");
  if (/[?#]/.test(source)) return "A source has no query and no fragment; leave it out.";
  if (parts.some((part) => part === ""))
    return "It neither begins nor ends with a slash, and has no empty part. Take out the slash that is too many.";
  if (parts.length < 3)
    return 'It has at least three parts: host, namespace and name. Write for instance "github.com/hashicorp/docker".';
  if (parts.length > 16) return "It has at most sixteen parts. Take some away.";
  const name = parts.at(-1) ?? "";
  if (name.startsWith("packer-plugin-"))
    return `Write the name without "packer-plugin-": ${name.slice("packer-plugin-".length)}.`;
  if (name.startsWith("packer-")) return 'The name must not begin with "packer-". Leave that out.';
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name))
    return `"${name}" is not the name of a plugin: use letters, digits, "_" and dashes.`;
  return undefined;
}
