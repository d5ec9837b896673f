import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Copies with equal settings and other seeds, which the table folds into a group. */
const SEEDS = 5;

/**
 * Copies the newest finished run of a closed laboratory until it has `wanted` runs, named `compact number 17` and so on.
 * Five copies each differ in their seed only; the others also in their number of epochs.
 */
export function manyRuns(dataFolder: string, wanted: number): void {
  const database = new Database(join(dataFolder, 'laboratory.sqlite'));
  try {
    const known = database.pragma('table_info(runs)') as { name: string }[];
    const columns = known.map(({ name }) => name).filter((name) => name !== 'number');
    const values = columns.map((name) => {
      if (name === 'id') return `'copy-' || value`;
      if (name === 'name') return `'compact number ' || value`;
      return name === 'seed' ? `1 + value % ${SEEDS}` : name;
    });
    const copy = database.prepare(
      `INSERT INTO runs (${columns.join(', ')}) SELECT ${values.join(', ')} FROM
           (SELECT CAST(? AS INTEGER) AS value), (SELECT * FROM runs WHERE number = ?)`,
    );
    const original = database
      .prepare(
        `SELECT number, value_numbers FROM runs JOIN run_settings ON run_number = number
         WHERE status = 'finished' ORDER BY number DESC LIMIT 1`,
      )
      .get() as { number: number; value_numbers: string };
    const add = database.prepare('INSERT OR IGNORE INTO setting_values (path, value) VALUES (?, ?)');
    const find = database.prepare('SELECT number FROM setting_values WHERE path = ? AND value = ?').pluck();
    const numberOf = (path: string, value: number) => {
      add.run(path, `${value}`);
      return find.get(path, `${value}`) as number;
    };
    const pathOf = database.prepare('SELECT path FROM setting_values WHERE number = ?').pluck();
    const paths = new Map(
      (JSON.parse(original.value_numbers) as number[]).map((number) => [pathOf.get(number), number]),
    );
    const addSettings = database.prepare('INSERT INTO run_settings VALUES (?, ?)');
    const existing = database.prepare('SELECT count(*) FROM runs').pluck().get() as number;
    database.transaction(() => {
      for (let value = 1; value <= wanted - existing; value++) {
        const { lastInsertRowid } = copy.run(value, original.number);
        paths.set('seed', numberOf('seed', 1 + (value % SEEDS)));
        paths.set('epochs', numberOf('epochs', 100 + Math.floor(value / SEEDS)));
        addSettings.run(lastInsertRowid, JSON.stringify([...paths.values()]));
      }
    })();
  } finally {
    database.close();
  }
}
