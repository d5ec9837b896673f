/** Tables that give clips their emotions and speakers. */
import { z } from 'zod';

/**
 * What a column of a table can hold. `group`: a session, a dialogue. `annotator`: who gave the emotion of a row. `start`,
 * `end`: the part of its file that a clip is.
 */
export const TABLE_ROLES = [
  'path',
  'emotion',
  'speaker',
  'sex',
  'age',
  'sentence',
  'intensity',
  'split',
  'group',
  'annotator',
  'start',
  'end',
] as const;
export const tableRoleSchema = z.enum(TABLE_ROLES);
export type TableRole = z.infer<typeof tableRoleSchema>;

/** The name of the column of each role; several columns of the emotion, one for each annotator, are joined by `+`. */
export const columnNamesSchema = z.partialRecord(tableRoleSchema, z.string());
export type ColumnNames = z.infer<typeof columnNamesSchema>;

/** A table that was read, and the columns that were used. */
export const usedTableSchema = z.object({
  path: z.string(),
  columns: columnNamesSchema,
  /** Columns that nothing was read from. */
  unused: z.array(z.string()),
});
export type UsedTable = z.infer<typeof usedTableSchema>;

/** Files that may be tables of clips, by their names. `core/corpora/tables/formats` reads them. */
export const TABLE_NAME = /(?:\.(?:csv|tsv|txt|json|jsonl|ndjson|parquet)|(?:^|[\\/])db\.ya?ml)$/i;

/** Tables that are looked for among the files of a folder. Text files are mostly something else. */
export const isTableAmongClips = (file: string): boolean => TABLE_NAME.test(file) && !/\.txt$/i.test(file);

/** Whether the file describes other tables, so that it is read before them. */
export const isDatabaseHeader = (file: string): boolean => /\.ya?ml$/i.test(file);

/** `path: file, emotion: label, speaker: spk. Not used: id, note.` */
export function usedColumnsText({ columns, unused }: Pick<UsedTable, 'columns' | 'unused'>): string {
  const used = TABLE_ROLES.flatMap((role) =>
    columns[role] === undefined ? [] : [`${role}: ${columns[role]}`],
  );
  const shown = unused.slice(0, MAX_UNUSED_SHOWN);
  if (shown.length < unused.length) shown.push(`${unused.length - shown.length} more`);
  return `${used.join(', ')}.${shown.length === 0 ? '' : ` Not used: ${shown.join(', ')}.`}`;
}

const MAX_UNUSED_SHOWN = 12;
