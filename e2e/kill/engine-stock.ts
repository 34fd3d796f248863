// What an engine that others use at the same time holds of one stage: known by the images that it was made of, and by the
// folders that are mounted into it.

import { get } from "node:http";
import type { Inventory } from "../environment/index.ts";

interface Container {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly ImageID: string;
  readonly Mounts: readonly { readonly Type: string; readonly Name?: string; readonly Source?: string }[];
}

interface Image {
  readonly Id: string;
  readonly Comment?: string;
  readonly RootFS: { readonly Layers?: readonly string[] };
}

export interface EngineStock {
  readonly take: () => Promise<Pick<Inventory, "containers" | "images" | "volumes">>;
}

/**
 * The things of one stage in an engine.
 * @param layers the first layers of images that are the stage's own
 * @param folder where the folders lie that its builds mount into containers
 */
export function engineStock(dockerHost: string, layers: ReadonlySet<string>, folder: string): EngineStock {
  const socketPath = dockerHost.replace(/^unix:\/\//, "");
  const facts = new Map<string, Image>();
  // A volume tells nothing of who made it: those are the stage's that were once seen in a container of it.
  const ownVolumes = new Set<string>();

  const isOwnImage = (id: string): boolean => {
    const image = facts.get(id);
    if (image === undefined) return false;
    // The comment is the id of the image that an empty one has taken the name from.
    return layers.has(image.RootFS.Layers?.[0] ?? "") || (image.Comment !== undefined && isOwnImage(image.Comment));
  };

  const take = async () => {
    const containers = (await ask<Container[]>(socketPath, "/containers/json?all=1")) ?? [];
    const images = (await ask<{ Id: string; RepoTags: string[] | null }[]>(socketPath, "/images/json?all=1")) ?? [];
    for (const { Id } of images) {
      if (facts.has(Id)) continue;
      const image = await ask<Image>(socketPath, `/images/${Id}/json`);
      if (image) facts.set(Id, image);
    }
    const isOwn = ({ ImageID, Mounts }: Container) =>
      isOwnImage(ImageID) || Mounts.some(({ Source }) => Source?.startsWith(`${folder}/`));
    const own = containers.filter(isOwn);
    for (const { Mounts } of own)
      for (const { Type, Name } of Mounts) if (Type === "volume" && Name) ownVolumes.add(Name);
    const volumes = await ask<{ Volumes: { Name: string }[] | null }>(socketPath, "/volumes");
    return {
      containers: own.map(({ Id, Names }) => `${Id} ${Names.join(" ")}`).sort(),
      images: images
        .filter(({ Id }) => isOwnImage(Id))
        .flatMap(({ Id, RepoTags }) => (RepoTags?.length ? RepoTags : ["<none>"]).map((name) => `${Id} ${name}`))
        .sort(),
      volumes: (volumes?.Volumes ?? [])
        .map(({ Name }) => Name)
        .filter((name) => ownVolumes.has(name))
        .sort(),
    };
  };
  return { take };
}

/** Asks an engine; undefined when it does not know of that, which may have gone a moment ago. */
function ask<T>(socketPath: string, path: string): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const request = get({ socketPath, path, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 404) resolve(undefined);
        else if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`The engine answers ${path} with ${response.statusCode}: ${text}`));
      });
    });
    request.on("error", reject);
  });
}
