import { drawStratified, groupBy, indicesOf } from '#core/splits/stratify.ts';
import type { Clip } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';
import type { Fold } from '#shared/protocols.ts';
import { createRandom } from '#shared/random.ts';
import type { Protocol } from '#shared/settings/protocol.ts';

/**
 * Stratified k-fold: the clips of each corpus and emotion are shuffled and distributed over the folds in turn. Each
 * stratum continues where the previous one ended, so that the sizes of the folds differ by at most one.
 */
export function* kFoldRandom(clips: readonly Clip[], protocol: Protocol, seed: number): Generator<Fold> {
  const k = protocol.folds;
  if (clips.length < k) {
    throw new UserError(
      'too-few-clips',
      `${k} folds need at least ${k} clips, but there are ${clips.length}. Choose fewer folds or add clips.`,
    );
  }
  const random = createRandom(seed, 'split', protocol.name);
  const tests: number[][] = Array.from({ length: k }, () => []);
  let next = 0;
  const strata = groupBy(indicesOf(clips), (index) => `${clips[index].corpus}\u0000${clips[index].emotion}`);
  for (const stratum of strata.values()) {
    for (const index of random.shuffle(stratum)) {
      tests[next].push(index);
      next = (next + 1) % k;
    }
  }
  for (const [fold, test] of tests.entries()) {
    const others = tests.filter((other) => other !== test).flat();
    const { drawn, rest } = drawStratified(
      clips,
      others.sort((a, b) => a - b),
      protocol.validationShare,
      createRandom(seed, 'split', protocol.name, fold),
    );
    yield { name: `fold ${fold + 1} of ${k}`, train: rest, validation: drawn, test };
  }
}
