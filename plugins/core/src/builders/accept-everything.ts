import type { Communicator } from "@ingot/sdk";

/**
 * The communicator of a builder that has no machine: every command succeeds, every upload is swallowed, every download
 * is empty. Provisioners run against it as if there were one.
 */
export const acceptEverything: Communicator = {
  type: "file",
  exec: async (_command, { signal }) => {
    signal.throwIfAborted();
    return { k: "exited", code: 0 };
  },
  upload: async (_to, content) => {
    // Taken to its end, so that a source that cannot be read is noticed here too.
    for await (const chunk of content) void chunk;
  },
  uploadDirectory: async () => undefined,
  download: async () => undefined,
  downloadDirectory: async () => undefined,
};
