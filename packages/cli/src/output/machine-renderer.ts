import type { Renderer } from "@ingot/engine";
import type { Host } from "../host.ts";
import { type LineForm, linesOfEvent, newRunState } from "./lines-of-event.ts";
import { localTime } from "./local-time.ts";

export interface MachineOptions {
  readonly host: Pick<Host, "print" | "tell">;
  /** -timestamp-ui */
  readonly hasTimestamps: boolean;
  readonly renderDiagnostic: LineForm["renderDiagnostic"];
}

/**
 * Renders the events of a run for programs (core-cli 4.3): every message is a `ui` line, with the facts of errors and artifacts between them.
 * What is about a build has its name as target, which Packer leaves empty in `ui` lines.
 * All that machines write stands behind `==> `, as in Packer 1.16; what came on stderr is a `ui,error`.
 */
export function createMachineRenderer({ host, hasTimestamps, renderDiagnostic }: MachineOptions): Renderer {
  const form: LineForm = { detailPrefix: "==> ", renderDiagnostic, hasHeartbeats: () => true };
  const state = newRunState();
  return {
    render: (event) => {
      const stamp = hasTimestamps && event.build !== undefined ? `${localTime(new Date(event.at))}: ` : "";
      let written: Promise<void> | undefined;
      // One is written behind the other, so the last is there when all are.
      for (const said of linesOfEvent(event, state, form)) {
        if (said.k === "fact") written = host.tell(said);
        else written = host.print(said.look === "error" ? "error" : "say", `${stamp}${said.text}\n`, said.target);
      }
      return written;
    },
    close: async () => undefined,
  };
}
