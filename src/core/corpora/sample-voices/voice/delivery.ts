import type { Speaker } from '#core/corpora/sample-voices/speakers.ts';
import type { Emotion } from '#shared/emotions.ts';
import type { Random } from '#shared/random.ts';
import { type Delivery, eachParameter, emotionOffset, NEUTRAL_DELIVERY, SPREAD } from './emotion-profiles.ts';

/** Limits of each parameter, so that a random draw stays within what a human voice can do. */
const LIMITS: Record<keyof Delivery, readonly [low: number, high: number]> = {
  pitchSemitones: [-7, 14],
  rangeLog: [-1.5, 1.05],
  declinationSemitonesPerSecond: [-5, 6],
  finalSemitones: [-8, 12],
  rateLog: [-0.45, 0.45],
  levelDb: [-7, 10],
  accentDb: [0, 7],
  openQuotient: [0.38, 0.85],
  tiltDb: [0.5, 24],
  breathDb: [-36, -7],
  irregularityLog: [-1, 1.6],
  tremorSemitones: [0, 1.3],
  creak: [0, 0.9],
  lipSpread: [-1.3, 1.5],
  articulationLog: [-0.8, 0.8],
  hesitation: [0, 0.4],
};

/**
 * Draws the delivery of one utterance: neutral + habit + intensity · expressiveness · emotion + manner + random.
 * `intensity` 0 is neutral, 1 a clear portrayal, above 1 a strong one.
 */
export function drawDelivery(
  speaker: Speaker,
  emotion: Emotion,
  intensity: number,
  random: Random,
): Delivery {
  const strength = intensity * speaker.expressiveness;
  return eachParameter((parameter) => {
    const drawn =
      NEUTRAL_DELIVERY[parameter] +
      speaker.habit[parameter] +
      strength * emotionOffset(emotion, parameter) +
      speaker.manner[emotion][parameter] +
      SPREAD.utterance[parameter] * random.normal();
    const [low, high] = LIMITS[parameter];
    return Math.min(high, Math.max(low, drawn));
  });
}
