/** Names of runs: the default names, and titles that tell runs apart in a list. */
import type { RunSummary } from './answers.ts';
import { dateTime } from './format.ts';
import { MAX_NAME_CHARACTERS } from './limits.ts';
import { canonicalJson } from './settings/canonical.ts';
import {
  DEFAULT_SETTINGS,
  isUsed,
  type PlacedSetting,
  type RunSettings,
  SETTINGS,
  valueAt,
} from './settings/catalogue.ts';
import { type Varied, valueText } from './settings/grid.ts';
import { DEFAULT_PRESET, PRESETS } from './settings/presets.ts';

/** Between the parts of a name. */
const DOT = ' · ';
/** Differences in a default name. More are left out. */
const MAX_DIFFERENCES = 3;
/** Settings whose values need no label in a name. */
const WITHOUT_LABEL = ['network', 'features', 'protocol.name', 'optimizer.name', 'schedule.kind'];
/** Settings that are not in a default name: they follow others, or do not change the results. */
const NOT_NAMED = [
  'network',
  'seed',
  'earlyStopping.startEpoch',
  'earlyStopping.patience',
  'startWeights.sha256',
  'corrections',
  'engine',
  'checkpointSeconds',
];

/** A setting with its value as a part of a name: `seed 8`, `vgg19`, `test 30 %`, `no augmentation`. */
export function settingPart(path: string, value: unknown): string {
  if (path === 'augmentation')
    return value === 'none' ? 'no augmentation' : `${valueText(value)} augmentation`;
  if (WITHOUT_LABEL.includes(path)) return valueText(value);
  const setting = SETTINGS.find((one) => one.path === path);
  if (setting === undefined) return `${path} ${valueText(value)}`;
  if (setting.shortName !== undefined) return value === true ? setting.shortName : `no ${setting.shortName}`;
  const label = `${setting.label[0].toLowerCase()}${setting.label.slice(1)}`;
  if (setting.percent) return `${label} ${Number((100 * Number(value)).toPrecision(12))} %`;
  return `${label} ${valueText(value)}${setting.unit === undefined ? '' : ` ${setting.unit}`}`;
}

/** What distinguishes a run of a grid, without its network: `learning rate 0.01 · seed 8`. */
export const variedParts = (varied: Varied): string[] =>
  Object.entries(varied).map(([path, value]) => settingPart(path, value));

/** The default name of a run of a grid: its network and what varies: `compact · seed 8`. */
export function gridRunName(settings: RunSettings, varied: Varied): string {
  // An impossible network is not in the settings.
  const { network = settings.network, ...others } = varied;
  return limited([String(network), ...variedParts(others)].join(DOT));
}

/** The default name of a grid: what varies: `network × learning rate × seed`. */
export function gridName(paths: readonly string[]): string {
  const labels = paths.map((path) => {
    const setting = SETTINGS.find((one) => one.path === path);
    const label = setting?.shortName ?? setting?.label ?? path;
    return `${label[0].toLowerCase()}${label.slice(1)}`;
  });
  return limited(labels.join(' × '));
}

/**
 * The default name of a grid that is started now: the network, what varies, and the time, so that no two grids share a
 * name: `compact: learning rate × seed · 24 Nov 2026, 10:05`.
 */
export function datedGridName(network: string, runs: readonly { varied: Varied }[], now: Date): string {
  const paths = [...new Set(runs.flatMap(({ varied }) => Object.keys(varied)))].toSorted(
    (a, b) => Number(a === 'seed') - Number(b === 'seed'),
  );
  const what = paths.includes('network')
    ? gridName(paths)
    : [network, ...(paths.length > 0 ? [gridName(paths)] : [])].join(': ');
  return `${what.slice(0, MAX_NAME_CHARACTERS - 20)}${DOT}${dateTime(now.toISOString())}`;
}

/**
 * The default name of a single run: its network, how its settings differ from the default ones or from a preset, and its seed:
 * `compact · k-fold-speakers · seed 7`. The default preset with another network than its own is named: `vgg19 · accurate · seed 7`.
 */
export function defaultRunName(settings: RunSettings): string {
  const named = SETTINGS.filter(({ path }) => !NOT_NAMED.includes(path));
  const presets = Object.entries(PRESETS).flatMap(([name, preset]) => {
    const reference = preset.settings(2);
    if (reference.network === settings.network) return [{ reference, label: [] }];
    return name === DEFAULT_PRESET ? [{ reference, label: [name] }] : [];
  });
  const parts = [{ reference: DEFAULT_SETTINGS, label: [] }, ...presets]
    .map(({ reference, label }) => [
      ...label,
      ...named
        .filter((setting) => differs(settings, reference, setting))
        .map((setting) => settingPart(setting.path, valueAt(settings, setting))),
    ])
    .reduce((least, some) => (some.length < least.length ? some : least));
  const shown = parts.length > MAX_DIFFERENCES ? [...parts.slice(0, MAX_DIFFERENCES), '…'] : parts;
  return limited([settings.network, ...shown, `seed ${settings.seed}`].join(DOT));
}

function differs(settings: RunSettings, reference: RunSettings, setting: PlacedSetting): boolean {
  // A protocol decides what results mean, so every other one than the default is named.
  const compared = setting.path === 'protocol.name' ? DEFAULT_SETTINGS : reference;
  return (
    isUsed(settings, setting) &&
    canonicalJson(valueAt(settings, setting)) !== canonicalJson(valueAt(compared, setting))
  );
}

/** What titles are made of. */
export type TitledRun = Pick<
  RunSummary,
  'id' | 'name' | 'createdAt' | 'grid' | 'network' | 'features' | 'protocol' | 'corpora' | 'seed'
>;

/** What can tell runs of the same name apart, the most useful first. */
const DISTINCTIONS: readonly ((run: TitledRun) => string)[] = [
  ({ grid }) => grid ?? '',
  ({ network }) => network,
  ({ protocol }) => protocol,
  ({ features }) => features,
  ({ corpora }) => corpora.join(', '),
  ({ seed }) => `seed ${seed}`,
];

/**
 * Titles by id, all different: the names of the runs. Runs of the same name get what differs between them, then when they
 * were started, then their ids.
 */
export function distinctTitles(runs: readonly TitledRun[]): Map<string, string> {
  const titles = new Map<string, string>();
  for (const same of grouped(runs, ({ name }) => name).values()) {
    const differing = same.length === 1 ? [] : DISTINCTIONS.filter((part) => grouped(same, part).size > 1);
    const longer = (run: TitledRun) =>
      [run.name, ...differing.map((part) => part(run)).filter((text) => text !== '')].join(DOT);
    for (const equal of grouped(same, longer).values()) {
      const dated = grouped(equal, (run) => dateTime(run.createdAt));
      for (const run of equal) {
        const when = equal.length > 1 ? [dateTime(run.createdAt)] : [];
        const id = (dated.get(dateTime(run.createdAt))?.length ?? 0) > 1 ? [run.id] : [];
        titles.set(run.id, [longer(run), ...when, ...id].join(DOT));
      }
    }
  }
  // A name may be the same as the longer title of another run.
  for (const equal of grouped(runs, ({ id }) => titles.get(id) ?? '').values()) {
    if (equal.length > 1) for (const { id } of equal) titles.set(id, `${titles.get(id)}${DOT}${id}`);
  }
  return titles;
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

const limited = (name: string): string =>
  name.length <= MAX_NAME_CHARACTERS ? name : `${name.slice(0, MAX_NAME_CHARACTERS - 1)}…`;
