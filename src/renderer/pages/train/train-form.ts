/** The state of the Train page's form, and the runs that it describes. */

import { UserError } from '#shared/failure.ts';
import { datedGridName } from '#shared/run-names.ts';
import type { Run } from '#shared/runs.ts';
import {
  isUsed,
  type PlacedSetting,
  type RunSettings,
  SETTINGS,
  settingAt,
  valueAt,
} from '#shared/settings/catalogue.ts';
import { changeSetting } from '#shared/settings/change-setting.ts';
import { expandGrid, type GridNetwork, type GridRun, seedsFrom, type Varied } from '#shared/settings/grid.ts';
import { parseValues } from '#shared/settings/grid-values.ts';
import { numberRange, settingProblem } from '#shared/settings/problem.ts';

/** The values of a varied setting: as typed, or the chosen ones. */
export type VariedInput = string | readonly string[];

export interface TrainForm {
  /** Folders of the library. */
  folders: string[];
  preset: string;
  settings: RunSettings;
  /** The varied settings by path. With several values, the form describes a grid. */
  vary: Readonly<Record<string, VariedInput>>;
  /** Several networks are each trained on the features that they were designed for. */
  ownFeatures: boolean;
  /** Number of seeds of each combination; not a number while the field is empty. */
  repeats: number;
  name: string;
  tags: string[];
}

/** Maximum number of seeds of a combination. */
const MAX_REPEATS = 100;

/** The form for a preset. */
export function formOf(
  preset: { name: string; settings: RunSettings },
  folders: readonly string[],
): TrainForm {
  return {
    folders: [...folders],
    preset: preset.name,
    settings: preset.settings,
    vary: {},
    ownFeatures: true,
    repeats: 1,
    name: '',
    tags: [],
  };
}

/** The form that repeats a run. It includes folders that are no longer in the library. */
export function formOfRun(run: Run): TrainForm {
  const folders = [...new Set(run.corpora.map(({ folder }) => folder))];
  return { ...formOf({ name: 'custom', settings: run.settings }, folders), tags: run.tags };
}

/** The form with a setting changed, or a group. */
export function withSetting(form: TrainForm, path: string, value: unknown): TrainForm {
  return { ...form, preset: 'custom', settings: changeSetting(form.settings, path, value) };
}

/**
 * The form with another network, and the features that it was designed for. Features that the user has chosen for the
 * former network are kept.
 */
export function withNetwork(
  form: TrainForm,
  name: string,
  networks: readonly GridNetwork[],
  features: Readonly<Record<string, RunSettings['features']>>,
): TrainForm {
  const ownOf = (network: string) => networks.find((one) => one.name === network)?.features ?? '';
  const { settings } = form;
  const next = withSetting(form, 'network', name);
  const isOwn = settings.features.name === ownOf(settings.network);
  return isOwn && Object.hasOwn(features, ownOf(name))
    ? withSetting(next, 'features', features[ownOf(name)])
    : next;
}

/** The form with a setting varied, starting with its value; or, if it is varied, with its first value only. */
export function toggleVary(form: TrainForm, path: string): TrainForm {
  if (!Object.hasOwn(form.vary, path)) {
    return withVaried(form, path, firstInput(form.settings, path));
  }
  const [first] = valuesOf(path, form.vary[path]).values ?? [];
  const { [path]: _, ...vary } = form.vary;
  const isGroup = !SETTINGS.some((setting) => setting.path === path);
  // Of features, label sets and sets of settings, only the name is known here, so they stay as they are.
  if (first === undefined || first === null || isGroup || path === 'features' || path === 'labels')
    return { ...form, vary };
  return { ...withSetting(form, path, first), vary };
}

/** The form with other values of a varied setting. */
export const withVaried = (form: TrainForm, path: string, input: VariedInput): TrainForm => ({
  ...form,
  preset: 'custom',
  vary: { ...form.vary, [path]: input },
});

function firstInput(settings: RunSettings, path: string): VariedInput {
  if (path === 'augmentation') return ['none', 'standard'];
  if (path === 'features') return [settings.features.name];
  if (path === 'labels') return [settings.labels.name];
  const setting = settingAt(path);
  const value = valueAt(settings, setting);
  if (typeof setting.default === 'boolean') return 'on, off';
  if (setting.choices !== undefined || path === 'network') return [String(value)];
  if (value === null) return 'none';
  return Number.isNaN(value)
    ? ''
    : String(numberRange(setting) ? shownNumber(setting, Number(value)) : value);
}

