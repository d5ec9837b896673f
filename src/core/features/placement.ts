import { UserError } from '../../shared/failure.ts';
import { createRandom } from '../../shared/random.ts';
import type { Recipe } from '../../shared/recipes.ts';

/** Where a clip and a recipe's window of fixed length meet; all in samples at the recipe's rate. */
export interface Placement {
  /** First sample of the clip that is used. */
  clipStart: number;
  /** Number of samples used. */
  count: number;
  /** Where they lie in the window; zeros elsewhere. */
  windowStart: number;
}

/**
 * Cuts a clip that is longer than the window, or lays a shorter one into its zeros. The free number, the start of
 * the cut or the position in the zeros, is `offsetSamples` where given; else by the recipe the middle, or drawn from
 * the recipe's seed and the clip's `identity` (each possible one equally likely; the thesis drew without a seed).
 * @throws UserError `invalid-offset` for an offset that leaves the clip or the window.
 */
export function placeClip(
  clipSamples: number,
  windowSamples: number,
  placement: Recipe['placement'],
  identity: string,
  offsetSamples?: number,
): Placement {
  const room = Math.abs(clipSamples - windowSamples);
  const offset = offsetSamples ?? ownOffset(room, placement, identity);
  if (!Number.isInteger(offset) || offset < 0 || offset > room) {
    throw new UserError(
      'invalid-offset',
      `The offset ${offset} is outside this clip; it must be a whole number of samples from 0 to ${room}.`,
    );
  }
  return clipSamples > windowSamples
    ? { clipStart: offset, count: windowSamples, windowStart: 0 }
    : { clipStart: 0, count: clipSamples, windowStart: offset };
}

function ownOffset(room: number, placement: Recipe['placement'], identity: string): number {
  if (placement.kind === 'centre') return Math.floor(room / 2);
  return createRandom(placement.seed, identity).integer(room + 1);
}
