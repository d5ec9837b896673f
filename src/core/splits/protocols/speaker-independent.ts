import { clipsOf, drawSpeakers, type Unit, unitsOf } from '#core/splits/speakers.ts';
import type { Clip } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';
import type { Fold } from '#shared/protocols.ts';
import { createRandom } from '#shared/random.ts';
import type { Protocol } from '#shared/settings/protocol.ts';
import { requireShares } from './random.ts';

/**
 * Draws whole speakers for test and validation from each corpus with at least three speakers. If a corpus has two,
 * one is for test and one for training. See {@link drawSpeakers} for the balance.
 */
export const speakerIndependent = independent('speaker');

/** A splitter that draws whole units in the same way. */
export function independent(unit: Unit) {
  return (clips: readonly Clip[], protocol: Protocol, seed: number): Fold[] => {
    requireShares(protocol);
    const units = unitsOf(clips, unit, protocol.name);
    requireUnits(units.length, unit, protocol);
    const { parts, rest } = drawSpeakers(
      units,
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
  };
}

/** Throws {@link UserError} `too-few-speakers` if `count` is too small for test, training and, if used, validation. */
export function requireSpeakers(count: number, protocol: Protocol): void {
  requireUnits(count, 'speaker', protocol);
}

/** As {@link requireSpeakers}, also with `too-few-sentences` and `too-few-groups`. `min`: if validation draws none. */
export function requireUnits(
  count: number,
  unit: Unit,
  { name, validationShare }: Protocol,
  min = validationShare > 0 ? 3 : 2,
): void {
  if (count >= min) return;
  const option = count === 2 && min === 3 ? 'set the validation share to 0, ' : '';
  const other = unit === 'speaker' ? 'random' : 'speaker-independent';
  throw new UserError(
    `too-few-${unit}s`,
    `“${name}” needs at least ${min} ${unit}s, but there ${count === 1 ? 'is 1' : `are ${count}`}. ` +
      `Add a corpus with more ${unit}s, ${option}or choose ${other}.`,
  );
}
