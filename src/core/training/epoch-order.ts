import { createRandom } from '#shared/random.ts';

/** The clips of a fold in the order of their steps. */
export interface EpochClips {
  seed: number;
  fold: number;
  /** Indices of the training clips. */
  train: readonly number[];
  /** The corpus of each clip of the run, if batches are balanced over corpora. */
  corpora?: readonly number[];
}

/**
 * The clip order of an epoch, which counts from 0: shuffled by seed, fold and epoch only. With `corpora`, the corpora take turns, so
 * that every batch has equally many clips of each, but for one: of a small corpus clips occur several times, of a large one
 * other clips in each epoch. An epoch always has as many clips as there are training clips.
 */
export function epochOrder({ seed, fold, train, corpora }: EpochClips, epoch: number): Int32Array {
  const groups = corpora === undefined ? [] : groupsOf(train, corpora);
  if (groups.length < 2) return createRandom(seed, 'order', fold, epoch).shuffle(Int32Array.from(train));
  const order = new Int32Array(train.length);
  for (const [turn, { corpus, clips }] of groups.entries()) {
    let shuffled = Int32Array.of();
    for (let position = turn, drawn = 0; position < order.length; position += groups.length, drawn++) {
      const at = drawn % clips.length;
      if (at === 0) {
        const round = drawn / clips.length;
        shuffled = createRandom(seed, 'order', fold, epoch, corpus, round).shuffle(Int32Array.from(clips));
      }
      order[position] = shuffled[at];
    }
  }
  return order;
}

/** How often each training clip occurs in an epoch on average, in the order of `train`; 1 without `corpora`. */
export function drawsInEpoch({ train, corpora }: Pick<EpochClips, 'train' | 'corpora'>): number[] {
  const groups = corpora === undefined ? [] : groupsOf(train, corpora);
  if (groups.length < 2) return train.map(() => 1);
  const share = train.length / groups.length;
  const draws = new Map(groups.map(({ corpus, clips }) => [corpus, share / clips.length]));
  return train.map((clip) => draws.get(corpora![clip])!);
}

/** The training clips of each corpus that has some, by its number. */
function groupsOf(train: readonly number[], corpora: readonly number[]) {
  const byCorpus = Map.groupBy(train, (clip) => corpora[clip]);
  return [...byCorpus].sort(([a], [b]) => a - b).map(([corpus, clips]) => ({ corpus, clips }));
}
