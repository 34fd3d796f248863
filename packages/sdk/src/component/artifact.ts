import type { Json } from "../resource/resource.ts";

/** What a builder or post-processor made. */
export interface Artifact {
  /** The stable id of the kind of artifact ("packer.docker"); post-processors choose by it. */
  readonly builderId: string;
  readonly id: string;
  readonly files: readonly string[];
  /** For people; may have several lines. */
  readonly text: string;
  /** Further facts: `generated_data`, `docker_tags`, ... */
  readonly state: (key: string) => Promise<Json | undefined>;
  readonly destroy: (signal: AbortSignal) => Promise<void>;
}
