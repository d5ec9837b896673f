import type { Emotion, PerEmotion } from '#shared/emotions.ts';

/**
 * The parameters of speech that depend on emotion, speaker and chance. All are additive (ratios as natural
 * logarithms), so that an utterance is a sum of offsets.
 */
export interface Delivery {
  /** Mean pitch, semitones relative to the speaker's pitch. */
  pitchSemitones: number;
  /** ln of the factor on the size of the pitch accents. */
  rangeLog: number;
  /** Slope of the pitch over the phrase, semitones per second. */
  declinationSemitonesPerSecond: number;
  /** Change of pitch from the last accent to the end of the phrase, semitones; positive: rise, as in a question. */
  finalSemitones: number;
  /** ln of the factor on the speech rate. */
  rateLog: number;
  /** Level of the clip, dB. */
  levelDb: number;
  /** Additional level of accented syllables, dB. */
  accentDb: number;
  /** Share of the pitch period with open glottis, 0…1: small for a pressed voice, large for a breathy one. */
  openQuotient: number;
  /** Loss of the glottal source at 3 kHz because of its rounded closure, dB. */
  tiltDb: number;
  /** Aspiration noise relative to the voiced source, dB. */
  breathDb: number;
  /** ln of the factor on jitter and shimmer, the irregularity from period to period. */
  irregularityLog: number;
  /** Depth of the 6 to 8 Hz pitch tremor, semitones. */
  tremorSemitones: number;
  /** Alternation of strong and weak periods at low pitch, 0…1 (Klatt and Klatt 1990's diplophonia). */
  creak: number;
  /** Lips spread (positive: shorter vocal tract, higher formants) or protruded and slack (negative), −1…1. */
  lipSpread: number;
  /** ln of the factor on the speed of articulation: positive reaches the targets, negative is slurred. */
  articulationLog: number;
  /** Probability of a short pause between two words, 0…1. */
  hesitation: number;
}

const DELIVERY_PARAMETERS = [
  'pitchSemitones',
  'rangeLog',
  'declinationSemitonesPerSecond',
  'finalSemitones',
  'rateLog',
  'levelDb',
  'accentDb',
  'openQuotient',
  'tiltDb',
  'breathDb',
  'irregularityLog',
  'tremorSemitones',
  'creak',
  'lipSpread',
  'articulationLog',
  'hesitation',
] as const satisfies readonly (keyof Delivery)[];

/** A {@link Delivery} from a value for each parameter. */
export function eachParameter(value: (parameter: keyof Delivery) => number): Delivery {
  return Object.fromEntries(
    DELIVERY_PARAMETERS.map((parameter) => [parameter, value(parameter)]),
  ) as unknown as Delivery;
}

/** An even, friendly-neutral reading. Emotions are offsets from it. */
export const NEUTRAL_DELIVERY: Delivery = {
  pitchSemitones: 0,
  rangeLog: 0,
  declinationSemitonesPerSecond: -1.2,
  finalSemitones: -2.5,
  rateLog: 0,
  levelDb: 0,
  accentDb: 2,
  openQuotient: 0.6,
  tiltDb: 9,
  breathDb: -22,
  irregularityLog: 0,
  tremorSemitones: 0,
  creak: 0.05,
  lipSpread: 0,
  articulationLog: 0,
  hesitation: 0.05,
};

/**
 * Offsets from {@link NEUTRAL_DELIVERY} at full intensity. The directions are those on which the literature agrees.
 * The sizes are our own choice, so that the emotions overlap as they do between real speakers.
 *
 * - Murray & Arnott (1993), JASA 93(2), 1097–1108: pitch level, range and contour, rate, loudness and
 *   voice quality of anger, happiness, sadness, fear and disgust.
 * - Scherer (2003), Speech Communication 40, 227–256: intensity, F0 floor, mean and variability,
 *   high-frequency energy and rate.
 * - Juslin & Laukka (2003), Psychological Bulletin 129(5), 770–814: the same, and voice onsets,
 *   microstructural irregularity and precision of articulation.
 * - Burkhardt & Sendlmeier (2000), ISCA Workshop on Speech and Emotion, 151–156: what listeners accept from a
 *   formant synthesizer: tense voice and precise vowels for anger, smiling formants for joy, falsetto and tremor for
 *   fear, breathiness and slurring for sadness.
 * - Surprise (not fully described in any of the four): wide range and final rise, after Murray & Arnott's review.
 */
