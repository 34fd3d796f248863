import type { Diagnostic, Path, Range } from "@ingot/hcl";
import type { ConfigBody, ConfigContent } from "./config-body.ts";
import type { DecodeContext } from "./decode-context.ts";
import type { AnySchema } from "./schema.ts";

/** What was found in one body. A field that is in `values` is ready: known, and nothing is wrong with it. */
export interface Found {
  readonly values: Map<string, unknown>;
  readonly unknown: string[];
  readonly secrets: string[];
  readonly diagnostics: Diagnostic[];
  readonly places: Map<string, (path: Path) => Range>;
}

/** The decoding of one body, as the readers of its fields see it. */
export interface Decoding {
  readonly body: ConfigBody;
  readonly content: ConfigContent;
  readonly context: DecodeContext;
  readonly found: Found;
  /** Names that an unknown name was probably meant to be: nothing more is said about them. */
  readonly mistyped: ReadonlySet<string>;
  /** Decodes a block inside. */
  readonly decodeInner: (schema: AnySchema, body: ConfigBody) => Found;
}
