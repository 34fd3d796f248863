import type { CommandModule } from "../command-of.ts";

/** The service that `push` sent templates to was closed; the command says so instead of being unknown. */
export const push: CommandModule = {
  run: async (_words, _version, host) => {
    await host.writeError(
      [
        'Error: "push" is gone',
        "",
        "It sent templates to a hosted service that was closed. Run the build where you are, or in CI, with: ingot build TEMPLATE",
        "To publish the images, use a post-processor such as docker-push.",
        "",
      ].join("\n"),
    );
    return 1;
  },
};
