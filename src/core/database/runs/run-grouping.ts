import type { Database } from 'better-sqlite3';
import { DATA_PATH } from '#core/database/tables/run-settings-table.ts';
import type { RunGrouping } from '#shared/answers.ts';
import { UserError } from '#shared/failure.ts';
import { SETTINGS } from '#shared/settings/catalogue.ts';
import { withDependentSettings } from '#shared/settings/settings-by-path.ts';

export interface RunGroupings {
  /**
   * Groups the newest `limit` runs that are not in the trash. Runs of a group have the same data and equal settings,
   * except for those in `except` and those that depend on them. A run of an older version whose settings are not stored
   * as values yet is a group of its own.
   *
   * @throws UserError `unknown-setting`, `invalid-range`.
   */
  groupRuns(query: { except: readonly string[]; limit: number }): RunGrouping;
}

/** The SQL of the runs, with the limit as a parameter. Exported so that a test can check its query plan. */
export const GROUPED_RUNS_SQL = `SELECT id, value_numbers FROM runs LEFT JOIN run_settings ON run_number = number
  WHERE binned_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ?`;

type Row = [id: string, valueNumbers: string | null];

interface Group {
  runs: string[];
  /** The numbers of the values that count; null: unknown. */
  values: readonly number[] | null;
}

/** The values that count, by number. Arrays, because 10,000 runs have 400,000 values. */
interface CountingValues {
  /** Undefined for a number that does not count. */
  path: (string | undefined)[];
  json: string[];
}

/** The value of a setting that has no entry. */
const ABSENT = new Map(SETTINGS.map(({ path, absent }) => [path, absent ?? null]));
const PLACE = new Map(SETTINGS.map(({ path }, index) => [path, index]));

export function runGroupings(db: Database): RunGroupings {
  const readRuns = db.prepare<[number], Row>(GROUPED_RUNS_SQL).raw();
  const readValues = db
    .prepare<[string], [number: number, path: string, value: string]>(
      `SELECT number, path, value FROM setting_values WHERE path NOT IN (SELECT value FROM json_each(?))`,
    )
    .raw();
  // One transaction, because another process may add a run with new values between the two queries.
  const readBoth = db.transaction((excepted: string, limit: number) => ({
    rows: readRuns.all(limit),
    values: readValues.all(excepted),
  }));

  return {
    groupRuns: ({ except, limit }) => {
      if (!Number.isSafeInteger(limit) || limit < 0) {
        throw new UserError('invalid-range', 'The limit is invalid. Use a whole number from 0.');
      }
      const excepted = JSON.stringify([...withDependentSettings(except)]);
      const { rows, values } = readBoth.deferred(excepted, limit);
      const length = values.reduce((most, [number]) => Math.max(most, number + 1), 0);
      const counting: CountingValues = { path: Array(length), json: Array(length) };
      for (const [number, path, json] of values) {
        counting.path[number] = path;
        counting.json[number] = json;
      }
      return described(grouped(rows, counting), counting);
    },
  };
}

function grouped(rows: readonly Row[], counting: CountingValues): Group[] {
  const groups: Group[] = [];
  /** The groups by hash; usually one each. */
  const byHash = new Map<number, Group[]>();
  for (const [id, valueNumbers] of rows) {
    if (valueNumbers === null) {
      groups.push({ runs: [id], values: null });
      continue;
    }
    const values = (JSON.parse(valueNumbers) as number[]).filter(
      (number) => counting.path[number] !== undefined,
    );
    let hash = 0;
    for (const number of values) hash = (Math.imul(hash, 31) + number) | 0;
    const candidates = byHash.get(hash) ?? [];
    const known = candidates.find((group) => isSame(group.values!, values));
    if (known !== undefined) {
      known.runs.push(id);
      continue;
    }
    const group = { runs: [id], values };
    candidates.push(group);
    byHash.set(hash, candidates);
    groups.push(group);
  }
  return groups;
}

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((number, index) => number === b[index]);

/** Adds the values of the settings that differ between groups. */
function described(groups: readonly Group[], counting: CountingValues): RunGrouping {
  const known = groups.filter(({ values }) => values !== null).length;
  const uses = new Uint32Array(counting.path.length);
  for (const { values } of groups) for (const number of values ?? []) uses[number]++;
  const differing = new Set<string>();
  uses.forEach((groupsWithIt, number) => {
    if (groupsWithIt > 0 && groupsWithIt < known) differing.add(counting.path[number]!);
  });
  differing.delete(DATA_PATH);
  /** The parsed values of differing settings by number. */
  const parsed: unknown[] = Array(uses.length);
  uses.forEach((groupsWithIt, number) => {
    if (groupsWithIt > 0 && differing.has(counting.path[number]!))
      parsed[number] = JSON.parse(counting.json[number]);
  });
  const paths = [...differing].toSorted((a, b) => (PLACE.get(a) ?? 0) - (PLACE.get(b) ?? 0));
  return {
    differing: paths,
    groups: groups.map(({ runs, values }) => {
      const settings: Record<string, unknown> = {};
      if (values !== null) for (const path of paths) settings[path] = ABSENT.get(path) ?? null;
      for (const number of values ?? []) {
        if (parsed[number] !== undefined) settings[counting.path[number]!] = parsed[number];
      }
      return { key: runs.at(-1)!, runs, settings };
    }),
  };
}
