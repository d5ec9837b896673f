import type { CollectOptions } from '#core/corpora/scan/candidate-clips.ts';
import type { FoundFile } from '#core/corpora/scan/list-files.ts';
import { parseHeader } from '#core/corpora/tables/parse-table.ts';
import { readTable } from '#core/corpora/tables/read-table.ts';
import { headerReading } from '#core/corpora/tables/table-reading.ts';
import type { RuleReading } from '#shared/corpus-rules.ts';
import { type ColumnNames, isDatabaseHeader, isTableAmongClips } from '#shared/corpus-tables.ts';
import { UserError } from '#shared/failure.ts';
import { soundsAmong } from './clips-by-rule.ts';
import { pathInFolder } from './path-in-folder.ts';

/** A table in a folder. */
interface FolderTable {
  table: string;
  header: string[];
  columns: ColumnNames;
  /** It has at least half of the folder's sounds. */
  fits: boolean;
  about: string;
  read: RuleReading;
}

/** More tables are looked at by the user only. */
const MAX_TABLES = 8;
const MIN_SHARE = 0.5;

async function unknownTable(
  root: string,
  file: string,
  { reader, signal }: Pick<CollectOptions, 'reader' | 'signal'>,
): Promise<FolderTable> {
  const header =
    reader === undefined ? await parseHeader(file) : await reader.read(headerReading, { path: file }, signal);
  const table = pathInFolder(root, file);
  const read: RuleReading = { by: 'table', table, columns: {} };
  return { table, header, columns: {}, fits: false, about: `Table ${table}`, read };
}

/** The tables in a folder that name sounds and emotions, headers of databases first. */
export async function tablesAmong(
  root: string,
  files: readonly FoundFile[],
  { reader, signal }: Pick<CollectOptions, 'reader' | 'signal'>,
): Promise<FolderTable[]> {
  const sounds = soundsAmong(files).length;
  const found: FolderTable[] = [];
  const paths = files.map((file) => file.path).filter(isTableAmongClips);
  paths.sort((a, b) => Number(isDatabaseHeader(b)) - Number(isDatabaseHeader(a)));
  for (const file of paths.slice(0, MAX_TABLES)) {
    try {
      const { clips, columns, header } = await readTable(file, { reader, signal, files });
      const table = pathInFolder(root, file);
      found.push({
        table,
        header,
        columns,
        fits: clips.length > 0 && clips.length >= MIN_SHARE * sounds,
        about: `Table ${table}`,
        read: { by: 'table', table, columns: {} },
      });
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
      // The user can name the columns that were not found.
      if (error.code === 'table-columns') found.push(await unknownTable(root, file, { reader, signal }));
    }
  }
  return found;
}
