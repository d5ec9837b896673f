import path from 'node:path';
import { splitPartOf } from '#core/corpora/layouts/naming.ts';
import type { NamedSplit, SplitPart } from '#shared/corpora.ts';

/** What the name of a table says about all its clips. */
export interface ListSplit {
  part: SplitPart | null;
  /** The number of the fold that the part is of, or that the table is. */
  fold: number | null;
}

/** Two letters are other words as well: `tr`, `te`. */
const MIN_WORD = 3;
const FOLD = /(?:^|[^a-z])(?:fold|cv|split)[ _-]?(\d{1,3})(?!\d)/i;

/** The split in the name of a table or of its folder: `emodb_train_fold_1.jsonl`, `test/metadata.csv`. */
export function listSplitOf(file: string): ListSplit {
  const names = [path.parse(file).name, path.basename(path.dirname(file))];
  const parts = names.map(partIn);
  const folds = names.map((name) => FOLD.exec(name)?.[1]);
  const fold = folds.find((number) => number !== undefined);
  return {
    part: parts.find((part) => part !== null) ?? null,
    fold: fold === undefined ? null : Number(fold),
  };
}

/** The split of a table's clips as one name; null if its name says none. */
export function namedSplitOfList(file: string): NamedSplit | null {
  const { part, fold } = listSplitOf(file);
  return part ?? (fold === null ? null : `fold ${fold}`);
}

/**
 * The split of the clips of each table, if the tables are those of a cross-validation: each clip is in the fold whose list of
 * tested clips has it, and the lists of the other parts say nothing more. Null if there are no lists of two folds.
 */
export function splitsOfFoldLists(files: readonly string[]): Map<string, NamedSplit | null> | null {
  const lists = files
    .map((file) => ({ file, ...listSplitOf(file) }))
    .filter(({ part, fold }) => part !== null && fold !== null);
  const tested = new Set(lists.filter(({ part }) => part === 'test').map(({ fold }) => fold));
  if (tested.size < 2) return null;
  return new Map(lists.map(({ file, part, fold }) => [file, part === 'test' ? `fold ${fold!}` : null]));
}

/** The one part that the words of a name say; null if there is none, or two. */
function partIn(name: string): SplitPart | null {
  const whole = splitPartOf(name);
  if (whole !== null) return whole;
  const words = name.split(/[^a-z]+/i).filter((word) => word.length >= MIN_WORD);
  const parts = new Set(words.map(splitPartOf));
  parts.delete(null);
  return parts.size === 1 ? [...parts][0] : null;
}
