import { useMemo } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import type { TableGrouping } from '#renderer/parts/table/table-lines.ts';
import type { RunGrouping, RunSummary } from '#shared/answers.ts';
import type { Failure } from '#shared/failure.ts';
import { groupTitles, type TitledGroup } from '#shared/run-groups.ts';
import type { RunGroupingChoice } from './run-grouping.ts';

/** The value of a property by which runs are grouped, and its title for runs without it. */
const PROPERTIES: Record<
  Exclude<RunGroupingChoice['by'], 'nothing' | 'settings'>,
  { of: (run: RunSummary) => string | null; without: string }
> = {
  // All tags together, so that no run is in two groups and counted twice.
  tag: { of: ({ tags }) => tags.toSorted().join(', ') || null, without: 'No tags' },
  network: { of: ({ network }) => network, without: '' },
  protocol: { of: ({ protocol }) => protocol, without: '' },
  grid: { of: ({ grid }) => grid, without: 'No grid' },
};

/** The columns that titles of groups by settings repeat, and their settings, see `groupTitles`. */
const TITLED = [
  { column: 'network', setting: 'network' },
  { column: 'protocol', setting: 'protocol.name' },
];

const NO_SETTINGS: readonly string[] = ['seed'];

/**
 * The grouping of the table, from the laboratory's answer where settings decide. `loading`: the answer is not there yet.
 * @param rows All runs of the table, for the titles.
 */
export function useRunGrouping(
  choice: RunGroupingChoice,
  rows: readonly RunSummary[] | undefined,
  enabled: boolean,
): { grouping: TableGrouping<RunSummary> | null; loading: boolean; failure: Failure | null } {
  const bySettings = choice.by === 'settings';
  const { data, failure, loading } = useRequest(
    'runs.groupKeys',
    { except: [...(bySettings ? choice.except : NO_SETTINGS)] },
    { enabled: enabled && bySettings },
  );
  const keys = useMemo(() => keysOf(data), [data]);
  const grouping = useMemo(() => {
    if (!enabled || choice.by === 'nothing') return null;
    if (choice.by !== 'settings') return groupingByProperty(choice.by);
    return data === undefined || rows === undefined
      ? null
      : groupingBySettings(data, keys, rows, choice.except);
  }, [enabled, choice, data, keys, rows]);
  return { grouping, loading: bySettings && loading, failure: bySettings ? failure : null };
}

/** The key of each run's group, for groups of at least two runs. */
function keysOf(data: RunGrouping | undefined): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const { key, runs } of data?.groups ?? []) {
    if (runs.length > 1) for (const run of runs) keys.set(run, key);
  }
  return keys;
}

function groupingBySettings(
  { groups }: RunGrouping,
  keys: ReadonlyMap<string, string>,
  rows: readonly RunSummary[],
  except: readonly string[],
): TableGrouping<RunSummary> {
  const byId = new Map(rows.map((run) => [run.id, run]));
  const titled = groups.flatMap(({ key, runs, settings }): TitledGroup[] => {
    const members = runs.length < 2 ? [] : runs.flatMap((id) => byId.get(id) ?? []);
    return members.length === 0 ? [] : [{ key, runs: members, settings }];
  });
  const titles = groupTitles(titled);
  return {
    titled: TITLED.filter(({ setting }) => !except.includes(setting)).map(({ column }) => column),
    keyOf: ({ id }) => keys.get(id) ?? null,
    titleOf: (key) => titles.get(key) ?? key,
    minRows: 2,
  };
}

function groupingByProperty(by: keyof typeof PROPERTIES): TableGrouping<RunSummary> {
  const { of, without } = PROPERTIES[by];
  return { keyOf: (run) => of(run) ?? '', titleOf: (key) => key || without, minRows: 1 };
}
