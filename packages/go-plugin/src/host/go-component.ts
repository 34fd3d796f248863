import type { AnySchema, Holding } from "@ingot/sdk";
import type { HclObjectSpec } from "../spec/hcl-spec.ts";
import type { PluginSlot } from "./plugin-slot.ts";

/** What the components of a plugin have in common. */
export interface GoComponent {
  readonly schema: AnySchema;
  readonly doc: string;
  readonly spec: HclObjectSpec;
  /** The process of one instance. */
  readonly slotOf: (holding: Holding) => PluginSlot;
}
