import { UserError } from '#shared/failure.ts';
import { createRandom } from '#shared/random.ts';
import type { MelFeatures } from '#shared/settings/mel-features.ts';

/** How a clip is placed in the window of fixed length; all in samples at the rate of the feature settings. */
export interface Placement {
  /** First sample of the clip that is used. */
  clipStart: number;
  /** Number of samples used. */
  count: number;
  /** First of them in the window; the rest of the window is zero. */
  windowStart: number;
}

/**
 * Cuts a clip that is longer than the window, or places a shorter one between zeros. The start of the cut, or the
 * position between the zeros, is `offsetSamples` where given. Otherwise, depending on the settings, it is the middle or
 * drawn from the settings' seed and the clip's `identity` (uniformly; the thesis drew without a seed).
 * @throws UserError `invalid-offset` for an offset outside of the clip or the window.
 */
export function placeClip(
  clipSamples: number,
  windowSamples: number,
  placement: MelFeatures['placement'],
  identity: string,
  offsetSamples?: number,
): Placement {
  const maxOffset = Math.abs(clipSamples - windowSamples);
  const offset = offsetSamples ?? defaultOffset(maxOffset, placement, identity);
  if (!Number.isInteger(offset) || offset < 0 || offset > maxOffset) {
    throw new UserError(
      'invalid-offset',
      `The offset ${offset} is not valid for this clip. It must be a whole number of samples from 0 to ${maxOffset}.`,
    );
  }
  return clipSamples > windowSamples
    ? { clipStart: offset, count: windowSamples, windowStart: 0 }
    : { clipStart: 0, count: clipSamples, windowStart: offset };
}

function defaultOffset(maxOffset: number, placement: MelFeatures['placement'], identity: string): number {
  if (placement.kind === 'centre') return Math.floor(maxOffset / 2);
  return createRandom(placement.seed, identity).integer(maxOffset + 1);
}
