import type { Labelled } from '#core/corpora/words/word-labels.ts';
import type { Problem, Votes } from '#shared/corpora.ts';
import { majorityOf } from './annotators.ts';
import { isMissing } from './cell-values.ts';
import type { ParsedTable, TableRow } from './table-reading.ts';

/** A clip's emotion, and the word for it in the table; null if the clip cannot be used. */
interface LabelledFile {
  label: { emotion: string; code: string; votes?: Votes } | null;
  problem: Omit<Problem, 'path'> | null;
}

/** The table that rows are from, for messages. `labelOf`: the label of a word, or why it has none. */
interface Source {
  name: string;
  unit: ParsedTable['unit'];
  labelOf: (word: string) => Pick<Labelled, 'label' | 'reason'>;
}

/** The emotion of one file from all its rows. Rows of annotators vote, and a tie is skipped. Other rows must agree. */
export function emotionOfRows(rows: readonly TableRow[], { name, unit, labelOf }: Source): LabelledFile {
  const lines = linesOf(rows, unit);
  const words = rows.flatMap(({ emotions }) => emotions).filter((word) => !isMissing(word));
  if (words.length === 0) return refused('unknown-emotion', `${lines} of ${name}: no emotion.`);
  const voted = rows.some(({ emotions, annotator }) => emotions.length > 1 || annotator !== null);
  const { winner, votes } = majorityOf(words, (word) => labelOf(word).label ?? word.toLowerCase());
  if (voted && winner === null) {
    const said = votes.map(([word, count]) => `${count} × ${labelOf(word).label ?? word}`).join(', ');
    return refused('contradiction', `Tie: the annotators disagree (${said}). The clip is skipped.`);
  }
  if (!voted && votes.length > 1) {
    const said = votes.map(([word]) => labelOf(word).label ?? `“${word}”`).join(' and ');
    return refused('contradiction', `Label conflict: ${lines} of ${name} say ${said}. Correct the table.`);
  }
  const [code] = votes[0];
  const { label: emotion, reason: why } = labelOf(code);
  if (emotion === null) return refused('unknown-emotion', `${lines} of ${name}: ${why}`);
  const reason = `Duplicate: ${lines} of ${name} name this file. It is counted once.`;
  const isRepeated = rows.length > 1 && !voted;
  const label = { emotion, code, ...(voted ? { votes: votesByLabel(votes, labelOf) } : {}) };
  return { label, problem: isRepeated ? { code: 'duplicate', reason } : null };
}

/** Words that no label is known for are votes for nothing that could be trained. */
function votesByLabel(votes: readonly (readonly [string, number])[], labelOf: Source['labelOf']): Votes {
  return Object.fromEntries(
    votes.flatMap(([word, count]) => {
      const { label } = labelOf(word);
      return label === null ? [] : [[label, count]];
    }),
  );
}

const refused = (code: Problem['code'], reason: string): LabelledFile => ({
  label: null,
  problem: { code, reason },
});

/** `Line 3`, `Lines 3 and 7`, `Entries 3, 7 and 4 more`. */
function linesOf(rows: readonly TableRow[], unit: ParsedTable['unit']): string {
  const numbers = [...new Set(rows.map(({ line }) => line))];
  const many = unit === 'line' ? 'Lines' : 'Entries';
  if (numbers.length === 1) return `${unit === 'line' ? 'Line' : 'Entry'} ${numbers[0]}`;
  const shown = numbers.length > 3 ? [...numbers.slice(0, 2), `${numbers.length - 2} more`] : numbers;
  return `${many} ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
