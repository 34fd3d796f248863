import type { Diagnostic } from "@ingot/sdk";
import type { Host } from "../../host.ts";

/** The values of `-progress`, as Docker calls them. */
export const progressModes = ["auto", "tty", "plain"] as const;

/** What is set where no person looks at the terminal while a run goes on. */
const signsOfAutomation = [
  "CI",
  "CONTINUOUS_INTEGRATION",
  "BUILD_NUMBER",
  "JENKINS_URL",
  "TEAMCITY_VERSION",
  "TF_BUILD",
];

/** Whether a run is shown by the live view; a diagnostic where it is demanded and cannot be. */
export function usesLiveView(
  mode: (typeof progressModes)[number],
  { env, terminal, isLogTerminal }: Pick<Host, "env" | "terminal" | "isLogTerminal">,
): boolean | Diagnostic {
  if (mode === "plain") return false;
  if (!terminal) return mode === "tty" ? noTerminal : false;
  if (mode === "tty") return true;
  const isAutomated = signsOfAutomation.some((name) => env[name] && !["0", "false"].includes(env[name]));
  // Lines of the log would tear the lanes apart.
  const log = env.INGOT_LOG || env.PACKER_LOG || "0";
  const isLogThere = isLogTerminal && log !== "0" && !env.INGOT_LOG_PATH && !env.PACKER_LOG_PATH;
  return !isAutomated && !isLogThere;
}

const noTerminal: Diagnostic = {
  severity: "error",
  summary: "-progress=tty needs a terminal",
  detail:
    "Standard output goes to a file or a pipe, has the form of -json or -machine-readable, or TERM says that nothing can be drawn on the terminal. Leave -progress out: the view is shown where it can be.",
};
