// The finder of installed plugins: from the name of a component to the plugin that has it (plugin-protocol 1.4 and 1.5). It looks at the names
// of files first; only plugins whose name fits the component's are verified and then asked what they have, and only what a template
// uses is started. What cannot be used is said where the template names the component.

import type { ComponentKind, PluginFinder, PluginNote, RequiredPlugin } from "@ingot/engine";
import { sourceKind } from "@ingot/engine";
import type { GoPlugins } from "@ingot/go-plugin";
import { entryOfSingle, namesOf } from "./entry/go-entry.ts";
import { currentPlatform, type GoPlatform } from "./find/go-platform.ts";
import { type Inventory, listInstalled, type SingleComponent, type VersionedPlugin } from "./find/list-installed.ts";
import { hiddenFolder, pluginPlaces } from "./find/plugin-directories.ts";
import type { InstalledPlugin, PluginDescription } from "./installed-plugin.ts";
import { outdated, refusedByStrictness, refusedConfig } from "./legacy/legacy-notes.ts";
import { type LegacyPrograms, listLegacy } from "./legacy/list-legacy.ts";
import { lockedPlugin, type PluginLock } from "./lock/lock.ts";
import { checkLockOf, readLockOf } from "./lock/read-lock-of.ts";
import { type JsFinder, openJsFinder } from "./npm/open-js-finder.ts";
import { rememberedKind } from "./npm/remember-js-plugin.ts";
import { PluginError } from "./plugin-error.ts";
import { type ChoiceOptions, choosePlugin, newestByName } from "./select/choose-plugin.ts";
import { lacksComponent, notInstalled } from "./select/finder-notes.ts";
import { nameTemplate } from "./select/name-template.ts";
import { type Opened, openPlugin } from "./select/open-plugin.ts";
import type { Inspector } from "./verify/inspector.ts";

export interface FinderOptions extends ChoiceOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Where runs keep what must outlive them. */
  readonly stateDir: string;
  /** What the template requires and no built-in plugin satisfies. */
  readonly required: readonly RequiredPlugin[];
  /** The level of the built-in plugin of a source, where there is one. */
  readonly builtInLevel: (source: string) => string | undefined;
  /** The folder that the template stands in: its lock file lies there. */
  readonly templateDir: string | undefined;
  /** What stands for the template in commands that a person is to type. */
  readonly template: string;
  /** -strict-plugins: what has no version and no checksum is ignored. */
  readonly isStrict: boolean;
  /** The folder that the `ingot` command really lies in. */
  readonly commandFolder: string | undefined;
  readonly goPlugins: Pick<GoPlugins, "component">;
  readonly inspector: Inspector;
  readonly platform?: GoPlatform;
  /** The one that stops the inspector, too. */
  readonly signal?: AbortSignal;
  /** For the log: what is found, verified and asked. */
  readonly log?: (text: string) => void;
}

type Found = Awaited<ReturnType<PluginFinder["find"]>>;

/** A finder that can also be asked for everything. */
export interface OpenFinder extends PluginFinder {
  /** Asks every plugin that a template could use what it has: `names` knows all of it then. Resolves with why some cannot be used. */
  readonly openAll: () => Promise<readonly PluginNote[]>;
  readonly resourceKind: NonNullable<PluginFinder["resourceKind"]>;
}

/** What is known of the places of plugins, once they have been looked at. */
interface Surroundings {
  readonly inventory: Inventory;
  readonly lock: PluginLock | undefined;
  readonly js: JsFinder | undefined;
}

