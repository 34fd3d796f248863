import { type Communicator, UnsupportedOperationError } from "./communicator.ts";

/**
 * The communicator of `communicator = "none"`: every command "succeeds" without being run, and files cannot be transferred.
 * Provisioners that work on this host (shell-local) do not notice.
 */
export const noneCommunicator: Communicator = {
  type: "none",
  exec: async (_command, { signal }) => {
    signal.throwIfAborted();
    return { k: "exited", code: 0 };
  },
  upload: () => refuse("Upload"),
  uploadDirectory: () => refuse("UploadDir"),
  download: () => refuse("Download"),
  downloadDirectory: () => refuse("DownloadDir"),
};

// The names are those that Packer's texts have.
async function refuse(operation: string): Promise<never> {
  throw new UnsupportedOperationError(`${operation} is not implemented when communicator = 'none'`);
}
