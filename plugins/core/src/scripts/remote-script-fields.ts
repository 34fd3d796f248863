import { type Complaint, s, schema } from "@ingot/sdk";
import { scriptFields } from "./script-fields.ts";

/** The settings of every provisioner that runs scripts on the machine. */
export const remoteScriptFields = schema({
  start_retry_timeout: s
    .duration()
    .default(300_000)
    .notIdentity()
    .doc("How long to go on trying to send and start a script."),
})
  .include(scriptFields)
  .rule(["inline", "script", "scripts"], (c) => complainOfSources(c.inline, c.script, c.scripts));

/** How long to wait when everything has run: one declaration for those that have it. */
export const pauseAfterField = schema({
  pause_after: s.duration().default(0).notIdentity().doc("How long to wait when everything has run."),
});

function complainOfSources(
  inline: readonly string[] | undefined,
  script: string | undefined,
  scripts: readonly string[] | undefined,
): Complaint | undefined {
  const hasInline = inline !== undefined && inline.length > 0;
  const hasScripts = scripts !== undefined && scripts.length > 0;
  if (script && hasScripts)
    return {
      field: "scripts",
      summary: "Only one of script or scripts can be specified",
      detail: 'Put the single script into "scripts" too, at its place in the order, and remove "script".',
    };
  if (!hasInline && !script && !hasScripts)
    return {
      summary: "Either a script file or inline script must be specified",
      detail: 'There is nothing to run. Set "inline", "script" or "scripts".',
    };
  if (hasInline && (script || hasScripts))
    return {
      field: "inline",
      summary: "Only a script file or an inline script can be specified, not both",
      detail: "Make two provisioners of them, in the order in which they should run.",
    };
  return undefined;
}
