import type { AnyResourceKind, Json, ResourceKind } from "../resource/resource.ts";
import type { BuilderComponent, DataSourceComponent, PostProcessorComponent, ProvisionerComponent } from "./define.ts";
import { sdkVersion } from "./sdk-version.ts";

/**
 * What a plugin offers. The keys are the names that templates use where they call the plugin by its own name; one that begins neither with
 * that name nor is it gets it put in front (see `registeredName`).
 */
export interface Plugin {
  readonly name: string;
  readonly builders: Readonly<Record<string, BuilderComponent>>;
  readonly provisioners: Readonly<Record<string, ProvisionerComponent>>;
  readonly postProcessors: Readonly<Record<string, PostProcessorComponent>>;
  readonly dataSources: Readonly<Record<string, DataSourceComponent>>;
  /** Every kind of resource that its components own, so that recovery can destroy them in another process. */
  readonly resourceKinds: readonly AnyResourceKind[];
  /** The version of the SDK that the plugin was made with. Plugins bring their own copy: what they give is looked at by its shape. */
  readonly sdkVersion: string;
}

/** Declares a plugin: the default export of a plugin package. Its components keep their names in its type, for tests. */
export function definePlugin<const P extends Partial<Omit<Plugin, "sdkVersion">> & { readonly name: string }>(
  plugin: P,
): Plugin & P {
  return {
    builders: {},
    provisioners: {},
    postProcessors: {},
    dataSources: {},
    resourceKinds: [],
    ...plugin,
    sdkVersion,
  };
}

/** A resource kind as the registry keeps it. Its specs come back from the journal as they went in, so their type may be forgotten. */
export function resourceKind<Spec extends Json>(kind: ResourceKind<Spec>): ResourceKind<Spec> & AnyResourceKind {
  return kind as ResourceKind<Spec> & AnyResourceKind;
}
