/**
 * Groups of runs, such as runs that are equal in everything but the seed: their states, the mean and the spread of their
 * results, and titles that tell groups apart.
 */
import type { RunSummary } from './answers.ts';
import { count, counted, dateTime } from './format.ts';
import { meanDeviation } from './mean-deviation.ts';
import { settingPart } from './run-names.ts';
import { RUN_STATUSES, type RunStatus } from './runs.ts';
import { isUsedWith, SETTINGS } from './settings/catalogue.ts';

/** Mean and spread of a metric over runs, in 0…1. */
export interface MeanMetric {
  mean: number;
  /** Sample standard deviation (n − 1); null with one run. */
  deviation: number | null;
  /** The number of finished runs with this metric. */
  n: number;
}

/** Mean and sample standard deviation over the finished runs; null without any. Other runs have no final results. */
export function meanMetric<R extends Pick<RunSummary, 'status'>>(
  runs: readonly R[],
  metric: (run: R) => number | null,
): MeanMetric | null {
  const values: number[] = [];
  for (const run of runs) {
    const value = run.status === 'finished' ? metric(run) : null;
    if (value !== null) values.push(value);
  }
  return values.length === 0 ? null : { ...meanDeviation(values), n: values.length };
}

/** `42.1 ± 2.3 % (n = 5)`; with one run `42.1 % (n = 1)`. */
export function meanText({ mean, deviation, n }: MeanMetric): string {
  const spread = deviation === null ? '' : ` ± ${(100 * deviation).toFixed(1)}`;
  return `${(100 * mean).toFixed(1)}${spread} % (n = ${count(n)})`;
}

const STATE_NAMES: Readonly<Record<RunStatus, string>> = {
  ...(Object.fromEntries(RUN_STATUSES.map((status) => [status, status])) as Record<RunStatus, string>),
  waiting: 'queued',
};
/** Finished runs first, then those whose results will follow, then those that need the user. */
const STATE_ORDER: readonly RunStatus[] = [
  'finished',
  'running',
  'paused',
  'waiting',
  'failed',
  'interrupted',
  'stopped',
];

/** How many runs are in which state, see {@link STATE_ORDER}; states without runs are omitted. */
export function stateCounts(
  runs: readonly Pick<RunSummary, 'status'>[],
): { status: RunStatus; runs: number }[] {
  const counts = new Map<RunStatus, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  return STATE_ORDER.flatMap((status) => {
    const inState = counts.get(status);
    return inState === undefined ? [] : [{ status, runs: inState }];
  });
}

/** The same as text: `3 finished, 1 running, 1 failed`. */
export const statesText = (runs: readonly Pick<RunSummary, 'status'>[]): string =>
  stateCounts(runs)
    .map(({ status, runs: inState }) => `${count(inState)} ${STATE_NAMES[status]}`)
    .join(', ');

/** The runs that are not in a mean, by state: `1 running, 1 failed`; empty if all are finished. */
export const unfinishedText = (runs: readonly Pick<RunSummary, 'status'>[]): string =>
  statesText(runs.filter(({ status }) => status !== 'finished'));

/** What the title of a group is made from. */
export interface TitledGroup {
  key: string;
  /** At least one, newest first. */
  runs: readonly Pick<RunSummary, 'network' | 'protocol' | 'corpora' | 'clips' | 'createdAt'>[];
  /** The settings that differ between groups, by path, see `runs.groupKeys`. */
  settings: Readonly<Record<string, unknown>>;
}

/**
 * A title for each group, by key; no two are equal. A title has what the runs of the group share (`compact,
 * speaker-independent`). Groups that would have the same title also have the settings in which they differ; if their
 * settings are the same, the data, then the start of their first run.
 */
export function groupTitles(groups: readonly TitledGroup[]): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  const add = (named: readonly TitledGroup[], base: string, [level, ...deeper]: readonly Level[]) => {
    if (named.length === 1 || level === undefined) {
      for (const { key } of named) titles.set(key, base);
      return;
    }
    const parts = level(named);
    for (const [part, same] of Map.groupBy(
      named.map((group, index) => [group, parts[index]] as const),
      ([, part]) => part,
    )) {
      add(
        same.map(([group]) => group),
        part === '' ? base : `${base}, ${part}`,
        deeper,
      );
    }
  };
  for (const [title, same] of Map.groupBy(groups, sharedTitle)) add(same, title, LEVELS);
  return titles;
}

/** Gives each of the groups a text that may differ. */
type Level = (groups: readonly TitledGroup[]) => string[];

const LEVELS: readonly Level[] = [
  differingSettings,
  (groups) => groups.map(({ runs: [run] }) => run.corpora.join(' + ')),
  (groups) => groups.map(({ runs: [run] }) => counted(run.clips, 'clip')),
  (groups) => groups.map(({ runs }) => `from ${dateTime(runs.at(-1)!.createdAt)}`),
  (groups) => groups.map(({ key }) => key),
];

/** What the runs of a group have in common of network and protocol. */
function sharedTitle({ runs }: TitledGroup): string {
  const [first] = runs;
  const isShared = (field: 'network' | 'protocol') => runs.every((run) => run[field] === first[field]);
  return (
    (['network', 'protocol'] as const)
      .flatMap((field) => (isShared(field) ? [first[field]] : []))
      .join(', ') || 'several networks'
  );
}

/** The settings of each group that differ between these groups. A group whose settings are unknown has none. */
function differingSettings(groups: readonly TitledGroup[]): string[] {
  const paths = [...new Set(groups.flatMap(({ settings }) => Object.keys(settings)))].filter(
    (path) => new Set(groups.map(({ settings }) => JSON.stringify(settings[path]))).size > 1,
  );
  return groups.map(({ settings }) =>
    paths
      .filter((path) => path in settings && hasEffect(path, settings))
      .map((path) => settingPart(path, settings[path]))
      .join(', '),
  );
}

function hasEffect(path: string, settings: Readonly<Record<string, unknown>>): boolean {
  const setting = SETTINGS.find((one) => one.path === path);
  return setting === undefined || isUsedWith(setting, settings);
}
