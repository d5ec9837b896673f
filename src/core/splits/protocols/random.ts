import type { Clip } from '../../../shared/corpora.ts';
import { UserError } from '../../../shared/failure.ts';
import type { Fold, Protocol } from '../../../shared/protocols.ts';
import { createRandom } from '../../../shared/random.ts';
import { drawStratified, indicesOf } from '../stratify.ts';

/**
 * The thesis's split: within each corpus clips are dealt at random, emotions in proportion, and the corpora's parts
 * put together. Nothing keeps a voice, or a copy of a clip, to one side: the audit says what stands on both.
 */
export function randomSplit(clips: readonly Clip[], protocol: Protocol, seed: number): Fold[] {
  requireShares(protocol);
  const random = createRandom(seed, 'split', protocol.name);
  const all = indicesOf(clips);
  const { drawn: test, rest } = drawStratified(clips, all, protocol.testShare, random);
  const { drawn: validation, rest: train } = drawStratified(
    clips,
    rest,
    protocol.validationShare,
    random,
    all,
  );
  return [{ name: protocol.name, train, validation, test }];
}

/** Throws {@link UserError} `shares-too-large` when validation and test leave nothing to train on. */
export function requireShares({ validationShare, testShare }: Protocol): void {
  if (validationShare + testShare < 1) return;
  throw new UserError(
    'shares-too-large',
    `Validation (${validationShare}) and test (${testShare}) together take all clips. Their shares must stay below 1.`,
  );
}
