import type { ComponentKind, PluginEntry, PluginFinder, PluginNote, RequiredPlugin } from "@ingot/engine";
import { sourceKind } from "@ingot/engine";
import { PluginError } from "../plugin-error.ts";
import { findJsPlugin, type JsPlaces } from "./find-js-plugin.ts";
import { entryOfJsPlugin, loadJsPlugin } from "./load-js-plugin.ts";
import { rememberJsPlugin } from "./remember-js-plugin.ts";

export interface JsFinderOptions extends JsPlaces {
  /** All that the template requires; those that are programs are not this finder's. */
  readonly required: readonly RequiredPlugin[];
  /** For the log: which plugin is loaded, from where. */
  readonly log?: (text: string) => void;
  /** Where it is written down that a plugin may own things. */
  readonly stateDir?: string;
  /** Refuses a package before anything of it runs, with the reason: one that is not as the lock file has it. */
  readonly check?: (required: RequiredPlugin, folder: string) => Promise<PluginNote | undefined>;
}

/** A finder that can also be asked for everything. */
export interface JsFinder extends PluginFinder {
  /** Loads every plugin that is required: `names` knows all of it then. Resolves with why some cannot be used. */
  readonly openAll: () => Promise<readonly PluginNote[]>;
}

/**
 * A finder of the plugins in JavaScript that a template requires. A plugin belongs to the component types that are its name in
 * `required_plugins`, or begin with it and a dash. It is loaded when the template names such a type, and once.
 */
export function openJsFinder(options: JsFinderOptions): JsFinder {
  const plugins = options.required.filter(({ source }) => sourceKind(source) !== "packer");
  const loaded = new Map<string, Promise<PluginEntry>>();
  const known = new Set<PluginEntry>();
  const load = (required: RequiredPlugin) => {
    const entry =
      loaded.get(required.name) ??
      loadRequired(required, options).then((one) => {
        known.add(one);
        return one;
      });
    loaded.set(required.name, entry);
    return entry;
  };
  return {
    names: (kind) => [...known].flatMap((entry) => entry.offers[kind]),
    openAll: async () => {
      const refusals: PluginNote[] = [];
      for (const plugin of plugins) {
        try {
          await load(plugin);
        } catch (error) {
          refusals.push(noteOf(error));
        }
      }
      return refusals;
    },
    find: async (kind, type) => {
      // The longest name first: "tfvars-json" may be a plugin beside "tfvars".
      const owners = plugins
        .filter(({ name }) => type === name || type.startsWith(`${name}-`))
        .sort((a, b) => b.name.length - a.name.length);
      let refusal: PluginNote | undefined;
      for (const owner of owners) {
        try {
          const entry = await load(owner);
          if (entry.offers[kind].includes(type)) return { entry, notes: [] };
          refusal ??= lacks(owner, entry, kind, type);
        } catch (error) {
          refusal ??= noteOf(error);
        }
      }
      return { notes: refusal ? [refusal] : [] };
    },
  };
}

async function loadRequired(required: RequiredPlugin, options: JsFinderOptions): Promise<PluginEntry> {
  const { source } = required;
  const found = await findJsPlugin(required, options);
  const refusal = await options.check?.(required, found.folder);
  if (refusal) throw new PluginError(refusal.summary, refusal.detail);
  options.log?.(`loads ${source} ${found.version ?? ""} from ${found.entry}`);
  const plugin = await loadJsPlugin(found);
  if (options.stateDir !== undefined) {
    // Where nothing can be written down no run begins either: that is said then. To validate a template needs no such place.
    await rememberJsPlugin(options.stateDir, plugin, found).catch((error: unknown) =>
      options.log?.(`cannot write down where ${source} lies: ${error}`),
    );
  }
  return entryOfJsPlugin(plugin, required.name, { source, version: found.version });
}

function noteOf(error: unknown): PluginNote {
  if (!(error instanceof PluginError)) throw error;
  return { severity: "error", summary: error.summary, detail: error.detail };
}

function lacks({ name, source }: RequiredPlugin, entry: PluginEntry, kind: ComponentKind, type: string): PluginNote {
  const there = Object.entries(entry.offers).flatMap(([of, names]) => names.map((one) => `the ${of} "${one}"`));
  return {
    severity: "error",
    summary: `Unknown ${kind} "${type}"`,
    detail: `The plugin ${source}, which the template calls "${name}", has no ${kind} "${type}". It has ${there.join(", ") || "nothing"}. Correct the name.`,
  };
}
