import type { Database } from 'better-sqlite3';
import type { ScanMemory } from '../corpora/scan-memory.ts';

/** What a scan remembers of a file. */
export type RememberedFile = Parameters<ScanMemory['remember']>[3];

export interface ScanMemoryTable extends ScanMemory {
  /** Writes down what waits to be. Done by itself for every {@link BATCH} files and when the log is closed. */
  flush(): void;
}

/** A transaction for each of 12,000 files would take a minute of syncing; one for all would lose all to a kill. */
const BATCH = 500;

/** Files known by path, size and time of change; anything else has to be read again. */
export function scanMemoryTable(db: Database): ScanMemoryTable {
  const find = db
    .prepare<[string, number, number], string>(
      'SELECT file FROM scan_memory WHERE path = ? AND size = ? AND mtime_ms = ?',
    )
    .pluck();
  const upsert = db.prepare<[string, number, number, string]>(
    `INSERT INTO scan_memory (path, size, mtime_ms, file) VALUES (?, ?, ?, ?)
     ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime_ms = excluded.mtime_ms, file = excluded.file`,
  );
  const waiting = new Map<string, { size: number; mtimeMs: number; file: string }>();
  const writeWaiting = db.transaction(() => {
    for (const [path, { size, mtimeMs, file }] of waiting) upsert.run(path, size, mtimeMs, file);
  });
  const flush = (): void => {
    if (waiting.size === 0) return;
    writeWaiting.immediate();
    waiting.clear();
  };
  return {
    recall: (path, size, mtimeMs) => {
      const held = waiting.get(path);
      const file = held
        ? held.size === size && held.mtimeMs === mtimeMs
          ? held.file
          : undefined
        : find.get(path, size, mtimeMs);
      return file === undefined ? undefined : (JSON.parse(file) as RememberedFile);
    },
    remember: (path, size, mtimeMs, file) => {
      waiting.set(path, { size, mtimeMs, file: JSON.stringify(file) });
      if (waiting.size >= BATCH) flush();
    },
    flush,
  };
}
