import { type Bus, findStateDir, openRun, type Run } from "@ingot/engine";
import type { Host } from "../host.ts";
import { cleanupCommand } from "./cleanup-command.ts";

/** A run that begins before there is a bus: plugins that are programs are owned from their start. */
export interface BegunRun {
  readonly run: Run;
  /** Tells a bus what has happened so far, and what happens from now on. */
  readonly tell: (bus: Bus) => void;
}

/** Begins the run of a command. It costs nothing, and leaves no trace, before something is owned. */
export function beginRun({ env }: Pick<Host, "env">): BegunRun {
  let heard: Bus | undefined;
  const untold: ((bus: Bus) => void)[] = [];
  const say = (what: (bus: Bus) => void) => {
    if (heard) what(heard);
    else untold.push(what);
  };
  const run = openRun({
    stateDir: findStateDir(env),
    emit: (build, event) => say((bus) => bus.emit(event, build === "" ? undefined : build)),
    supervisor: {
      command: cleanupCommand,
      warn: (text) => say((bus) => bus.emit({ type: "log", level: "warn", source: "supervisor", text })),
    },
  });
  return {
    run,
    tell: (bus) => {
      heard = bus;
      for (const what of untold.splice(0)) what(bus);
    },
  };
}
