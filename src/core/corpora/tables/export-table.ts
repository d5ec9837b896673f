import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { errorCode, isDiskFull } from '#core/system/file-errors.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import type { Clip, Scan } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';

/** The name of the table of all corpora, without `.csv`. */
const COMBINED = 'combined';

/**
 * The thesis's table of `clips`: columns `Emotions,Path`, one row per clip, absolute paths, UTF-8, line feeds.
 * `readTable` reads the same clips from it.
 */
export function clipTable(clips: readonly Pick<Clip, 'emotion' | 'path'>[]): string {
  const rows = clips.map(({ emotion, path: file }) => [emotion, file]);
  return stringify([['Emotions', 'Path'], ...rows]);
}

/**
 * Writes one table per corpus (`RAVDESS.csv`) and `combined.csv` of all corpora into the folder `target`. Creates the
 * folder if necessary and replaces each file atomically. Resolves to the written paths, `combined.csv` last.
 *
 * Throws {@link UserError} `table-unwritable` if the folder cannot be written to.
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
    const why = isDiskFull(code) ? 'the disk is full' : `system error ${code}`;
    throw new UserError(
      'table-unwritable',
      `Cannot write the tables to ${folder}: ${why}. Choose another folder.`,
      {
        cause: error,
      },
    );
  }
  return tables.map(({ file }) => file);
}

/** `name` as a file name that is valid on every system and not in `taken`. */
function freeFileName(name: string, taken: Set<string>): string {
  const plain = name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: Windows forbids them in names
    .replace(/[<>:"/\\|?*\u0000-\u001f]/g, '-')
    .replace(/^\.+|[. ]+$/g, '')
    .slice(0, 100);
  // Windows treats these names as devices, with any extension.
  const safe = plain === '' || /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(plain) ? `${plain}-clips` : plain;
  let free = safe;
  for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${safe} ${number}`;
  taken.add(free.toLowerCase());
  return free;
}
