import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { readIntact } from '#core/database/stored-values.ts';
import { canonicalJson } from '#shared/settings/canonical.ts';
import { type RunSettings, runSettingsSchema } from '#shared/settings/catalogue.ts';
import { settingsByPath, unknownSettingsByPath } from '#shared/settings/settings-by-path.ts';

/** The path of a run's data among its settings: the value is its corpus fingerprint. */
export const DATA_PATH = 'data';

/** The settings and data of runs as numbers of values, by which runs are grouped. */
export interface RunSettingsTable {
  /** Call it inside a transaction, once per run. */
  insert(run: number, settings: RunSettings, corpusFingerprint: string): void;
  /** Ids of runs of older versions whose settings are not stored as values, newest first, at most `limit`. */
  listWithoutSettingValues(limit: number): string[];
  /** Stores the settings of these runs as values, in one transaction. Skips runs that have them or do not exist. */
  fillSettingValues(runs: readonly string[]): void;
}

export function runSettingsTable(db: Database): RunSettingsTable {
  const find = db
    .prepare<[string, string], number>('SELECT number FROM setting_values WHERE path = ? AND value = ?')
    .pluck();
  const add = db
    .prepare<[string, string], number>(
      'INSERT INTO setting_values (path, value) VALUES (?, ?) RETURNING number',
    )
    .pluck();
  const insertRun = db.prepare<[number, string]>(
    'INSERT INTO run_settings (run_number, value_numbers) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const missing = db
    .prepare<[number], string>(
      `SELECT id FROM runs WHERE NOT EXISTS (SELECT 1 FROM run_settings WHERE run_number = runs.number)
       ORDER BY created_at DESC, number DESC LIMIT ?`,
    )
    .pluck();
  const recorded = db.prepare<[string], { number: number; settings: string; fingerprint: string }>(
    'SELECT number, settings, corpus_fingerprint AS fingerprint FROM runs WHERE id = ?',
  );

  const insertValues = (run: number, byPath: Record<string, unknown>, fingerprint: string): void => {
    const numbers = Object.entries({ ...byPath, [DATA_PATH]: fingerprint })
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, value]) => {
        const json = canonicalJson(value);
        return find.get(path, json) ?? add.get(path, json)!;
      });
    insertRun.run(run, JSON.stringify(numbers));
  };
  const fill = db.transaction((runs: readonly string[]) => {
    for (const id of runs) {
      const row = recorded.get(id);
      if (row !== undefined) insertValues(row.number, recordedByPath(row.settings), row.fingerprint);
    }
  });

  return {
    insert: (run, settings, fingerprint) => insertValues(run, settingsByPath(settings), fingerprint),
    listWithoutSettingValues: (limit) => missing.all(limit),
    fillSettingValues: (runs) => fill.immediate(runs),
  };
}

/** Settings that this version does not accept are compared as they are recorded. */
function recordedByPath(json: string): Record<string, unknown> {
  const settings = readIntact(z.custom<object>(), json) ?? {};
  const parsed = runSettingsSchema.safeParse(settings);
  return parsed.success ? settingsByPath(parsed.data) : unknownSettingsByPath(settings);
}
