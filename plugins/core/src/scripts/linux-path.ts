/** A Windows path as the Windows Subsystem for Linux sees it: `C:\x` is `/mnt/c/x`. Other paths only change their slashes. */
export function linuxPath(path: string): string {
  const [, drive, rest] = /^([A-Za-z]):[\\/](.*)$/s.exec(path) ?? [];
  const tail = (rest ?? path).replaceAll("\\", "/");
  return drive === undefined ? tail : `/mnt/${drive.toLowerCase()}/${tail}`;
}
