/**
 * A grid: one run for each combination of the values of several settings, and for each seed. Combinations that are
 * impossible or repeat another one are left out with the reason.
 */

import { UserError } from '#shared/failure.ts';
import { count } from '#shared/format.ts';
import { LABEL_SETS, type LabelSet, labelSetSchema } from '#shared/label-sets.ts';
import { canonicalJson } from './canonical.ts';
import { CATALOGUE, isUsed, type RunSettings, SETTINGS, settingAt, valueAt } from './catalogue.ts';
import { changeSetting } from './change-setting.ts';
import { featureKindProblem } from './feature-kind-defaults.ts';
import { FEATURES, type FeatureSettings, featureSettingsSchema, inputShapeOf } from './features.ts';
import { settingProblem } from './problem.ts';
import { type Entry, isGroup } from './setting.ts';
import { DEFAULT_START_WEIGHTS } from './start-weights.ts';

/** Values by the paths of settings: `network`, `optimizer.learningRate`, `augmentation`. */
export type Varied = Readonly<Record<string, unknown>>;

export interface Grid {
  /** The settings of all runs, complete. */
  settings: RunSettings;
  /**
   * The values of each varied setting. The path of a group, such as `optimizer`, varies its name. `augmentation` takes
   * `none` and `standard`; `features` takes names of built-in features or complete feature settings.
   */
  vary: Readonly<Record<string, readonly unknown[]>>;
  /** Every combination is trained with each of these. Absent or empty: with the seed of the settings. */
  seeds?: readonly number[];
  /** Each network gets the features that it was designed for. Without effect if `features` is varied. */
  ownFeatures?: boolean;
}

/** A network of `networks.list`. */
export interface GridNetwork {
  name: string;
  /** The kind of features that it can be trained on. */
  kind: FeatureSettings['kind'];
  /** The name of the built-in features that it was designed for; `encoder`: those of any encoder. */
  features: string;
  /** The smallest number of bands and of frames. */
  minInput: number;
}

export interface GridRun {
  settings: RunSettings;
  /** What distinguishes this run from the others; empty for a grid of one run. */
  varied: Varied;
}

export interface ExpandedGrid {
  /** In the order of the values; the first setting of the catalogue changes slowest, the seed fastest. */
  runs: GridRun[];
  leftOut: { varied: Varied; reason: string }[];
}

/** Maximum number of combinations of a grid, with the seeds. */
export const MAX_GRID_RUNS = 1000;

/**
 * Expands a grid.
 * @param networks The networks of the laboratory. If given, unknown networks, and features that are too small for a
 *   network, are left out. `ownFeatures` needs it.
 * @throws UserError `unknown-setting`; `grid-too-large` for more than {@link MAX_GRID_RUNS} combinations.
 */
export function expandGrid(grid: Grid, networks: readonly GridNetwork[] = []): ExpandedGrid {
  const vary = valuesByPath(grid);
  const total = [...vary.values()].reduce((product, { length }) => product * length, 1);
  if (total > MAX_GRID_RUNS) {
    throw new UserError(
      'grid-too-large',
      `The grid has ${count(total)} combinations. Vary fewer values: at most ${count(MAX_GRID_RUNS)} are possible.`,
    );
  }
  const expanded: ExpandedGrid = { runs: [], leftOut: [] };
  const known = new Set<string>();
  for (const values of combinations([...vary.values()])) {
    const all = new Map([...vary.keys()].map((path, index) => [path, values[index]]));
    const { run, varied, reason } = combine(grid, all, networks);
    const distinguishing = (of: Varied) =>
      Object.fromEntries(Object.entries(of).filter(([path]) => (vary.get(path)?.length ?? 0) > 1));
    const key = run && canonicalJson(run.settings);
    if (key === null || known.has(key)) {
      expanded.leftOut.push({
        varied: distinguishing(varied),
        reason: reason || 'The same run is in the grid.',
      });
    } else {
      known.add(key);
      expanded.runs.push({ settings: run!.settings, varied: distinguishing(run!.varied) });
    }
  }
  return expanded;
}

