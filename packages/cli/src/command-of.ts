import type { Command, FlagTable } from "./flags/flag-table.ts";
import { formatUsage } from "./flags/format-usage.ts";
import { asksForHelp, type ParsedFlags, parseFlags } from "./flags/parse-flags.ts";
import type { Host } from "./host.ts";
import { checkOutput } from "./output/check-output.ts";

/** What a command is run with. */
export interface Invocation<F extends FlagTable> {
  readonly flags: ParsedFlags<F>["values"];
  readonly given: ReadonlySet<string>;
  readonly positional: readonly string[];
  /** The version of Ingot. */
  readonly version: string;
  readonly host: Host;
}

/** A command: what it takes, and what it does. The number is the exit code. */
export interface CommandModule {
  readonly run: (words: readonly string[], version: string, host: Host) => Promise<number>;
}

/** Makes a command of its table and its work: help and wrong flags are answered here, alike for all. */
export function commandOf<const F extends FlagTable>(
  command: Command<F>,
  work: (invocation: Invocation<F>) => Promise<number>,
): CommandModule {
  return {
    run: async (words, version, host) => {
      if (asksForHelp(words)) {
        await host.writeRaw(formatUsage(command));
        return checkOutput(0, host);
      }
      const { values, given, positional, problems } = parseFlags(command, words);
      if (problems.length > 0) {
        if (host.form === "json") {
          const { showDiagnostics } = await import("./session/show-diagnostics.ts");
          const diagnostics = problems.map(({ summary, detail }) => ({ severity: "error", summary, detail }) as const);
          await showDiagnostics(diagnostics, new Map(), { host, isColoured: false });
          return 1;
        }
        const texts = problems.map((problem) => `Error: ${problem.summary}\n\n${problem.detail}\n`);
        // What is wrong stands last: the help of some commands is longer than a screen.
        await host.write(`${formatUsage(command)}\n`);
        await host.writeError(texts.join("\n"));
        return 1;
      }
      const code = await work({ flags: values, given, positional, version, host });
      return command.isOutputTheResult ? checkOutput(code, host) : code;
    },
  };
}
