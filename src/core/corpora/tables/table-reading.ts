import { z } from 'zod';
import type { FileInput, Reading } from '#core/reader/reading.ts';
import { type ColumnNames, columnNamesSchema } from '#shared/corpus-tables.ts';
import type { OwnWord } from '#shared/emotion-words.ts';

const cell = z.string().nullable();

/** A row of a table. Cells of columns that the table does not have, and cells without a value, are null. */
const tableRowSchema = z.object({
  /** The number of its line or entry, from 1. */
  line: z.number().int(),
  path: z.string(),
  /** One, or one for each annotator. */
  emotions: z.array(z.string()),
  speaker: cell,
  sex: cell,
  age: cell,
  sentence: cell,
  intensity: cell,
  split: cell,
  group: cell,
  annotator: cell,
  start: cell,
  end: cell,
});
export type TableRow = z.infer<typeof tableRowSchema>;

const parsedTableSchema = z.object({
  unit: z.enum(['line', 'entry']),
  /** The names of the columns that are used; several of the emotion are joined by `+`. */
  columns: columnNamesSchema,
  /** The names of all columns. */
  header: z.array(z.string()),
  rows: z.array(tableRowSchema),
});
export type ParsedTable = z.infer<typeof parsedTableSchema>;

interface TableInput extends FileInput {
  columns?: ColumnNames;
  /** The user's words for emotions, by which columns are recognised. */
  ownWords?: readonly OwnWord[];
}

// A table of 64 MB takes a gigabyte while it is parsed.
const LIMITS = { seconds: 2, megabytes: 300, bytesPerByte: 20, code: 'table-unreadable' };

/** A table of paths and emotions, see {@link parseTable}. */
export const tableReading: Reading<TableInput, ParsedTable> = {
  kind: 'table',
  ...LIMITS,
  result: parsedTableSchema,
};

/** The names of a table's columns, see {@link parseHeader}. */
export const headerReading: Reading<FileInput, string[]> = {
  kind: 'table-header',
  ...LIMITS,
  result: z.array(z.string()),
};