/** The distinct values of every varied setting, in the order of the catalogue, the seed last. */
function valuesByPath({ settings, vary, seeds = [] }: Grid): Map<string, readonly unknown[]> {
  const given = new Map<string, unknown[]>();
  for (const [path, values] of [...Object.entries(vary), ['seed', seeds] as const]) {
    const full = variedPath(path);
    given.set(full, [...(given.get(full) ?? []), ...values]);
  }
  const paths = [...given.keys()].toSorted((a, b) => orderOf(a) - orderOf(b));
  return new Map(
    paths.map((path) => {
      const values = new Map((given.get(path) ?? []).map((value) => [canonicalJson(value), value]));
      if (path === 'seed' && values.size === 0) return [path, [settings.seed]];
      return [path, [...values.values()]];
    }),
  );
}

/**
 * The path of the setting that is varied: `optimizer` is `optimizer.name`.
 * @throws UserError `unknown-setting`.
 */
function variedPath(path: string): string {
  if (Object.hasOwn(CATALOGUE, path)) {
    const entry: Entry = CATALOGUE[path as keyof RunSettings];
    return isGroup(entry) && entry.shorthand !== undefined ? `${path}.${entry.shorthand}` : path;
  }
  if (SETTINGS.some((setting) => setting.path === path && setting.flag !== null)) return path;
  throw new UserError(
    'unknown-setting',
    `There is no setting “${path}”. Use a path such as network, epochs or optimizer.learningRate.`,
  );
}

/** The position of a path in the catalogue. A group is before its settings; the seed is last. */
function orderOf(path: string): number {
  if (path === 'seed') return Number.POSITIVE_INFINITY;
  return SETTINGS.findIndex((setting) => setting.path === path || setting.group === path);
}

/** All combinations, the last list changing fastest. */
function combinations(lists: readonly (readonly unknown[])[]): unknown[][] {
  return lists.reduce<unknown[][]>(
    (before, values) => before.flatMap((combination) => values.map((value) => [...combination, value])),
    [[]],
  );
}

/** One combination: its run, or the reason why it is left out. A run with a `reason` may repeat another one. */
function combine(
  grid: Grid,
  values: ReadonlyMap<string, unknown>,
  networks: readonly GridNetwork[],
): { run: GridRun | null; varied: Varied; reason: string } {
  const varied = Object.fromEntries([...values].map(([path, value]) => [path, shownValue(value)]));
  for (const [path, value] of values) {
    const reason = problemOf(grid.settings, path, value);
    if (reason !== null) return { run: null, varied, reason };
  }
  const all = settingsWith(grid, values, networks);
  const unused = [...values.keys()].flatMap((path) => {
    const setting = SETTINGS.find((one) => one.path === path);
    return setting !== undefined && !isUsed(all, setting) ? [setting] : [];
  });
  const used = new Map([...values].filter(([path]) => !unused.some((setting) => setting.path === path)));
  const settings = unused.length === 0 ? all : settingsWith(grid, used, networks);
  const misfit = misfitOf(settings, networks);
  if (misfit !== null) return { run: null, varied, reason: misfit };
  const usedValues = Object.fromEntries([...used].map(([path, value]) => [path, shownValue(value)]));
  const reason = unused
    .map(({ label, usedWhen }) => {
      const other = settingAt(usedWhen!.setting);
      return `${label} has no effect with ${other.label.toLowerCase()} ${valueText(valueAt(settings, other))}.`;
    })
    .join(' ');
  return { run: { settings, varied: usedValues }, varied, reason };
}

/** Why a value is impossible in any combination; null if it is not. */
function problemOf(settings: RunSettings, path: string, value: unknown): string | null {
  if (path === 'labels') {
    return labelsOf(settings, value) === null ? `There is no label set “${shownValue(value)}”.` : null;
  }
  if (path === 'features') {
    return featuresOf(settings, value) === null ? `There are no features “${shownValue(value)}”.` : null;
  }
  const entry: Entry | undefined = CATALOGUE[path as keyof RunSettings];
  if (entry !== undefined && isGroup(entry)) {
    return entry.sets !== undefined && Object.hasOwn(entry.sets, String(value))
      ? null
      : `There is no ${path} “${shownValue(value)}”. Choose one of: ${Object.keys(entry.sets ?? {}).join(', ')}.`;
  }
  // No start weights: the weights are random.
  if (path === 'startWeights.from' && value === null) return null;
  const setting = settingAt(path);
  const problem = settingProblem(setting, value);
  return problem === null ? null : `${setting.label} ${shownValue(value)}: ${problem}`;
}