/** A finder for one command. Nothing is looked at before the first question. */
export function openFinder(options: FinderOptions): OpenFinder {
  const { required, inspector, isStrict, platform = currentPlatform(), log = () => undefined } = options;
  const programs = required.filter(({ source }) => sourceKind(source) === "packer");
  const opened = new Map<string, Promise<Opened>>();
  const known = new Map<string, readonly [accessor: string, PluginDescription]>();
  let looking: Promise<Surroundings> | undefined;
  let legacy: Promise<LegacyPrograms> | undefined;
  let js: JsFinder | undefined;
  const single: SingleComponent[] = [];

  const look = async (): Promise<Surroundings> => {
    const places = pluginPlaces(options.env, options.cwd);
    const inventory = await listInstalled(places.search, platform);
    for (const { path, reason } of inventory.skipped) log(`passes over ${path}: ${reason}`);
    const lock = options.templateDir === undefined ? undefined : await readLockOf(options.templateDir);
    js =
      options.templateDir === undefined
        ? undefined
        : openJsFinder({
            required,
            templateDir: options.templateDir,
            npmFolder: places.npm,
            lockedVersion: (source) => lockedPlugin(lock, source)?.version,
            log,
            stateDir: options.stateDir,
            check: ({ source }, folder) => checkLockOf(lock, source, folder),
          });
    await rememberNames(inventory);
    return { inventory, lock, js };
  };
  const surroundings = () => {
    looking ??= look();
    return looking;
  };

  /** What earlier commands learnt, for suggestions. */
  const rememberNames = async (inventory: Inventory) => {
    for (const { path, name } of newestByName(inventory, options)) {
      const description = await inspector.known(path);
      if (description) known.set(`${name} ${path}`, [name, description]);
    }
  };

  const open = (plugin: InstalledPlugin, accessor: string, isRequired: boolean) => {
    const key = `${accessor} ${plugin.path}`;
    const opening = opened.get(key) ?? openNow(plugin, accessor, isRequired);
    opened.set(key, opening);
    return opening;
  };

  const openNow = async (plugin: InstalledPlugin, accessor: string, isRequired: boolean) => {
    const { lock } = await surroundings();
    const one = await openPlugin(plugin, accessor, { ...options, platform, lock, isRequired });
    log(`uses ${plugin.path}, version ${one.description.version}, as ${accessor}`);
    known.set(`${accessor} ${plugin.path}`, [accessor, one.description]);
    return one;
  };

  /** What is required under a name that fits, best first, and then what is installed; each is looked at when it is its turn. */
  const candidates = async (isAsked: (accessor: string) => boolean): Promise<readonly (() => Promise<Opened>)[]> => {
    const { inventory, lock } = await surroundings();
    const ofRequired = programs
      .filter(({ name }) => isAsked(name))
      .sort((a, b) => b.name.length - a.name.length)
      .map((wanted) => async () => {
        const choice = choosePlugin(inventory, wanted, lockedPlugin(lock, wanted.source), options);
        if ("problem" in choice)
          throw notInstalled({
            wanted,
            problem: choice.problem,
            isThere: choice.isThere,
            builtInLevel: options.builtInLevel(wanted.source.toLowerCase()),
            inventory,
            hidden: hiddenFolder(options.env),
            template: options.template,
          });
        return open(choice.plugin, wanted.name, true);
      });
    const taken = new Set(required.map(({ name }) => name));
    const usable = (plugin: VersionedPlugin) => plugin.hasSum || !isStrict;
    const installed = newestByName(inventory, options)
      .filter((plugin) => isAsked(plugin.name) && !taken.has(plugin.name) && usable(plugin))
      .sort((a, b) => Number(b.hasSum) - Number(a.hasSum) || b.name.length - a.name.length)
      .map((plugin) => () => open(plugin, plugin.name, false));
    return [...ofRequired, ...installed];
  };

  const lookAtLegacy = async () => {
    legacy ??= listLegacy((await surroundings()).inventory, { ...options, platform }).then((programs) => {
      if (!isStrict) single.push(...programs.configured, ...programs.single);
      return programs;
    });
    return legacy;
  };

  const findLegacy = async (kind: ComponentKind, type: string, refusals: PluginNote[]): Promise<Found | undefined> => {
    const { inventory } = await surroundings();
    const { unversioned, single, configured } = await lookAtLegacy();
    if (isStrict && configured.length > 0) return { notes: [refusedConfig(configured.map((one) => one.type))] };
    const fitting = unversioned
      .filter(({ name }) => isFitting(name, type))
      .sort((a, b) => b.name.length - a.name.length);
    const taken = new Set(required.map(({ name }) => name));
    const one = [...configured, ...single].find((candidate) => candidate.kind === kind && candidate.type === type);
    if (isStrict) {
      const withoutSum = inventory.plugins.find(({ name, hasSum }) => !hasSum && isFitting(name, type));
      const plugin = withoutSum ?? fitting[0];
      if (plugin) return { notes: [refusedByStrictness(kind, type, { path: plugin.path, plugin })] };
      return one && { notes: [refusedByStrictness(kind, type, one)] };
    }
    for (const plugin of fitting) {
      if (taken.has(plugin.name)) continue;
      const found = await tryOut(() => open(plugin, plugin.name, false), kind, type, refusals, options.signal);
      if (found) return found;
    }
    if (!one) return undefined;
    log(`uses ${one.path} for the ${kind} ${type}`);
    return { entry: entryOfSingle(one, options.goPlugins), notes: [outdated(one.path)] };
  };

  const findNow = async (kind: ComponentKind, type: string): Promise<Found> => {
    const refusals: PluginNote[] = [];
    try {
      const inJs = await (await surroundings()).js?.find(kind, type);
      if (inJs?.entry || inJs?.notes.length) return inJs;
      for (const candidate of await candidates((accessor) => isFitting(accessor, type))) {
        const found = await tryOut(candidate, kind, type, refusals, options.signal);
        if (found) return found;
      }
      // What cannot be used is not replaced in silence by something that nobody can verify.
      if (refusals.length === 0) {
        const found = await findLegacy(kind, type, refusals);
        if (found) return found;
      }
      return { notes: refusals };
    } catch (error) {
      return { notes: [noteOf(error, options.signal)] };
    }
  };

  /** Commands in notes name the template. */
  const named = (notes: readonly PluginNote[]) =>
    notes.map((note) => ({ ...note, detail: nameTemplate(note.detail, options.template) }));

  return {
    names: (kind) => [
      ...(js?.names(kind) ?? []),
      ...[...known.values()].flatMap(([accessor, description]) => [...namesOf(description, kind, accessor).keys()]),
      ...single.filter((one) => one.kind === kind).map(({ type }) => type),
    ],
    resourceKind: (kind) => rememberedKind(options.stateDir, kind),
    find: async (kind, type) => {
      const { notes, ...found } = await findNow(kind, type);
      return { ...found, notes: named(notes) };
    },
    openAll: async () => {
      const refusals: PluginNote[] = [];
      try {
        refusals.push(...((await (await surroundings()).js?.openAll()) ?? []));
        for (const candidate of await candidates(() => true))
          await candidate().catch((error: unknown) => refusals.push(noteOf(error, options.signal)));
        const { unversioned } = await lookAtLegacy();
        for (const plugin of isStrict ? [] : unversioned)
          await open(plugin, plugin.name, false).catch((error: unknown) =>
            refusals.push(noteOf(error, options.signal)),
          );
      } catch (error) {
        refusals.push(noteOf(error, options.signal));
      }
      return named(refusals);
    },
  };
}

/** Opens a plugin and gives its entry where it has the component. Why it cannot be used, or what it has instead, is added to `refusals`. */
async function tryOut(
  candidate: () => Promise<Opened>,
  kind: ComponentKind,
  type: string,
  refusals: PluginNote[],
  signal: AbortSignal | undefined,
): Promise<Found | undefined> {
  try {
    const one = await candidate();
    if (one.entry.offers[kind].includes(type)) return { entry: one.entry, notes: one.notes };
    refusals.push(lacksComponent(one, kind, type));
  } catch (error) {
    refusals.push(noteOf(error, signal));
  }
  return undefined;
}

function isFitting(accessor: string, type: string): boolean {
  return type === accessor || type.startsWith(`${accessor}-`);
}

function noteOf(error: unknown, signal?: AbortSignal): PluginNote {
  if (error instanceof PluginError) return { severity: "error", summary: error.summary, detail: error.detail };
  if (!signal?.aborted) throw error;
  return { severity: "error", summary: "Interrupted", detail: "A plugin was being asked what it has. Run this again." };
}
