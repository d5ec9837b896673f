import { z } from 'zod';
import { SPLIT_PARTS, votesSchema } from '#shared/corpora.ts';

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

export function noFacts(): CompanionFacts {
  return { clips: new Map(), sexes: new Map(), ages: new Map() };
}

/** A file's name without its ending: tables name clips as `x.wav`, whatever the format of the copy is. */
export function stemOf(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
}