function settingsWith(
  { settings: base, vary, ownFeatures = false }: Grid,
  values: ReadonlyMap<string, unknown>,
  networks: readonly GridNetwork[],
): RunSettings {
  let settings = base;
  for (const [path, value] of values) {
    settings = changeSetting(settings, path, wholeValue(base, path, value));
    if (path === 'startWeights.from') {
      const { startWeights } = settings;
      const from = { ...(startWeights ?? DEFAULT_START_WEIGHTS), from: String(value), sha256: null };
      settings = { ...settings, startWeights: value === null ? null : from };
    }
  }
  if (!ownFeatures || 'features' in vary) return settings;
  const own = networks.find(({ name }) => name === settings.network)?.features;
  return own === undefined || !Object.hasOwn(FEATURES, own)
    ? settings
    : changeSetting(settings, 'features', FEATURES[own]);
}

/** The value in the settings for the value in a grid. */
function wholeValue(settings: RunSettings, path: string, value: unknown): unknown {
  if (path === 'features') return featuresOf(settings, value);
  if (path === 'labels') return labelsOf(settings, value);
  const entry: Entry | undefined = CATALOGUE[path as keyof RunSettings];
  return entry !== undefined && isGroup(entry) ? entry.sets?.[String(value)] : value;
}

function featuresOf(settings: RunSettings, value: unknown): FeatureSettings | null {
  if (typeof value === 'string') {
    if (Object.hasOwn(FEATURES, value)) return FEATURES[value];
    return settings.features.name === value ? settings.features : null;
  }
  return featureSettingsSchema.safeParse(value).data ?? null;
}

function labelsOf(settings: RunSettings, value: unknown): LabelSet | null {
  if (typeof value === 'string') {
    if (Object.hasOwn(LABEL_SETS, value)) return LABEL_SETS[value];
    return settings.labels.name === value ? settings.labels : null;
  }
  return labelSetSchema.safeParse(value).data ?? null;
}

/** Why the network cannot be trained with the features; null if it can. */
function misfitOf(settings: RunSettings, networks: readonly GridNetwork[]): string | null {
  if (networks.length === 0) return null;
  const { network, features } = settings;
  const known = networks.find(({ name }) => name === network);
  if (known === undefined) return `There is no network “${network}”.`;
  const otherKind = featureKindProblem(settings, networks);
  if (otherKind !== null) return otherKind;
  const [bands, frames] = inputShapeOf(features);
  if (Math.min(bands, frames) >= known.minInput) return null;
  const least = `${known.minInput} × ${known.minInput}`;
  return `${network} needs features of at least ${least} values; ${features.name} has ${bands} × ${frames}.`;
}

/** A value in names and lists: the name of features, otherwise the value itself. */
function shownValue(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'name' in value ? value.name : value;
}

/** A value as a word: `adamw`, `0.01`, `on`. */
export function valueText(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(shownValue(value));
}

/** `repeats` seeds, from `first` on: 7, 8, 9. */
export const seedsFrom = (first: number, repeats: number): number[] =>
  Array.from({ length: Math.max(1, repeats) }, (_, index) => first + index);

/** The runs in groups that differ only in the seed: one plan holds for each. */
export function withoutSeeds(runs: readonly GridRun[]): { key: string; runs: GridRun[] }[] {
  const kinds = new Map<string, GridRun[]>();
  for (const run of runs) {
    const { seed: _, ...settings } = run.settings;
    const key = canonicalJson(settings);
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, [run]);
    else kind.push(run);
  }
  return [...kinds].map(([key, same]) => ({ key, runs: same }));
}
