import { drawStratified, indicesOf } from '#core/splits/stratify.ts';
import type { Clip } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';
import type { Fold } from '#shared/protocols.ts';
import { createRandom } from '#shared/random.ts';
import type { Protocol } from '#shared/settings/protocol.ts';

/**
 * The thesis's split: the clips of each corpus are drawn at random with emotions in proportion, and the parts of the
 * corpora are joined. A speaker or a copy of a clip can be in both training and test: the leakage check reports them.
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

/** Throws {@link UserError} `shares-too-large` if validation and test leave no clips for training. */
export function requireShares({ validationShare, testShare }: Protocol): void {
  if (validationShare + testShare < 1) return;
  throw new UserError(
    'shares-too-large',
    `Validation (${validationShare}) and test (${testShare}) leave no clips for training. The sum of their shares must be below 1.`,
  );
}
