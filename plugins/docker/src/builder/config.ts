import { communicatorSchema, type Infer, s, schema } from "@ingot/sdk";
import { loginFields } from "../login-fields.ts";

const awaitsWindows =
  "Windows containers need an engine on Windows, which is not served yet. Build on Linux, or leave it out.";

/** A base image that is built first. */
const buildBlock = schema({
  path: s.string().required().doc("Path of the Dockerfile."),
  build_dir: s.string().default(".").doc("The folder that is the build's context."),
  arguments: s.map(s.string()).doc("Build arguments."),
  pull: s.triState().defaultText("true").doc("Refresh the images that the Dockerfile starts from."),
  compress: s.bool().default(false).doc("Compress the context on its way to the engine."),
});

/** The config of the builder `docker`. */
export const dockerConfig = schema({
  image: s.string().doc("The base image. Needed unless there is a `build` block."),
  build: s.block(buildBlock).doc("Builds the base image from a Dockerfile."),
  pull: s
    .triState()
    .defaultText("true; false with a `build` block")
    .doc("Pull the image before the container is started."),
  commit: s
    .bool()
    .default(false)
    .doc("Make an image of the container. One of `commit`, `discard` and `export_path` is needed."),
  discard: s.bool().default(false).doc("Throw the container away when it is provisioned."),
  export_path: s.string().doc("A tar file that the container's file system is written to."),
  author: s.string().doc("Author of the image that is made."),
  changes: s
    .list(s.string())
    .doc("Dockerfile instructions that are applied to the image: `EXPOSE 80`, `LABEL a=b`, ..."),
  message: s.string().doc("Message of the commit."),
  platform: s.string().doc("Platform of the image, where it has several: `linux/arm64`."),
  run_command: s
    .list(s.template<RunVariables>("Image"))
    .defaultText("-d -i -t --entrypoint=/bin/sh -- {{.Image}}")
    .doc(
      "Arguments of `docker run`, after those of the other fields. The container must go on running when its command has started.",
    ),
  container_dir: s
    .string()
    .default("/packer-files")
    .doc("Where a folder shared with this machine is mounted in the container."),
  volumes: s
    .map(s.string())
    .doc("Mounts: from a path of this machine, or a volume, to a path in the container. `~/` is the home folder."),
  tmpfs: s.list(s.string()).doc("Paths in the container that are held in memory."),
  device: s.list(s.string()).doc("Devices of this machine that the container gets."),
  cap_add: s.list(s.string()).doc("Linux capabilities that the container gets."),
  cap_drop: s.list(s.string()).doc("Linux capabilities that the container does not get."),
  privileged: s.bool().default(false).doc("Run the container privileged."),
  runtime: s.string().doc("The OCI runtime to use."),
  exec_user: s.string().doc("Who runs the commands of provisioners: a name or number, with a group after a colon."),
  pty: s.bool().default(false).doc("Run commands in a terminal. Standard error then comes with standard output."),
  fix_upload_owner: s.bool().default(true).doc("Give what is uploaded to the container's user."),
  docker_path: s
    .string()
    .default("docker")
    .doc("The client to use, by name or path. `podman` works alike.")
    .notIdentity(),
  windows_container: s.bool().default(false).refused(awaitsWindows).doc("The container is one of Windows."),
})
  .include(loginFields)
  .include(
    communicatorSchema({ default: "docker", kinds: ["docker", "ssh", "winrm", "none", "dockerWindowsContainer"] }),
  )
  .rule(["communicator"], ({ communicator }) =>
    communicator === "dockerWindowsContainer" || communicator === "winrm"
      ? {
          field: "communicator",
          summary: `The communicator "${communicator}" cannot be served`,
          detail: awaitsWindows,
        }
      : undefined,
  )
  .rule(["image", "build"], ({ image, build }) => {
    if (build && image)
      return {
        field: "image",
        summary: "`image` cannot be specified with a build config",
        detail: "The base image comes from the `build` block. Remove one of the two.",
      };
    if (build || image) return undefined;
    return {
      summary: "Missing 'image' attribute or 'build' section",
      detail: 'The container needs a base image. Set "image", or add a "build" block with the path of a Dockerfile.',
    };
  })
  .rule(["build", "pull"], ({ build, pull }) =>
    build && pull
      ? {
          severity: "warning",
          field: "pull",
          summary: "`pull` has no effect with a `build` block",
          detail:
            "The base image is built, not pulled. Set `pull` in the `build` block to refresh what it starts from.",
        }
      : undefined,
  )
  .rule(["commit", "discard", "export_path"], ({ commit, discard, export_path }) => {
    const count = [commit, discard, export_path].filter(Boolean).length;
    if (count === 1) return undefined;
    return count === 0
      ? {
          summary: "No instructions given for handling the artifact; expected commit, discard, or export_path",
          detail:
            'Set "commit" to true to make an image, "export_path" to write a tar file, or "discard" to keep nothing.',
        }
      : {
          field: commit && discard ? "discard" : "export_path",
          summary: "Cannot specify more than one of commit, discard, and export_path",
          detail: "Keep one of them and remove the others.",
        };
  });

export type DockerConfig = Infer<typeof dockerConfig>;

/** What `run_command` may use. */
export type RunVariables = { readonly Image: string };
