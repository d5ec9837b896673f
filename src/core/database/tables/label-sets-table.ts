import type { Database } from 'better-sqlite3';
import { readStored } from '#core/database/stored-values.ts';
import { type LabelSet, labelSetSchema } from '#shared/label-sets.ts';

/** The label sets that the user has made. Runs keep their own copies. */
export interface LabelSetsTable {
  /** All of them, by name. */
  listLabelSets(): LabelSet[];
  /** Saves a set in place of one with the same name. */
  saveLabelSet(set: LabelSet): void;
  /** Returns whether there was a set of this name. */
  removeLabelSet(name: string): boolean;
}

export function labelSetsTable(db: Database, now: () => Date): LabelSetsTable {
  const all = db.prepare<[], { name: string; label_set: string }>(
    'SELECT name, label_set FROM label_sets ORDER BY name',
  );
  const save = db.prepare<[string, string, string]>(
    `INSERT INTO label_sets (name, label_set, saved_at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET label_set = excluded.label_set, saved_at = excluded.saved_at`,
  );
  const remove = db.prepare<[string]>('DELETE FROM label_sets WHERE name = ?');
  return {
    listLabelSets: () =>
      all.all().map((row) => readStored(labelSetSchema, row.label_set, `The label set “${row.name}”`)),
    saveLabelSet: (set) => void save.run(set.name, JSON.stringify(set), now().toISOString()),
    removeLabelSet: (name) => remove.run(name).changes > 0,
  };
}
