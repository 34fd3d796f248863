import { closeSync, openSync, readFileSync, readSync, type Stats, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, isAbsolute, join, normalize, resolve, sep } from "node:path";
import { greatestFileBytes, inMebibytes } from "../limits.ts";
import { T } from "../value/type.ts";
import { V } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import { define, text, textFunction, textOf } from "./define-function.ts";
import { decodeUtf8 } from "./encoding-functions.ts";
import type { FunctionEnvironment } from "./environment.ts";
import { findFiles } from "./match-glob.ts";

/** Paths of the language have "/" on every system. */
function withSlashes(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

function stat(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new FunctionError(`${path} cannot be looked at: ${describe(error)}`, 0);
  }
}

function describe(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** The bytes of a regular file. @throws FunctionError */
export function readBytes(path: string, shown: string): Buffer {
  const found = stat(path);
  if (!found) throw new FunctionError(`no file exists at ${shown}`, 0);
  if (found.isDirectory()) throw new FunctionError(`${shown} is a folder, but a file is expected`, 0);
  if (found.size > greatestFileBytes) throw tooLarge(shown);
  let bytes: Buffer;
  try {
    // What is no regular file says nothing of its size.
    bytes = found.isFile() ? readFileSync(path) : readUpTo(path, greatestFileBytes + 1);
  } catch (error) {
    throw new FunctionError(`${shown} cannot be read: ${describe(error)}`, 0);
  }
  if (bytes.length > greatestFileBytes) throw tooLarge(shown);
  return bytes;
}

function tooLarge(shown: string): FunctionError {
  return new FunctionError(
    `${shown} is larger than ${inMebibytes(greatestFileBytes)}, the most that is read of a file`,
    0,
  );
}

function readUpTo(path: string, most: number): Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  const file = openSync(path, "r");
  try {
    while (size < most) {
      const chunk = Buffer.allocUnsafe(64 * 1024);
      const read = readSync(file, chunk);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      size += read;
    }
  } finally {
    closeSync(file);
  }
  return Buffer.concat(chunks);
}

/** Reading of a text file by a path as the template writes it: `~` is the home folder, others start at the template's. */
export function readText(environment: FunctionEnvironment, path: string): string {
  const expanded = expandHome(environment, path);
  return decodeUtf8(readBytes(fromTemplate(environment, path), expanded), `the file ${expanded}`);
}

function fromTemplate(environment: FunctionEnvironment, path: string): string {
  return resolve(environment.cwd, environment.baseDir, expandHome(environment, path));
}

function expandHome({ env }: FunctionEnvironment, path: string): string {
  if (!path.startsWith("~")) return path;
  if (path.length > 1 && path[1] !== "/" && path[1] !== sep) {
    throw new FunctionError("the home folder of another user cannot be expanded; write the path in full", 0);
  }
  return join(env.HOME || homedir(), path.slice(1));
}

function fileExists(path: string, shown: string): boolean {
  const found = stat(path);
  if (found && !found.isFile()) throw new FunctionError(`${shown} is not a regular file`, 0);
  return found !== undefined;
}

/** The part before the last separator, cleaned; "." for none. */
function dirname(path: string): string {
  const plain = withSlashes(path);
  const cut = plain.slice(0, plain.lastIndexOf("/") + 1);
  if (cut === "") return ".";
  const clean = withSlashes(normalize(cut));
  return clean.length > 1 ? clean.replace(/\/$/, "") : clean;
}

/** Functions of files and paths. */
export function fileFunctions(environment: FunctionEnvironment): Readonly<Record<string, Fn>> {
  return {
    abspath: textFunction("The absolute form of a path, from the working directory.", ["path"], (path = "") =>
      V.string(withSlashes(resolve(environment.cwd, path))),
    ),
    basename: textFunction("The last name of a path.", ["path"], (path = "") =>
      V.string(basename(path) || (isAbsolute(path) ? "/" : ".")),
    ),
    dirname: textFunction("A path without its last name.", ["path"], (path = "") => V.string(dirname(path))),
    file: textFunction("The text of a file.", ["path"], (path = "") => V.string(readText(environment, path))),
    filebase64: textFunction("The bytes of a file in base64; from the working directory.", ["path"], (path = "") =>
      V.string(readBytes(resolve(environment.cwd, path), path).toString("base64")),
    ),
    fileexists: define({
      description: "Whether there is a file.",
      params: [text("path")],
      type: T.bool,
      call: ([path]) => V.bool(fileExists(fromTemplate(environment, textOf(path)), textOf(path))),
    }),
    fileset: define({
      description: "The files below a folder that a pattern matches.",
      params: [text("path"), text("pattern")],
      type: T.set(T.string),
      call: ([path, pattern]) =>
        // A ~ is a name like any other here, unlike for file [1.6.6].
        V.set(
          T.string,
          findFiles(resolve(environment.cwd, environment.baseDir, textOf(path)), textOf(pattern)).map(V.string),
        ),
    }),
    pathexpand: textFunction("A path with ~ replaced by the home folder.", ["path"], (path = "") =>
      V.string(withSlashes(expandHome(environment, path))),
    ),
  };
}
