/** Work that is waited for before the process ends. */
export interface KeptAlive {
  readonly follow: (work: Promise<unknown>) => void;
  /** Resolves when all of it is done, also what was begun meanwhile. Never rejects. */
  readonly end: () => Promise<void>;
}

export function keepAlive(): KeptAlive {
  const works = new Set<Promise<unknown>>();
  return {
    follow: (work) => {
      works.add(work);
      const done = () => void works.delete(work);
      work.then(done, done);
    },
    end: async () => {
      while (works.size > 0) await Promise.allSettled([...works]);
    },
  };
}
