import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Clip, Scan } from '../../shared/corpora.ts';
import { UserError } from '../../shared/failure.ts';
import { writeWholeFile } from '../files/write-whole-file.ts';
import { errorCode } from './file-reasons.ts';

/** The name, without `.csv`, of the table of all corpora together. */
const COMBINED = 'combined';

/**
 * The thesis's table of `clips`: the columns `Emotions,Path`, a row a clip, absolute paths, UTF-8, line feeds. Read
 * again by `readTable` it gives the same clips.
 */
export function clipTable(clips: readonly Pick<Clip, 'emotion' | 'path'>[]): string {
  const rows = clips.map(({ emotion, path: file }) => [emotion, file]);
  return stringify([['Emotions', 'Path'], ...rows]);
}

/**
 * Writes one table per corpus (`RAVDESS.csv`) and `combined.csv` of all into the folder `target`, which is made if
 * need be; each is replaced as a whole or not at all. Resolves to the paths written, `combined.csv` last.
 *
 * Throws {@link UserError} `table-unwritable` where the folder cannot be written.
 */
export async function exportTables(scan: Pick<Scan, 'corpora' | 'clips'>, target: string): Promise<string[]> {
  const folder = path.resolve(target);
  const taken = new Set([COMBINED]);
  const tables = scan.corpora.map(({ name }) => ({
    file: path.join(folder, `${freeFileName(name, taken)}.csv`),
    clips: scan.clips.filter(({ corpus }) => corpus === name),
  }));
  tables.push({ file: path.join(folder, `${COMBINED}.csv`), clips: scan.clips });
  try {
    await mkdir(folder, { recursive: true });
    for (const { file, clips } of tables) await writeWholeFile(file, clipTable(clips));
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    const why = code === 'ENOSPC' ? 'the disk is full' : `the system says ${code}`;
    throw new UserError('table-unwritable', `The tables cannot be written to ${folder}: ${why}.`, {
      cause: error,
    });
  }
  return tables.map(({ file }) => file);
}

/** `name` as a file's name on every system, unlike those taken. */
function freeFileName(name: string, taken: Set<string>): string {
  const plain = name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: Windows forbids them in names
    .replace(/[<>:"/\\|?*\u0000-\u001f]/g, '-')
    .replace(/^\.+|[. ]+$/g, '')
    .slice(0, 100);
  // Windows takes these for devices, with any ending.
  const safe = plain === '' || /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(plain) ? `${plain}-clips` : plain;
  let free = safe;
  for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${safe} ${number}`;
  taken.add(free.toLowerCase());
  return free;
}
