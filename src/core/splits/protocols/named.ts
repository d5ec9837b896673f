import { indicesOf } from '#core/splits/stratify.ts';
import type { Clip, NamedSplit } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';
import type { Fold } from '#shared/protocols.ts';
import type { Protocol } from '#shared/settings/protocol.ts';

/**
 * The parts or the folds in the split column of a table. Parts: the validation set is optional; training and test are not.
 * Folds: each is tested once, the next one is the validation set (none if there are only two), the others train.
 */
export function namedSplit(clips: readonly Clip[], protocol: Protocol): Fold[] {
  const unnamed = clips.filter((clip) => clip.namedSplit === null);
  if (unnamed.length > 0) {
    const corpora = [...new Set(unnamed.map(({ corpus }) => corpus))].sort();
    throw new UserError(
      'named-split-incomplete',
      `${unnamed.length} of ${clips.length} clips (${corpora.join(', ')}) have no split. Add a split column with ` +
        'train, validation or test, or the number of a fold, in every row to the table, or choose another protocol.',
    );
  }
  const part = (name: NamedSplit): number[] =>
    indicesOf(clips).filter((index) => clips[index].namedSplit === name);
  const folds = [...new Set(clips.map((clip) => clip.namedSplit!))]
    .filter((name) => name.startsWith('fold '))
    .sort((a, b) => numberOf(a) - numberOf(b));
  if (folds.length > 0) return numberedFolds(clips, folds, part);

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
      `No clip has “${name}” in the split column. Assign some clips to it, or choose another protocol.`,
    );
  }
  return [fold];
}

const numberOf = (fold: NamedSplit) => Number(fold.slice('fold '.length));

function numberedFolds(
  clips: readonly Clip[],
  folds: readonly NamedSplit[],
  part: (name: NamedSplit) => number[],
): Fold[] {
  const other = clips.find(({ namedSplit }) => !folds.includes(namedSplit!));
  if (other !== undefined || folds.length < 2) {
    const why = other === undefined ? 'only one fold' : `folds and also “${other.namedSplit}”`;
    throw new UserError(
      'named-split-incomplete',
      `The split column has ${why}. Number at least two folds, or use train, validation and test; or choose another protocol.`,
    );
  }
  const members = folds.map(part);
  return folds.map((name, test) => {
    const validation = folds.length > 2 ? (test + 1) % folds.length : null;
    const train = members.filter((_, index) => index !== test && index !== validation).flat();
    return {
      name,
      train: train.sort((a, b) => a - b),
      validation: validation === null ? [] : members[validation],
      test: members[test],
    };
  });
}
