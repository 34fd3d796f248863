// Who cleans up after a run that was killed: a shell that waits, in a session of its own, for a word on a pipe whose other end only the run
// holds. An orderly end gives it the word. When the pipe closes without it, the run is dead, whatever killed it, and the shell starts
// `ingot cleanup -run ID`. A shell, because it costs next to nothing while it waits (some 100 kB), and needs nothing of us to be in order.

import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { join, resolve } from "node:path";
import { runMark } from "./run-mark.ts";
import { runsFolder } from "./state-folder.ts";

/** Stands, with the run's id, in the environment of a supervisor and of the clean-up that it starts. Recovery leaves those alone. */
export const supervisorMark = "INGOT_SUPERVISOR";
/** What a clean-up that a supervisor started has said, in the folder of its run. Gone when it succeeded. */
export const backgroundLog = "cleanup.log";

/** How long to wait before another takes the place of one that ended too early; there is no more after the last. */
const pausesMs = [0, 100, 1000, 5000, 30_000];
/** How long one may take to end after the word. */
const farewellMs = 2000;

// $0 is its name in a list of processes, $1 the run. Signals that a dying terminal, or a service manager, sends to all do not end it: the
// run itself gets them too, and answers by an orderly end. The folder of the run is looked for only when it is needed. A clean-up that failed
// has said why, and would fail again; one that was itself killed is begun anew: where memory was short for the run it may be short for that.
const script = `trap "" HUP INT QUIT TERM
read -r word && [ "$word" = end ] && exit 0
log=$2; cd "$3" 2>/dev/null || :; shift 3
for pause in 1 3 9 0; do
  (true >"$log") 2>/dev/null || log=
  (trap - INT QUIT TERM; exec "$@") </dev/null >"\${log:-/dev/null}" 2>&1
  status=$?
  [ $status -ne 0 ] || [ -z "$log" ] || rm -f "$log"
  [ $status -gt 128 ] || exit
  sleep $pause
done`;

export interface SupervisorOptions {
  /** The command that cleans up after a run, as words. */
  readonly command: (run: string) => readonly string[];
  /** Is told, in one sentence or two, when the run goes on without a supervisor. */
  readonly warn: (text: string) => void;
}

export class Supervisor {
  readonly #run: string;
  readonly #stateDir: string;
  readonly #options: SupervisorOptions;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #starts = 0;
  #isOver = false;

  constructor(run: string, stateDir: string, options: SupervisorOptions) {
    this.#run = run;
    this.#stateDir = resolve(stateDir);
    this.#options = options;
  }

  /** Whether one waits now. */
  get isThere(): boolean {
    return this.#child !== undefined;
  }

  /**
   * Sees to it that one waits. It does so from the moment that this returns, because starting a program returns only when it has begun. Never
   * throws: where none can be started, the run goes on without.
   */
  ensure(): void {
    if (this.#child || this.#isOver || this.#starts > pausesMs.length) return;
    this.#starts++;
    let child: ChildProcess;
    try {
      child = this.#start();
    } catch (error) {
      this.#giveUp((error as Error).message);
      return;
    }
    child.once("error", (error) => this.#giveUp(error.message));
    if (child.pid === undefined) return;
    this.#child = child;
    // Neither it nor its pipe keeps the run from ending.
    child.unref();
    (child.stdin as Socket).unref();
    child.stdin?.on("error", () => undefined);
    this.#ended = new Promise((ended) => {
      child.once("exit", () => {
        this.#child = undefined;
        ended();
        if (!this.#isOver) this.#replace();
      });
    });
  }

  #start(): ChildProcess {
    const log = join(runsFolder(this.#stateDir), this.#run, backgroundLog);
    const words = [
      "-c",
      script,
      "ingot-supervisor",
      this.#run,
      log,
      workingFolder(),
      ...this.#options.command(this.#run),
    ];
    return spawn("/bin/sh", words, {
      cwd: "/",
      detached: true,
      env: this.#environment(),
      stdio: ["pipe", "ignore", "ignore"],
    });
  }

  /** The run's own environment, because `destroy` must find the same daemon, proxy and account; without what only templates read. */
  #environment(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => name !== runMark && !name.startsWith("PKR_VAR_"));
    return { ...Object.fromEntries(own), [supervisorMark]: this.#run, INGOT_STATE_DIR: this.#stateDir };
  }

  #replace(): void {
    const pauseMs = pausesMs[this.#starts - 1];
    if (pauseMs === undefined) {
      this.#giveUp(`it was ended ${this.#starts} times`);
      return;
    }
    setTimeout(() => this.ensure(), pauseMs).unref();
  }

  #giveUp(reason: string): void {
    this.#isOver = true;
    this.#options.warn(
      `No supervisor watches over this run (${reason}). If the run is killed, remove what it leaves with: ingot cleanup -run=${this.#run}`,
    );
  }

  /** Tells it that the run has come to its end, and waits until it is gone. */
  async dismiss(): Promise<void> {
    this.#isOver = true;
    const child = this.#child;
    if (!child) return;
    child.stdin?.end("end\n");
    child.ref();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((given) => {
      timer = setTimeout(given, farewellMs);
    });
    await Promise.race([this.#ended, patience]);
    clearTimeout(timer);
    child.unref();
  }
}

/** The environment may name files relative to it. It may be gone by now. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return "/";
  }
}
