// Every event in plain words, for the files of -log-dir, and how much it weighs, for the log of INGOT_LOG, too.

import { type ArtifactFacts, type Event, humanDuration } from "@ingot/sdk";

export type Level = "debug" | "info" | "warn" | "error";

/** An event in words. */
export interface Described {
  readonly level: Level;
  /** What sort of thing it is, as a word to search for: `step`, `stdout`, `error`. */
  readonly word: string;
  /** May have several lines. */
  readonly text: string;
}

/** Puts an event into words. */
export function describeEvent(event: Event): Described {
  switch (event.type) {
    case "say":
      return { level: event.level === "error" ? "error" : "info", word: event.level, text: aside(event) + event.text };
    case "output":
      return { level: "info", word: event.stream, text: aside(event) + event.line };
    case "log":
      return { level: event.level, word: event.level, text: `${event.source}: ${event.text}${dataOf(event.data)}` };
    case "diagnostic": {
      const { severity, summary, detail } = event.diagnostic;
      const text = event.text ?? [summary, detail].filter((part) => part !== "").join("\n");
      return { level: severity === "error" ? "error" : "warn", word: severity, text: text.trimEnd() };
    }
    case "run-start": {
      const { template, versions, builds } = event;
      const files = template.files.map(({ path, sha256 }) => `${path} sha256:${sha256}`);
      const program = `Ingot ${versions.ingot}, level of Packer ${versions.packerLevel}, Node ${versions.node}, ${versions.system}`;
      return info("run", [`${event.run} begins: ${builds.join(", ")}`, program, ...files].join("\n"));
    }
    case "run-end":
      return ended("run", "", event, event.failed > 0 ? `${event.failed} failed` : undefined);
    case "build-start":
      return info("build", `begins with the builder ${event.builder}`);
    case "build-end":
      return ended("build", "", event, event.error);
    case "step-start":
      return info("step", `${event.step} begins${event.attempt > 1 ? `, attempt ${event.attempt}` : ""}`);
    case "step-end":
      return ended("step", event.step, event, event.error);
    case "cleanup-start":
      return info("cleanup", `of ${event.step} begins`);
    case "cleanup-end": {
      const left = event.leftovers > 0 ? `, ${event.leftovers} left` : "";
      const text = `of ${event.step} ended after ${humanDuration(event.tookMs)}${left}${reason(event.error)}`;
      return { level: event.error === undefined ? "info" : "error", word: "cleanup", text };
    }
    case "provisioner-start":
    case "provisioner-end": {
      const which = `${event.provisioner} (${event.phase === "error-cleanup" ? "for clean-up after an error" : `${event.index + 1} of ${event.count}`})`;
      if (event.type === "provisioner-end") return ended("provisioner", which, event, event.error);
      return info("provisioner", `${which} begins`);
    }
    case "post-processor-start":
    case "post-processor-end": {
      const which = `${event.postProcessor} (chain ${event.chain + 1}, place ${event.index + 1})`;
      if (event.type === "post-processor-end") return ended("post-processor", which, event, event.error);
      return info("post-processor", `${which} begins`);
    }
    case "heartbeat": {
      const silent = humanDuration(event.silentMs);
      return info(
        "heartbeat",
        `${event.step} goes on; nothing was heard for ${silent}, after ${humanDuration(event.elapsedMs)}`,
      );
    }
    case "machine-gone":
      return { level: "error", word: "machine", text: `is gone: ${event.reason}` };
    case "interrupt":
      return {
        level: "warn",
        word: "interrupt",
        text: `${event.signal}${event.isSecond ? ", for the second time" : ""}`,
      };
    case "question":
      return info("question", [event.prompt, ...event.choices.map((choice) => `- ${choice}`)].join("\n"));
    case "answer":
      return info("answer", event.answer ?? "(none)");
    case "progress": {
      const total = event.total === undefined ? "" : ` of ${event.total}`;
      return {
        level: "debug",
        word: "progress",
        text: `${event.label}: ${event.done}${total}${event.ended ? ", ended" : ""}`,
      };
    }
    case "resource":
      return {
        level: "info",
        word: "resource",
        text: `${event.kind} ${event.change}${event.id === undefined ? "" : `: ${event.id}`}`,
      };
    case "artifact":
      return info("artifact", artifactText(event.artifact));
    case "machine":
      return { level: "debug", word: "fact", text: [event.category, ...event.args].join(",") };
    case "template":
      return info("template", event.template.builds.map(({ name }) => name).join(", "));
    case "document":
      return info("document", event.text);
  }
}

function info(word: string, text: string): Described {
  return { level: "info", word, text };
}

function ended(
  word: string,
  what: string,
  { outcome, tookMs }: { readonly outcome: string; readonly tookMs: number },
  error: string | undefined,
): Described {
  const text = `${what}${what === "" ? "" : " "}${outcome} after ${humanDuration(tookMs)}${reason(error)}`;
  return { level: outcome === "failed" ? "error" : "info", word, text };
}

function reason(error: string | undefined): string {
  return error === undefined ? "" : `: ${error}`;
}

function aside({ target, build }: { readonly target?: string; readonly build?: string }): string {
  return target === undefined || target === build ? "" : `${target}: `;
}

function dataOf(data: unknown): string {
  return data === undefined ? "" : ` ${JSON.stringify(data)}`;
}

function artifactText(artifact: ArtifactFacts | null): string {
  if (!artifact) return "none";
  return [`${artifact.text} (${artifact.builderId}, ${artifact.id})`, ...artifact.files].join("\n");
}
