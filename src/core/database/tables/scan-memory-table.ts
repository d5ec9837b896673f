import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { ScanMemory } from '#core/corpora/scan/scan-memory.ts';
import { isBusy } from '#core/database/sqlite-errors.ts';
import { readIntact } from '#core/database/stored-values.ts';

/** The remembered scan result of a file. */
export type RememberedFile = Parameters<ScanMemory['remember']>[3];

const rememberedSchema = z.custom<RememberedFile>();

export interface ScanMemoryTable extends ScanMemory {
  /**
   * Writes the pending files. Runs automatically after every {@link BATCH} files, if no other program has locked the log, and
   * when the log closes.
   */
  flush(): void;
}

/** One transaction per file takes a minute for 12,000 files. With one for all files, a kill would lose everything. */
const BATCH = 500;
/** So many files are remembered while another program has locked the log. */
const MAX_PENDING = 20 * BATCH;

/** Finds files by path, size and modification time. Other files must be read again. */
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
  const pending = new Map<string, { size: number; mtimeMs: number; file: string }>();
  const writePending = db.transaction(() => {
    for (const [path, { size, mtimeMs, file }] of pending) upsert.run(path, size, mtimeMs, file);
  });
  const flush = (): void => {
    if (pending.size === 0) return;
    writePending.immediate();
    pending.clear();
  };
  return {
    recall: (path, size, mtimeMs) => {
      const found = pending.get(path);
      const file = found
        ? found.size === size && found.mtimeMs === mtimeMs
          ? found.file
          : undefined
        : find.get(path, size, mtimeMs);
      // A damaged entry is as good as none: the file is read again.
      return file === undefined ? undefined : (readIntact(rememberedSchema, file) ?? undefined);
    },
    remember: (path, size, mtimeMs, file) => {
      pending.set(path, { size, mtimeMs, file: JSON.stringify(file) });
      if (pending.size % BATCH !== 0) return;
      try {
        flush();
      } catch (error) {
        if (!isBusy(error) || pending.size >= MAX_PENDING) throw error;
      }
    },
    flush,
  };
}
