import type { Database } from 'better-sqlite3';
import type { LibraryFolder } from '../../shared/library.ts';
import { type ScannedRows, scannedRows } from './scanned-rows.ts';

/** What a folder's scan came to, for lists. */
export type ScanSummary = Omit<LibraryFolder, 'folder' | 'addedAt' | 'scannedAt' | 'there'>;

/** An added folder with what its last scan came to. */
export interface LibraryEntry extends ScanSummary {
  folder: string;
  /** The scan whose rows are its own. */
  scan: number;
  addedAt: string;
  scannedAt: string;
}

/** The folders that the user has added. A scan's rows are written in pieces and count only once it is kept. */
export interface LibraryTable extends ScannedRows {
  /** In the order of adding. */
  listLibrary(): LibraryEntry[];
  /**
   * Makes a scan that was written the folder's own, in place of the one before; adds the folder where it was not
   * there. Those removed before are forgotten for good.
   */
  keepScan(folder: string, scan: number, summary: ScanSummary): void;
  /** Takes a folder off the list. Returns whether it was there. */
  removeFromLibrary(folder: string): boolean;
  /** Puts back a folder that was removed, as it was. Returns false once it is forgotten. */
  restoreToLibrary(folder: string): boolean;
}

interface FolderRow {
  folder: string;
  scan: number;
  added_at: string;
  scanned_at: string;
  summary: string;
}

export function libraryTable(db: Database, now: () => Date): LibraryTable {
  const rows = scannedRows(db, now);
  const list = db.prepare<[], FolderRow>(
    'SELECT * FROM library_folders WHERE removed_at IS NULL ORDER BY added_at, number',
  );
  const scanOf = db.prepare<[string], number>('SELECT scan FROM library_folders WHERE folder = ?').pluck();
  const upsert = db.prepare<[string, number, string, string, string]>(
    `INSERT INTO library_folders (folder, scan, added_at, scanned_at, summary) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (folder) DO UPDATE SET
       scan = excluded.scan, scanned_at = excluded.scanned_at, summary = excluded.summary, removed_at = NULL`,
  );
  const remove = db.prepare<[string, string]>(
    'UPDATE library_folders SET removed_at = ? WHERE folder = ? AND removed_at IS NULL',
  );
  const restore = db.prepare<[string]>('UPDATE library_folders SET removed_at = NULL WHERE folder = ?');
  const removed = db
    .prepare<[], number>('SELECT scan FROM library_folders WHERE removed_at IS NOT NULL')
    .pluck();

  const keep = db.transaction<LibraryTable['keepScan']>((folder, scan, summary) => {
    const before = scanOf.get(folder);
    const at = now().toISOString();
    upsert.run(folder, scan, at, at, JSON.stringify(summary));
    if (before !== undefined && before !== scan) rows.dropScan(before);
    for (const old of removed.all()) rows.dropScan(old);
    rows.dropUnfinished();
  });

  return {
    ...rows,
    listLibrary: () =>
      list.all().map((row) => ({
        folder: row.folder,
        scan: row.scan,
        addedAt: row.added_at,
        scannedAt: row.scanned_at,
        ...(JSON.parse(row.summary) as ScanSummary),
      })),
    keepScan: (folder, scan, summary) => keep.immediate(folder, scan, summary),
    removeFromLibrary: (folder) => remove.run(now().toISOString(), folder).changes > 0,
    restoreToLibrary: (folder) => restore.run(folder).changes > 0,
  };
}