const EMOTION_PROFILES: PerEmotion<Partial<Delivery>> = {
  // Louder, brighter, tense; steep falling accents; fast and precise.
  angry: {
    pitchSemitones: 3.6,
    rangeLog: 0.55,
    declinationSemitonesPerSecond: -1.2,
    finalSemitones: -2.5,
    rateLog: 0.1,
    levelDb: 6.5,
    accentDb: 2.5,
    openQuotient: -0.14,
    tiltDb: -6.5,
    breathDb: -3,
    irregularityLog: 0.35,
    creak: 0.05,
    lipSpread: 0.1,
    articulationLog: 0.35,
    hesitation: -0.04,
  },
  // Low, slow, grumbling; long falls.
  disgust: {
    pitchSemitones: -1.6,
    rangeLog: 0.12,
    declinationSemitonesPerSecond: -1.4,
    finalSemitones: -2.6,
    rateLog: -0.2,
    levelDb: 0.5,
    accentDb: 1,
    openQuotient: -0.08,
    tiltDb: 1.5,
    breathDb: 1,
    irregularityLog: 0.45,
    creak: 0.4,
    lipSpread: -0.7,
    articulationLog: -0.05,
    hesitation: 0.08,
  },
  // High and narrow, fast, trembling and irregular.
  fear: {
    pitchSemitones: 5.2,
    rangeLog: -0.35,
    declinationSemitonesPerSecond: 1,
    finalSemitones: 2,
    rateLog: 0.22,
    levelDb: -0.5,
    accentDb: -0.5,
    openQuotient: 0.07,
    tiltDb: 1.5,
    breathDb: 6,
    irregularityLog: 0.75,
    tremorSemitones: 0.6,
    creak: -0.05,
    lipSpread: 0.15,
    articulationLog: 0,
    hesitation: 0.16,
  },
  // High, wide and bouncing, bright, smiling.
  happy: {
    pitchSemitones: 4.4,
    rangeLog: 0.62,
    declinationSemitonesPerSecond: 1,
    finalSemitones: 1.4,
    rateLog: 0.13,
    levelDb: 4,
    accentDb: 1.2,
    openQuotient: -0.04,
    tiltDb: -4.2,
    breathDb: -1,
    irregularityLog: -0.1,
    creak: -0.05,
    lipSpread: 0.95,
    articulationLog: 0.1,
    hesitation: -0.03,
  },
  neutral: {},
  // Low, narrow, falling; slow, soft, breathy and slurred.
  sad: {
    pitchSemitones: -1,
    rangeLog: -0.6,
    declinationSemitonesPerSecond: -0.4,
    finalSemitones: -0.6,
    rateLog: -0.24,
    levelDb: -5,
    accentDb: -1,
    openQuotient: 0.1,
    tiltDb: 6,
    breathDb: 6.5,
    irregularityLog: 0.15,
    tremorSemitones: 0.1,
    creak: 0.08,
    lipSpread: -0.3,
    articulationLog: -0.4,
    hesitation: 0.14,
  },
  // Very wide, rising to the end.
  surprise: {
    pitchSemitones: 5.6,
    rangeLog: 0.8,
    declinationSemitonesPerSecond: 2.2,
    finalSemitones: 11,
    rateLog: -0.06,
    levelDb: 1.5,
    accentDb: 1,
    openQuotient: 0.06,
    tiltDb: 0.5,
    breathDb: 4.5,
    irregularityLog: 0,
    creak: -0.05,
    lipSpread: 0.15,
    articulationLog: 0.1,
    hesitation: 0,
  },
};

/**
 * Standard deviations of the differences that do not come from the emotion: the speaker's habit (the same in all
 * emotions), the speaker's manner in each emotion (because of it, a model performs better on known voices), and the
 * utterance.
 */
export const SPREAD: Record<'habit' | 'manner' | 'utterance', Delivery> = {
  habit: {
    pitchSemitones: 0,
    rangeLog: 0.22,
    declinationSemitonesPerSecond: 0.5,
    finalSemitones: 0.8,
    rateLog: 0.09,
    levelDb: 2,
    accentDb: 0.5,
    openQuotient: 0.04,
    tiltDb: 2.2,
    breathDb: 3,
    irregularityLog: 0.25,
    tremorSemitones: 0.05,
    creak: 0.08,
    lipSpread: 0.15,
    articulationLog: 0.12,
    hesitation: 0.03,
  },
  manner: {
    pitchSemitones: 1.1,
    rangeLog: 0.22,
    declinationSemitonesPerSecond: 0.7,
    finalSemitones: 1.2,
    rateLog: 0.08,
    levelDb: 1.8,
    accentDb: 0.6,
    openQuotient: 0.03,
    tiltDb: 1.6,
    breathDb: 2,
    irregularityLog: 0.2,
    tremorSemitones: 0.08,
    creak: 0.06,
    lipSpread: 0.2,
    articulationLog: 0.12,
    hesitation: 0.03,
  },
  utterance: {
    pitchSemitones: 0.8,
    rangeLog: 0.16,
    declinationSemitonesPerSecond: 0.6,
    finalSemitones: 1,
    rateLog: 0.055,
    levelDb: 1.2,
    accentDb: 0.5,
    openQuotient: 0.018,
    tiltDb: 1,
    breathDb: 1.2,
    irregularityLog: 0.12,
    tremorSemitones: 0.05,
    creak: 0.04,
    lipSpread: 0.12,
    articulationLog: 0.08,
    hesitation: 0.02,
  },
};

/** The offset of one parameter for an emotion at full intensity. */
export function emotionOffset(emotion: Emotion, parameter: keyof Delivery): number {
  return EMOTION_PROFILES[emotion][parameter] ?? 0;
}
