import type { Clip } from '../../../shared/corpora.ts';
import { UserError } from '../../../shared/failure.ts';
import type { Fold, Protocol } from '../../../shared/protocols.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { clipsOf, drawSpeakers, type Speaker, speakersOf } from '../speakers.ts';
import { requireSpeakers } from './speaker-independent.ts';

/**
 * Stratified group k-fold (as scikit-learn's `StratifiedGroupKFold`): speakers, the largest first, go one by one to
 * the fold where they add least to the sum of squares of what the folds hold of each corpus's emotions and sexes.
 */
export function* kFoldSpeakers(clips: readonly Clip[], protocol: Protocol, seed: number): Generator<Fold> {
  const speakers = speakersOf(clips, protocol.name);
  requireSpeakers(speakers.length, protocol);
  const k = protocol.folds;
  if (speakers.length < k) {
    throw new UserError(
      'too-few-speakers',
      `${k} folds need at least as many speakers, and there are ${speakers.length}. Choose fewer folds, or add a ` +
        'corpus with more speakers.',
    );
  }
  const folds = dealSpeakers(speakers, k, createRandom(seed, 'split', protocol.name));
  for (const [fold, held] of folds.entries()) {
    const { parts, rest } = drawSpeakers(
      speakers.filter((speaker) => !held.includes(speaker)),
      [protocol.validationShare],
      createRandom(seed, 'split', protocol.name, fold),
    );
    yield {
      name: `fold ${fold + 1} of ${k}`,
      train: clipsOf(rest),
      validation: clipsOf(parts[0]),
      test: clipsOf(held),
    };
  }
}

/** A fold that is still empty costs a speaker nothing and has the fewest clips: none stays empty. */
function dealSpeakers(speakers: readonly Speaker[], k: number, random: Random): Speaker[][] {
  const corpora = [...new Set(speakers.map(({ corpus }) => corpus))];
  // Of each corpus: seven emotions, two sexes, all clips.
  const columns = corpora.length * 10;
  const row = ({ corpus, profile, clips }: Speaker): Float64Array => {
    const values = new Float64Array(columns);
    values.set([...profile, clips.length], corpora.indexOf(corpus) * 10);
    return values;
  };
  const totals = new Float64Array(columns);
  for (const speaker of speakers) {
    row(speaker).forEach((value, i) => {
      totals[i] += value;
    });
  }
  const held: Speaker[][] = Array.from({ length: k }, () => []);
  const sums = held.map(() => new Float64Array(columns));
  const sizes = new Float64Array(k);
  const order = random.shuffle([...speakers]).sort((a, b) => b.clips.length - a.clips.length);
  for (const speaker of order) {
    const values = row(speaker);
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let fold = 0; fold < k; fold++) {
      let cost = 0;
      for (let i = 0; i < columns; i++) {
        if (totals[i] > 0) cost += (sums[fold][i] * values[i]) / totals[i] ** 2;
      }
      const nearlyEqual = Math.abs(cost - least) < 1e-12;
      if (cost < least - 1e-12 || (nearlyEqual && sizes[fold] < sizes[best])) {
        least = cost;
        best = fold;
      }
    }
    held[best].push(speaker);
    sizes[best] += speaker.clips.length;
    for (let i = 0; i < columns; i++) sums[best][i] += values[i];
  }
  return held;
}
