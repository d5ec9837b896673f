import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { keyWithoutName } from '#core/corpora/scan/candidate-clips.ts';
import type { CorpusNames } from '#core/corpora/scan/corpus-list.ts';
import { readStored } from '#core/database/stored-values.ts';
import type { LibraryFolder } from '#shared/library.ts';
import { type ScannedRows, scannedRows } from './scanned-rows.ts';

/** The summary of a folder's scan, for lists. */
export interface ScanSummary
  extends Omit<LibraryFolder, 'folder' | 'addedAt' | 'scannedAt' | 'there' | 'otherWords'> {
  /** Recognises the user's words for emotions that were in force. Absent in scans of versions without such words: none. */
  words?: string;
}

/** An added folder with the summary of its last scan. */
export interface LibraryEntry extends ScanSummary {
  folder: string;
  /** Number of its last scan. */
  scan: number;
  addedAt: string;
  scannedAt: string;
}

/** The folders that the user has added. A scan's rows are written in parts and used only after `saveScan`. */
export interface LibraryTable extends ScannedRows {
  /** In the order in which they were added. */
  listLibrary(): LibraryEntry[];
  /**
   * Makes a written scan the folder's current scan, in place of the earlier one. Adds the folder if it is not listed.
   * Folders that were removed before are deleted permanently.
   */
  saveScan(folder: string, scan: number, summary: ScanSummary): void;
  /** Removes a folder from the list. Returns whether it was listed. */
  removeFromLibrary(folder: string): boolean;
  /** For each sound of the library, by its fingerprint, the path of a file. */
  libraryPaths(): Map<string, string>;
  /** Restores a removed folder unchanged. Returns false if it was deleted permanently. */
  restoreToLibrary(folder: string): boolean;
  /** The names that the user gave to corpora. They stay if a corpus gets another automatic name, which is in its key. */
  corpusNames(): CorpusNames;
  /** Names the corpus with this key; null removes its name. */
  nameCorpus(key: string, name: string | null): void;
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

  const paths = db
    .prepare<[], [string, string]>(
      `SELECT fingerprint, path FROM scanned_clips
       WHERE scan IN (SELECT scan FROM library_folders WHERE removed_at IS NULL)`,
    )
    .raw();
  const names = db.prepare<[], { corpus: string; name: string }>('SELECT corpus, name FROM corpus_names');
  const setName = db.prepare<[string, string]>('INSERT INTO corpus_names (corpus, name) VALUES (?, ?)');
  const dropName = db.prepare<[string]>('DELETE FROM corpus_names WHERE corpus = ?');

  const nameOne = db.transaction<LibraryTable['nameCorpus']>((key, name) => {
    const same = keyWithoutName(key);
    for (const { corpus } of names.all()) if (keyWithoutName(corpus) === same) dropName.run(corpus);
    if (name !== null) setName.run(key, name);
  });

  const keep = db.transaction<LibraryTable['saveScan']>((folder, scan, summary) => {
    const previous = scanOf.get(folder);
    const at = now().toISOString();
    upsert.run(folder, scan, at, at, JSON.stringify(summary));
    if (previous !== undefined && previous !== scan) rows.dropScan(previous);
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
        ...readStored(z.custom<ScanSummary>(), row.summary, `The scan of ${row.folder}`),
      })),
    libraryPaths: () => new Map(paths.all()),
    saveScan: (folder, scan, summary) => keep.immediate(folder, scan, summary),
    removeFromLibrary: (folder) => remove.run(now().toISOString(), folder).changes > 0,
    restoreToLibrary: (folder) => restore.run(folder).changes > 0,
    corpusNames: () => new Map(names.all().map(({ corpus, name }) => [keyWithoutName(corpus), name])),
    nameCorpus: (key, name) => nameOne.immediate(key, name),
  };
}
