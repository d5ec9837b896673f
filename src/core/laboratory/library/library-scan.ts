import type { MergedScan } from '#core/corpora/scan/merge-scan.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import type { LibraryEntry } from '#core/database/tables/library-table.ts';
import type { StoredSound } from '#core/database/tables/scanned-rows.ts';
import { recallScan } from './library.ts';

/** The combined result of the last scans of added folders; by default of all of them. */
export type LibraryScan = (
  signal: AbortSignal | undefined,
  entries?: readonly LibraryEntry[],
) => Promise<MergedScan<StoredSound>>;

/** Remembers the last result, because the next request is usually for the same folders. */
export function createLibraryScan(log: ExperimentLog): LibraryScan {
  let recalled: { key: string; scan: MergedScan<StoredSound> } | null = null;
  return async (signal, entries = log.listLibrary()) => {
    const key = JSON.stringify([entries.map(({ scan }) => scan), [...log.corpusNames()]]);
    if (recalled?.key !== key) recalled = { key, scan: await recallScan(log, entries, signal) };
    return recalled.scan;
  };
}
