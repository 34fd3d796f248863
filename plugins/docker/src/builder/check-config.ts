import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Check, type Complaint, checkCommunicator } from "@ingot/sdk";
import type { DockerConfig } from "./config.ts";

/** Looks at the files and folders that the config names. */
export const checkDockerConfig: Check<DockerConfig> = async (draft, context) => {
  const complaints: Complaint[] = [...(await checkCommunicator(draft, context))];
  if (draft.export_path && (await kindOf(context.cwd, draft.export_path)) === "directory")
    complaints.push({
      field: "export_path",
      summary: "export_path must be a file, not a directory",
      detail: `"${draft.export_path}" is a directory. Name a file in it.`,
    });
  if (!draft.build) return complaints;
  if ((await kindOf(context.cwd, draft.build.path)) !== "file")
    complaints.push({
      field: "build",
      path: ["path"],
      summary: "The Dockerfile is not a file",
      detail: `There is no file "${draft.build.path}". Correct the path, which is relative to the folder that the build runs in.`,
    });
  if ((await kindOf(context.cwd, draft.build.build_dir)) !== "directory")
    complaints.push({
      field: "build",
      path: ["build_dir"],
      summary: "The build's context is not a directory",
      detail: `There is no directory "${draft.build.build_dir}". Correct the path, which is relative to the folder that the build runs in.`,
    });
  return complaints;
};

async function kindOf(cwd: string, path: string): Promise<"file" | "directory" | undefined> {
  const stats = await stat(resolve(cwd, path)).catch(() => undefined);
  if (stats?.isFile()) return "file";
  return stats?.isDirectory() ? "directory" : undefined;
}
