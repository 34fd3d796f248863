import { packerLevel } from "@ingot/engine";
import type { Host } from "../host.ts";
import { withoutValues } from "../input/without-values.ts";
import { openLog } from "./open-log.ts";
import { watchProcess } from "./watch-process.ts";

/** Starts the log of an invocation, where the environment asks for one. Resolves with whether the command may run. */
export async function beginLog(words: readonly string[], version: string, host: Host): Promise<boolean> {
  const log = await openLog(host);
  if (log && "severity" in log) {
    const { showDiagnostics } = await import("../session/show-diagnostics.ts");
    await showDiagnostics([log], new Map(), { host, isColoured: false });
    return false;
  }
  if (!log) return true;
  host.events.listen(log);
  const say = (level: "debug" | "info", source: string, text: string) =>
    void host.events.emit({ type: "log", level, source, text });
  say(
    "info",
    "ingot",
    `Ingot ${version}, level of Packer ${packerLevel}, Node ${process.version}, ${process.platform} ${process.arch}`,
  );
  say("info", "ingot", `process ${process.pid} in ${host.cwd}: ingot ${withoutValues(words).join(" ")}`);
  watchProcess((source, text) => say("debug", source, text));
  return true;
}
