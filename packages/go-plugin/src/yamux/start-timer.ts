/**
 * Runs something after a time, unless it is stopped before by calling what is returned. It does not keep the process alive. When the time has
 * passed, what has come from outside meanwhile is taken first: a process that was busy for long must not take that for the other side's silence.
 */
export function startTimer(timeMs: number, run: () => void): () => void {
  let isStopped = false;
  const timer = setTimeout(() => {
    setImmediate(() => {
      if (!isStopped) run();
    });
  }, timeMs);
  timer.unref();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
