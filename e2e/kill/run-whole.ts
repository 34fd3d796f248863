import type { Lane } from "./lane.ts";
import { type Profile, profileBuild } from "./plan-kills.ts";
import { settle } from "./settle.ts";
import type { Subject } from "./subjects/subject.ts";
import { startTracedBuild } from "./trace-build.ts";

/**
 * Runs a build to its end and removes what it has made.
 * @throws when it fails, makes less than it should, or leaves something
 */
export async function runWhole(lane: Lane, subject: Subject): Promise<Profile> {
  const { stage } = lane;
  // The machine may have finished what a killed build had begun to send.
  subject.takeRemoteLeftovers?.();
  const build = startTracedBuild(stage, subject.templatePath, () => undefined);
  const { code } = await build.ended;
  const outputs = await subject.checkOutputs(stage).catch((error: Error) => error);
  await subject.removeOutputs(stage);
  if (code !== 0) throw new Error(`A build that nobody killed failed:\n${build.output()}`);
  if (/has left .* behind/.test(build.output()))
    throw new Error(`The build says that something is left:\n${build.output()}`);
  if (outputs instanceof Error) throw outputs;
  const { left } = await settle(lane.differences, 5000);
  const remote = subject.takeRemoteLeftovers?.() ?? [];
  if (left.length + remote.length > 0)
    throw new Error(`A build that nobody killed left:\n${[...left, ...remote].join("\n")}\n${build.output()}`);
  return profileBuild(build.marks);
}
