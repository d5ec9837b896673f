import type { Clip } from '../../../shared/corpora.ts';
import { UserError } from '../../../shared/failure.ts';
import type { Fold, Protocol } from '../../../shared/protocols.ts';
import { indicesOf } from '../stratify.ts';

/** The parts that a CSV's split column names. A validation set may be missing, train and test may not. */
export function namedSplit(clips: readonly Clip[], protocol: Protocol): Fold[] {
  const unnamed = clips.filter((clip) => clip.namedSplit === null);
  if (unnamed.length > 0) {
    const corpora = [...new Set(unnamed.map(({ corpus }) => corpus))].sort();
    throw new UserError(
      'named-split-incomplete',
      `${unnamed.length} of ${clips.length} clips (of ${corpora.join(', ')}) name no part. Give the CSV a split ` +
        'column with train, validation or test in every row, or choose another protocol.',
    );
  }
  const part = (name: Clip['namedSplit']): number[] =>
    indicesOf(clips).filter((index) => clips[index].namedSplit === name);
  const fold = {
    name: protocol.name,
    train: part('train'),
    validation: part('validation'),
    test: part('test'),
  };
  for (const name of ['train', 'test'] as const) {
    if (fold[name].length > 0) continue;
    throw new UserError(
      'named-split-incomplete',
      `No clip is named ${name} in the split column. Name some so, or choose another protocol.`,
    );
  }
  return [fold];
}
