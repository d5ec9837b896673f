import { clipsOf, drawSpeakers, type Speaker, speakersOf } from '#core/splits/speakers.ts';
import type { Clip } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';
import type { Fold } from '#shared/protocols.ts';
import { createRandom, type Random } from '#shared/random.ts';
import type { Protocol } from '#shared/settings/protocol.ts';
import { requireSpeakers } from './speaker-independent.ts';

/**
 * Stratified group k-fold, as in scikit-learn's `StratifiedGroupKFold`. It assigns speakers one by one, those with the
 * most clips first, to the fold where they add least to the sum of squares of the folds' counts of each corpus's
 * emotions and sexes.
 */
export function* kFoldSpeakers(clips: readonly Clip[], protocol: Protocol, seed: number): Generator<Fold> {
  const speakers = speakersOf(clips, protocol.name);
  requireSpeakers(speakers.length, protocol);
  const k = protocol.folds;
  if (speakers.length < k) {
    throw new UserError(
      'too-few-speakers',
      `${k} folds need at least ${k} speakers, but there are ${speakers.length}. Choose fewer folds, or add a ` +
        'corpus with more speakers.',
    );
  }
  const folds = assignSpeakers(speakers, k, createRandom(seed, 'split', protocol.name));
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

/** No fold stays empty, because an empty fold has cost 0 and the fewest clips. */
function assignSpeakers(speakers: readonly Speaker[], k: number, random: Random): Speaker[][] {
  const corpora = [...new Set(speakers.map(({ corpus }) => corpus))];
  // For each corpus: its emotions and two sexes, and all clips.
  const width = speakers[0].profile.length + 1;
  const columns = corpora.length * width;
  const row = ({ corpus, profile, clips }: Speaker): Float64Array => {
    const values = new Float64Array(columns);
    values.set([...profile, clips.length], corpora.indexOf(corpus) * width);
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
    let minCost = Number.POSITIVE_INFINITY;
    for (let fold = 0; fold < k; fold++) {
      let cost = 0;
      for (let i = 0; i < columns; i++) {
        if (totals[i] > 0) cost += (sums[fold][i] * values[i]) / totals[i] ** 2;
      }
      const nearlyEqual = Math.abs(cost - minCost) < 1e-12;
      if (cost < minCost - 1e-12 || (nearlyEqual && sizes[fold] < sizes[best])) {
        minCost = cost;
        best = fold;
      }
    }
    held[best].push(speaker);
    sizes[best] += speaker.clips.length;
    for (let i = 0; i < columns; i++) sums[best][i] += values[i];
  }
  return held;
}
