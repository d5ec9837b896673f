import type { Clip } from '../../../shared/corpora.ts';
import { UserError } from '../../../shared/failure.ts';
import type { Fold, Protocol } from '../../../shared/protocols.ts';
import { createRandom } from '../../../shared/random.ts';
import { clipsOf, drawSpeakers, speakersOf } from '../speakers.ts';
import { requireShares } from './random.ts';

/**
 * Whole speakers are drawn for test and validation, in each corpus that has three of them; of a single corpus with
 * two, one is tested and one trained on. See {@link drawSpeakers} for the balance.
 */
export function speakerIndependent(clips: readonly Clip[], protocol: Protocol, seed: number): Fold[] {
  requireShares(protocol);
  const speakers = speakersOf(clips, protocol.name);
  requireSpeakers(speakers.length, protocol);
  const { parts, rest } = drawSpeakers(
    speakers,
    [protocol.testShare, protocol.validationShare],
    createRandom(seed, 'split', protocol.name),
  );
  return [
    {
      name: protocol.name,
      train: clipsOf(rest),
      validation: clipsOf(parts[1]),
      test: clipsOf(parts[0]),
    },
  ];
}

/** Throws {@link UserError} `too-few-speakers` when `count` cannot fill test, training and, if asked for, validation. */
export function requireSpeakers(count: number, { name, validationShare }: Protocol): void {
  const least = validationShare > 0 ? 3 : 2;
  if (count >= least) return;
  const way = count === 2 ? 'set the validation share to 0, ' : '';
  throw new UserError(
    'too-few-speakers',
    `“${name}” needs ${least} speakers and there ${count === 1 ? 'is 1' : `are ${count}`}. ` +
      `Add a corpus with more speakers, ${way}or choose random.`,
  );
}
