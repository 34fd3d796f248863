import { type Communicator, quoteShell, type TempFiles } from "@ingot/sdk";
import type { Container } from "./container.ts";
import { downloadDirectory, downloadFile } from "./download.ts";
import { execCommand } from "./exec-command.ts";
import { uploadDirectory } from "./upload-directory.ts";
import { uploadFile } from "./upload-file.ts";

/** The way into a container by its engine: `docker exec` for commands, `docker cp` for files. It needs no network and no server inside. */
export function dockerCommunicator(container: Container, temp: TempFiles): Communicator {
  return {
    type: "docker",
    commandForPerson: async () =>
      [
        container.clientName,
        "exec",
        "-it",
        ...(container.execUser ? ["-u", container.execUser] : []),
        container.id,
        "/bin/sh",
      ]
        .map(quoteShell)
        .join(" "),
    exec: (command, options) => execCommand(container, command, options),
    upload: (to, content, meta, options) => uploadFile(container, temp, to, content, meta, options),
    uploadDirectory: (to, from, options) => uploadDirectory(container, to, from, options),
    download: (from, to, options) => downloadFile(container, from, to, options),
    downloadDirectory: (from, to, options) => downloadDirectory(container, from, to, options),
  };
}
