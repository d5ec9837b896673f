import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Copies the newest finished run of a closed laboratory until there are so many runs: `compact number 17` and so on. */
export function manyRuns(dataFolder: string, wanted: number): void {
  const database = new Database(join(dataFolder, 'laboratory.sqlite'));
  try {
    const known = database.pragma('table_info(runs)') as { name: string }[];
    const columns = known.map(({ name }) => name).filter((name) => name !== 'number');
    const values = columns.map((name) =>
      name === 'id' ? `'copy-' || value` : name === 'name' ? `'compact number ' || value` : name,
    );
    const { there } = database.prepare('SELECT count(*) AS there FROM runs').get() as { there: number };
    database.exec(`
      WITH RECURSIVE copies (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM copies WHERE value < ${wanted - there})
      INSERT INTO runs (${columns.join(', ')})
      SELECT ${values.join(', ')} FROM copies, (SELECT * FROM runs WHERE status = 'finished' ORDER BY number DESC LIMIT 1)`);
  } finally {
    database.close();
  }
}
