import { type Delivery, eachParameter, SPREAD } from '#core/corpora/sample-voices/voice/emotion-profiles.ts';
import { EMOTIONS, type PerEmotion, perEmotion } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';

export type Sex = 'female' | 'male';

/** A voice, as plain data. */
export interface Speaker {
  /** Unique within a corpus. Part of the seed of the speaker's utterances. */
  name: string;
  sex: Sex;
  ageYears: number;
  /** Mean pitch of neutral speech. */
  pitchHz: number;
  /** Deviation of a typical accent of neutral speech, semitones. */
  accentSemitones: number;
  /** Factor on an adult man's formant frequencies: a shorter vocal tract gives higher formants. */
  formantScale: number;
  /** Factors on the first three formants, in addition to the scale: the shape of the mouth. */
  formantShape: readonly [number, number, number];
  /** Factor on the distance of each emotion from neutral. */
  expressiveness: number;
  /** Offsets that the speaker has in every emotion. */
  habit: Delivery;
  /** Offsets that the speaker has in each emotion. */
  manner: PerEmotion<Delivery>;
}

/**
 * Draws a voice. Pitch: 120 Hz ± 2.3 semitones for men, 205 Hz ± 2 for women (Traunmüller & Eriksson 1995); formants
 * 17 % higher for women (Hillenbrand et al. 1995). Equal arguments give equal voices.
 */
export function createSpeaker(name: string, sex: Sex, seed: number, ageYears?: number): Speaker {
  const random = createRandom('speaker', seed, name);
  const female = sex === 'female';
  const drawnAge = Math.round(random.between(20, 65));
  const deviation = clamp(random.normal(), 2);
  const age = ageYears ?? drawnAge;
  // Women's voices become about two semitones lower between 30 and 65 years (Stathopoulos et al. 2011).
  const ageSemitones = female ? -2 * Math.min(1, Math.max(0, (age - 30) / 35)) + 0.8 : 0;
  return {
    name,
    sex,
    ageYears: age,
    pitchHz: (female ? 205 : 120) * 2 ** ((ageSemitones + deviation * (female ? 2 : 2.3)) / 12),
    accentSemitones: 3.2 * Math.exp(0.15 * clamp(random.normal(), 2)),
    formantScale: (female ? 1.17 : 1) * (1 + 0.035 * clamp(random.normal(), 2)),
    formantShape: [
      1 + 0.03 * clamp(random.normal(), 2),
      1 + 0.03 * clamp(random.normal(), 2),
      1 + 0.03 * clamp(random.normal(), 2),
    ],
    expressiveness: 1.15 * Math.exp(0.2 * clamp(random.normal(), 2)),
    habit: eachParameter((parameter) => SPREAD.habit[parameter] * clamp(random.normal(), 2.5)),
    manner: perEmotion(EMOTIONS, () =>
      eachParameter((parameter) => SPREAD.manner[parameter] * clamp(random.normal(), 2.5)),
    ),
  };
}

function clamp(value: number, bound: number): number {
  return Math.min(bound, Math.max(-bound, value));
}
