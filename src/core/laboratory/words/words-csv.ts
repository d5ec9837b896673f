/** The table of the user's words for emotions: `word,label`. */
import { parseRows } from '#core/corpora/tables/table-text.ts';
import { wordKey } from '#core/corpora/words/own-words.ts';
import { csvLine, guardedCell, unguardedCell } from '#shared/csv.ts';
import { type OwnWord, ownWordSchema, SKIPPED, type WordsImport } from '#shared/emotion-words.ts';
import { UserError } from '#shared/failure.ts';

const COLUMNS = ['word', 'label'] as const;

type KeptBack = WordsImport['keptBack'][number];

/** The words as CSV. {@link parseWords} reads the same words. */
export const wordsCsv = (words: readonly OwnWord[]): string =>
  csvLine([...COLUMNS]) +
  words.map(({ word, label }) => csvLine([word, label ?? SKIPPED].map(guardedCell))).join('');

/**
 * Reads words: columns in any order, others are ignored. A word that is repeated with the same label counts once; with another
 * label, its first line counts.
 * @throws UserError `words-unreadable` for a table of something else, and `table-unreadable`.
 */
export function parseWords(text: string): { words: (OwnWord & { line: number })[]; keptBack: KeptBack[] } {
  const [header, ...records] = parseRows(text.replace(/^\ufeff/, ''));
  const names = (header?.cells ?? []).map((name) => name.toLowerCase());
  const missing = COLUMNS.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new UserError(
      'words-unreadable',
      `This is not a table of words: its first line has no column “${missing}”. Its columns must be ${COLUMNS.join(', ')}.`,
    );
  }
  const words: (OwnWord & { line: number })[] = [];
  const keptBack: KeptBack[] = [];
  const first = new Map<string, OwnWord & { line: number }>();
  for (const { line, cells } of records) {
    const [written, label] = COLUMNS.map((name) => unguardedCell(cells[names.indexOf(name)] ?? ''));
    const refuse = (why: KeptBack['why'], reason: string) =>
      void keptBack.push({ line, word: written.slice(0, 100), why, reason });
    const read = readWord(written, label);
    if (typeof read === 'string') {
      refuse('invalid', read);
      continue;
    }
    const key = wordKey(read.word);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, { ...read, line });
      words.push({ ...read, line });
    } else if (before.label !== read.label) {
      refuse('conflict', `Line ${before.line} has “${before.word}” with another label.`);
    }
  }
  return { words, keptBack };
}

/** A line, or why it cannot be used. */
function readWord(word: string, label: string): OwnWord | string {
  if (label === '') return `No label. Write ${SKIPPED} to leave out the clips with this word.`;
  const read = ownWordSchema.safeParse({ word, label: label.toLowerCase() === SKIPPED ? null : label });
  if (!read.success) {
    const [{ path, message }] = read.error.issues;
    return path[0] === 'label' ? `The label cannot be used. ${message}` : message;
  }
  return wordKey(read.data.word) === '' ? 'A word needs letters that count.' : read.data;
}
