// Runs npm ci, unless node_modules already holds what package-lock.json names.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

if (isStale()) {
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  process.exitCode = status ?? 1;
}

/** Whether something is missing or of another version. Packages for other platforms are optional and not looked for. */
function isStale() {
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) return true;
  const installed = packagesOf("node_modules/.package-lock.json");
  return Object.entries(packagesOf("package-lock.json")).some(([path, { version, link, optional, devOptional }]) => {
    if (!path.includes("node_modules/") || optional || devOptional) return false;
    return !existsSync(join(root, path)) || (!link && installed[path]?.version !== version);
  });
}

/**
 * @param {string} path of a lock file
 * @returns {Record<string, { version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }>}
 */
function packagesOf(path) {
  return JSON.parse(readFileSync(join(root, path), "utf8")).packages;
}