/** What a typed number is divided by. */
export const scaleOf = (setting: Pick<PlacedSetting, 'percent'>): number => (setting.percent ? 100 : 1);

/** A number as it is typed, without the digits that are rounding errors. */
export const shownNumber = (setting: Pick<PlacedSetting, 'percent'>, value: number): number =>
  Number((value * scaleOf(setting)).toPrecision(12));

/** The values of a varied setting, or what is wrong with them. */
export function valuesOf(
  path: string,
  input: VariedInput,
): { values: readonly unknown[]; problem: null } | { values: null; problem: string } {
  if (typeof input !== 'string') {
    return input.length > 0
      ? { values: input, problem: null }
      : { values: null, problem: 'Choose at least one value.' };
  }
  const setting = settingAt(path);
  return parseValues(setting, input, scaleOf(setting));
}

/** Whether a setting has an effect in a run of the form, at least with one value of the setting that decides it. */
export function isUsedInForm({ settings, vary }: TrainForm, setting: PlacedSetting): boolean {
  const other = setting.usedWhen?.setting;
  const input = other === undefined ? undefined : vary[other];
  if (other === undefined || input === undefined) return isUsed(settings, setting);
  return (valuesOf(other, input).values ?? []).some((value) =>
    isUsed(changeSetting(settings, other, value), setting),
  );
}

/** What is missing or invalid before training can start; null if nothing is. */
export function formLack(form: TrainForm): string | null {
  if (form.folders.length === 0) return 'Choose at least one corpus.';
  for (const setting of SETTINGS) {
    // A group that is null has no values to check.
    if (Object.hasOwn(form.vary, setting.path) || form.settings[setting.group] === null) continue;
    const problem = settingProblem(setting, valueAt(form.settings, setting));
    if (problem !== null) return `${setting.label}: ${problem}`;
  }
  for (const [path, input] of Object.entries(form.vary)) {
    const { problem } = valuesOf(path, input);
    if (problem !== null) return `${labelOf(path)}: ${problem}`;
  }
  return repeatsProblem(form.repeats);
}

/** The label of a setting or of a group. */
const labelOf = (path: string): string =>
  SETTINGS.find((setting) => setting.path === path)?.label ?? path[0].toUpperCase() + path.slice(1);

/** Why a number of seeds is invalid; null if it is valid. */
export function repeatsProblem(repeats: number): string | null {
  return Number.isInteger(repeats) && repeats >= 1 && repeats <= MAX_REPEATS
    ? null
    : `Number of seeds: Enter a whole number from 1 to ${MAX_REPEATS}.`;
}

export interface FormRuns {
  runs: GridRun[];
  leftOut: { varied: Varied; reason: string }[];
  /** What is missing or invalid; null if there are runs to train. */
  lack: string | null;
  /** The form describes a grid, also if all but one of its runs are left out. */
  isGrid: boolean;
}

/** The runs of the form. Without runs if something is missing. */
export function formRuns(form: TrainForm, networks: readonly GridNetwork[]): FormRuns {
  const none = { runs: [], leftOut: [], isGrid: false };
  const lack = formLack(form);
  if (lack !== null) return { ...none, lack };
  const { settings, ownFeatures, repeats } = form;
  const vary = Object.fromEntries(
    Object.entries(form.vary).map(([path, input]) => [path, valuesOf(path, input).values ?? []]),
  );
  const seeds = 'seed' in vary ? [] : seedsFrom(settings.seed, repeats);
  try {
    // A single network has the features that are shown in the form.
    const several = (vary.network?.length ?? 0) > 1;
    const grid = { settings, vary, seeds, ownFeatures: ownFeatures && several };
    const expanded = expandGrid(grid, networks);
    return { ...expanded, lack: null, isGrid: expanded.runs.length + expanded.leftOut.length > 1 };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...none, lack: error.message };
  }
}

/** The name of the grid: the user's, or what varies, and the time. */
export const nameOfGrid = (form: TrainForm, runs: readonly GridRun[], now: Date): string =>
  form.name.trim() || datedGridName(form.settings.network, runs, now);
