import { z } from 'zod';
import { valueOfCell } from '#core/corpora/tables/cell-values.ts';
import { decodeText, parseRows } from '#core/corpora/tables/table-text.ts';
import { SPLIT_PARTS, votesSchema } from '#shared/corpora.ts';
import { ageOf, sexOf } from './naming.ts';

const sexSchema = z.enum(['female', 'male']);

/** What a corpus's own table says about one clip, as in `Naming`. Absent fields: the table does not say. */
const clipFactsSchema = z.object({
  code: z.string().optional(),
  /** Null: the corpus does not define the code, or its annotators did not agree; see `unlabelled`. */
  label: z.string().nullable().optional(),
  unlabelled: z.string().optional(),
  votes: votesSchema.optional(),
  speaker: z.string().optional(),
  sex: sexSchema.optional(),
  age: z.number().optional(),
  sentence: z.string().optional(),
  group: z.string().optional(),
  split: z.enum(SPLIT_PARTS).optional(),
});
export type ClipFacts = z.infer<typeof clipFactsSchema>;

/** The content of one companion table. */
export const companionFactsSchema = z.object({
  /** By `Naming.key`. */
  clips: z.map(z.string(), clipFactsSchema),
  /** By `Naming.speaker`. */
  sexes: z.map(z.string(), sexSchema),
  /** In years, by `Naming.speaker`. */
  ages: z.map(z.string(), z.number()),
});
export type CompanionFacts = z.infer<typeof companionFactsSchema>;

/** The tables that a corpus publishes beside its clips, with labels or speakers that the names do not contain. */
export interface CompanionTables {
  /** The tables in words, for the reason when one is missing: `labels_consensus.csv in the folder Labels`. */
  what: string;
  /** The folders in which the corpus keeps them, relative to the folder of the corpus, with `/`; `.` for itself. */
  places: readonly string[];
  /** Whether a file is such a table. `folder`: the name of its folder. */
  isTable(name: string, folder: string): boolean;
  /**
   * Reads a table, in the reader process. `name` and `folder` as in {@link isTable}. Empty for a table of other content.
   * @throws UserError `table-unreadable`, `lfs-pointer`.
   */
  read(bytes: Uint8Array, name: string, folder: string): CompanionFacts;
}

/** The value of a column of one row by the column's name, without regard to case; empty if there is none (`NaN`). */
export type Cells = (column: string) => string;

/** Lines above the header that are searched for it. */
const MAX_PREAMBLE = 20;

/**
 * The rows of a table with a header. Titles and comments above it are skipped. Empty if it lacks one of the `required`
 * columns: then it is another table of the same name.
 */
export function rowsByColumn(bytes: Uint8Array, required: readonly string[]): Cells[] {
  const rows = parseRows(decodeText(bytes)).map(({ cells }) => cells);
  const headers = rows.slice(0, MAX_PREAMBLE).map(namesOf);
  const at = headers.findIndex((names) => required.every((column) => names.includes(column.toLowerCase())));
  if (at < 0) return [];
  return rows
    .slice(at + 1)
    .filter(([first = '']) => !first.startsWith('#'))
    .map((cells) => (column) => valueOfCell(cells[headers[at].lastIndexOf(column.toLowerCase())]) ?? '');
}

/** The names of columns in a row, also of a header that is written as a comment. */
const namesOf = (cells: readonly string[]): string[] =>
  cells.map((cell, index) => (index === 0 ? cell.replace(/^#\s*/, '') : cell).toLowerCase());

export function noFacts(): CompanionFacts {
  return { clips: new Map(), sexes: new Map(), ages: new Map() };
}

/** Adds sex and age of a speaker as the cells of a table give them; null: nobody. */
export function addSpeaker(
  facts: CompanionFacts,
  speaker: string | null,
  sexCell: string,
  ageCell: string,
): void {
  if (speaker === null) return;
  const sex = sexOf(sexCell);
  if (sex !== null) facts.sexes.set(speaker, sex);
  const age = ageOf(ageCell);
  if (age !== null) facts.ages.set(speaker, age);
}

/** A file's name without its ending: tables name clips as `x.wav`, whatever the format of the copy is. */
export function stemOf(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
}
