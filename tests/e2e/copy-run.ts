import { join } from 'node:path';
import Database from 'better-sqlite3';
import { EMOTIONS } from '#shared/emotions.ts';

const COPIED = ['run_clips', 'folds', 'split_parts', 'epochs'];

/**
 * Copies a finished run of a closed laboratory with its test clips, under another id, name and seed. In every third
 * prediction, each emotion has the probability of the next one, so that the copy has other results. It has no model file.
 */
export function copyRun(
  dataFolder: string,
  from: string,
  { id, name, seed }: { id: string; name: string; seed: number },
): void {
  const database = new Database(join(dataFolder, 'laboratory.sqlite'));
  const columnsOf = (table: string): string[] =>
    (database.pragma(`table_xinfo(${table})`) as { name: string; hidden: number }[])
      .filter(({ hidden }) => hidden === 0)
      .map((column) => column.name);
  try {
    database.transaction(() => {
      const changed: Record<string, string> = {
        id: '@id',
        name: '@name',
        seed: '@seed',
        settings: `json_set(settings, '$.seed', @seed)`,
      };
      const columns = columnsOf('runs').filter((column) => column !== 'number');
      database
        .prepare(
          `INSERT INTO runs (${columns.join(', ')})
           SELECT ${columns.map((column) => changed[column] ?? column).join(', ')} FROM runs WHERE id = @from`,
        )
        .run({ id, name, seed, from });
      const numberOf = database.prepare('SELECT number FROM runs WHERE id = ?').pluck();
      const [source, target] = [numberOf.get(from), numberOf.get(id)];
      const copy = (table: string, value: (column: string) => string) => {
        const all = columnsOf(table);
        database
          .prepare(
            `INSERT INTO ${table} (${all.join(', ')})
             SELECT ${all.map((column) => (column === 'run_number' ? '@target' : value(column))).join(', ')}
             FROM ${table} WHERE run_number = @source`,
          )
          .run({ source, target });
      };
      for (const table of COPIED) copy(table, (column) => column);
      copy('predictions', (column) => {
        const index = (EMOTIONS as readonly string[]).indexOf(column);
        if (index < 0) return column;
        return `iif(position % 3 = 0, ${EMOTIONS[(index + 1) % EMOTIONS.length]}, ${column})`;
      });
    })();
  } finally {
    database.close();
  }
}
