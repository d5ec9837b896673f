/** A speech sound as a target of the synthesizer. Frequencies are those of an adult man, in Hz. */
export interface Phoneme {
  kind: 'vowel' | 'diphthong' | 'approximant' | 'nasal' | 'fricative' | 'stop' | 'affricate' | 'breath';
  /** F1 to F3. */
  formantsHz: readonly [number, number, number];
  /** Formants at the end of a diphthong. */
  endFormantsHz?: readonly [number, number, number];
  durationSeconds: number;
  /** Amplitude of the voice, 0…1. */
  voicing: number;
  /** Noise from a constriction in the mouth. */
  friction?: Friction;
}

export interface Friction {
  centreHz: number;
  bandwidthHz: number;
  /** RMS relative to a vowel, dB. */
  levelDb: number;
}

const vowel = (durationSeconds: number, f1: number, f2: number, f3: number): Phoneme => ({
  kind: 'vowel',
  formantsHz: [f1, f2, f3],
  durationSeconds,
  voicing: 1,
});

const diphthong = (durationSeconds: number, from: Phoneme, to: Phoneme): Phoneme => ({
  kind: 'diphthong',
  formantsHz: from.formantsHz,
  endFormantsHz: to.formantsHz,
  durationSeconds,
  voicing: 1,
});

const consonant = (
  kind: Phoneme['kind'],
  durationSeconds: number,
  voicing: number,
  formantsHz: readonly [number, number, number],
  friction?: Friction,
): Phoneme => ({ kind, formantsHz, durationSeconds, voicing, ...(friction ? { friction } : {}) });

const noise = (centreHz: number, bandwidthHz: number, levelDb: number): Friction => ({
  centreHz,
  bandwidthHz,
  levelDb,
});

const IY = vowel(0.12, 342, 2322, 3000);
const IH = vowel(0.095, 427, 2034, 2684);
const AA = vowel(0.15, 768, 1333, 2522);
const AO = vowel(0.15, 652, 997, 2538);
const UW = vowel(0.12, 378, 997, 2343);

/**
 * By ARPABET symbol. Vowels: the means for men of Hillenbrand, Getty, Clark & Wheeler (1995), JASA 97(5), table V.
 * Consonants: after the loci of Klatt (1980), JASA 67(3). Durations: after Klatt's (1979) inherent durations.
 */
export const PHONEMES: Readonly<Record<string, Phoneme>> = {
  IY,
  IH,
  EH: vowel(0.11, 580, 1799, 2605),
  AE: vowel(0.15, 588, 1952, 2601),
  AH: vowel(0.095, 623, 1200, 2550),
  AA,
  AO,
  UH: vowel(0.1, 469, 1122, 2434),
  UW,
  ER: vowel(0.13, 474, 1379, 1710),
  EY: diphthong(0.15, vowel(0, 476, 2089, 2691), IY),
  AY: diphthong(0.18, AA, IH),
  OY: diphthong(0.19, AO, IH),
  AW: diphthong(0.18, AA, UW),
  OW: diphthong(0.15, vowel(0, 497, 910, 2459), UW),

  W: consonant('approximant', 0.06, 0.7, [290, 610, 2150]),
  Y: consonant('approximant', 0.055, 0.7, [260, 2070, 3020]),
  R: consonant('approximant', 0.06, 0.75, [330, 1060, 1380]),
  L: consonant('approximant', 0.06, 0.7, [330, 1050, 2880]),

  M: consonant('nasal', 0.07, 0.5, [350, 1150, 2130]),
  N: consonant('nasal', 0.062, 0.5, [350, 1500, 2570]),
  NG: consonant('nasal', 0.075, 0.5, [350, 2000, 2900]),

  F: consonant('fricative', 0.095, 0, [340, 1100, 2080], noise(6500, 7000, -22)),
  V: consonant('fricative', 0.055, 0.45, [260, 1100, 2080], noise(6500, 7000, -30)),
  TH: consonant('fricative', 0.09, 0, [320, 1290, 2540], noise(6000, 6000, -24)),
  DH: consonant('fricative', 0.045, 0.45, [270, 1290, 2540], noise(6000, 6000, -31)),
  S: consonant('fricative', 0.1, 0, [320, 1500, 2550], noise(5600, 1900, -12)),
  Z: consonant('fricative', 0.075, 0.35, [260, 1500, 2550], noise(5600, 1900, -18)),
  SH: consonant('fricative', 0.105, 0, [300, 1840, 2750], noise(3100, 1300, -9)),
  ZH: consonant('fricative', 0.07, 0.35, [280, 1840, 2750], noise(3100, 1300, -16)),
  HH: consonant('breath', 0.06, 0, [500, 1500, 2500]),

  P: consonant('stop', 0.085, 0, [350, 1000, 2150], noise(900, 1800, -22)),
  B: consonant('stop', 0.07, 0.22, [220, 1000, 2150], noise(900, 1800, -24)),
  T: consonant('stop', 0.075, 0, [350, 1700, 2650], noise(4300, 2500, -13)),
  D: consonant('stop', 0.06, 0.22, [220, 1700, 2650], noise(4300, 2500, -18)),
  K: consonant('stop', 0.08, 0, [320, 1950, 2500], noise(2000, 900, -15)),
  G: consonant('stop', 0.065, 0.22, [220, 1950, 2500], noise(2000, 900, -19)),
  CH: consonant('affricate', 0.06, 0, [330, 1800, 2800], noise(3400, 1500, -11)),
  JH: consonant('affricate', 0.05, 0.2, [250, 1800, 2800], noise(3400, 1500, -15)),
};
