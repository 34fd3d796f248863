/**
 * A path of the machine as it stands in a command. Templates may rely on the shell for `~` and `$NAME`, as they can with
 * Packer, which quotes nothing; a path with anything else that means something to a shell is quoted.
 */
export function quotePath(path: string): string {
  return /^[\w@%+=:,./~${}-]+$/.test(path) ? path : `'${path.replaceAll("'", `'"'"'`)}'`;
}
