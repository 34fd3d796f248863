import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { busyboxArchive, webAppArchive } from "./busybox-roots.ts";
import { cached } from "./cache.ts";
import { debianArchive } from "./debian-roots.ts";
import { runCommand } from "./run-command.ts";
import { startDockerEngine } from "./start-docker-engine.ts";
import { startRegistry } from "./start-registry.ts";
import { sweepRun } from "./sweep-run.ts";

/** Goes up when what is made here changes. */
const edition = 1;

/**
 * The storage folder of a registry that holds the images that the tests pull, made once for a machine:
 * `debian:bookworm`; `ubuntu:18.04` and `ubuntu:22.04`, the same root under the names that templates use; `busybox`, a few
 * MB; `web-app`, whose ENTRYPOINT is a web server and whose CMD is the port it listens on, 8080.
 * @param runFolder of the run that makes it, if it has to be made
 */
export function filledMirror(runFolder: string): Promise<string> {
  return cached(`mirror-${edition}`, async (storage) => {
    const archives = await Promise.all([debianArchive(), busyboxArchive(), webAppArchive()]);
    const [debian, busybox, webApp] = archives;
    const folder = join(runFolder, "fill");
    mkdirSync(folder);
    const registry = await startRegistry({ name: "registry", folder, storage });
    const engine = await startDockerEngine({ name: "docker", folder, insecureRegistries: [registry.address] });
    const docker = (...args: string[]) => runCommand("docker", args, { env: { DOCKER_HOST: engine.host } });

    const publish = async (archive: string, names: readonly string[], changes: readonly string[]) => {
      const options = changes.flatMap((change) => ["--change", change]);
      const image = (await docker("import", ...options, archive)).stdout.trim();
      for (const name of names) {
        const full = `${registry.address}/library/${name}`;
        await docker("tag", image, full);
        await docker("push", "--quiet", full);
      }
    };
    await publish(debian, ["debian:bookworm", "debian:latest", "ubuntu:18.04", "ubuntu:22.04"], ['CMD ["bash"]']);
    await publish(busybox, ["busybox:latest"], ['CMD ["sh"]']);
    const entrypoint = 'ENTRYPOINT ["httpd", "-f", "-h", "/www", "-p"]';
    await publish(webApp, ["web-app:latest"], [entrypoint, 'CMD ["8080"]', "EXPOSE 8080"]);
    await engine.stop();
    await registry.stop();
    await sweepRun(folder);
  });
}
