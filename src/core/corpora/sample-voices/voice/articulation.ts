import type { Sentence } from '#core/corpora/sample-voices/sentences.ts';
import type { Random } from '#shared/random.ts';
import type { Delivery } from './emotion-profiles.ts';
import { type Friction, PHONEMES, type Phoneme } from './phonemes.ts';

/** A period of time with one set of targets. Stops and diphthongs have several segments. */
export interface Segment {
  durationSeconds: number;
  formantsHz: readonly [number, number, number];
  /** 0…1. */
  voicing: number;
  /** Amplitude of aspiration noise at the open glottis, 0…1. */
  aspiration: number;
  /** 0…1: coupling of the nose. */
  nasality: number;
  friction: Friction | null;
  /** 0: unaccented, 1: accented, 2: the last and main accent of the sentence. */
  accent: number;
}

const CLOSED_LIPS: readonly [number, number, number] = [400, 1400, 2500];

const ONSET_SECONDS = 0.02;
const RELEASE_SECONDS = 0.035;

/** Seconds of aspiration after the burst of a voiceless stop (voice onset time), English stressed and unstressed. */
const VOICE_ONSET_SECONDS = { stressed: 0.045, unstressed: 0.02 };

/**
 * Plans a sentence as segments. Durations roughly follow Klatt (1979): inherent durations, shorter unstressed vowels,
 * a longer last syllable. All are scaled by the rate of the delivery, with a random deviation of about 10 % each.
 */
export function articulate(sentence: Sentence, delivery: Delivery, random: Random): Segment[] {
  const sounds = sentence.words.flatMap((word, wordIndex) =>
    word.map((symbol, index) => ({
      symbol: symbol.replace(/\d$/, ''),
      stress: symbol.endsWith('1'),
      startsWord: index === 0 && wordIndex > 0,
    })),
  );
  const lastAccent = sounds.findLastIndex((sound) => sound.stress);
  const lastVowel = sounds.findLastIndex((sound) => isVocalic(PHONEMES[sound.symbol]));
  const stretch = Math.exp(-delivery.rateLog) / (sentence.tempo ?? 1);

  const segments: Segment[] = [];
  sounds.forEach((sound, index) => {
    const phoneme = PHONEMES[sound.symbol];
    const vocalic = isVocalic(phoneme);
    if (sound.startsWord && random.next() < delivery.hesitation) segments.push(pause(random, stretch));
    let duration = phoneme.durationSeconds * stretch * Math.exp(0.1 * random.normal());
    if (vocalic && !sound.stress) duration *= 0.62;
    if (index >= lastVowel) duration *= 1.45;
    const accent = sound.stress ? (index === lastAccent ? 2 : 1) : 0;
    const next = sounds.slice(index + 1).find((other) => isVocalic(PHONEMES[other.symbol]));
    const stressedNext = next?.stress ?? false;
    pushPhoneme(segments, phoneme, duration, accent, next ? PHONEMES[next.symbol] : null, stressedNext);
  });
  if (segments.length === 0) return segments;
  // The voice fades in and out over some hundredths of a second, without movement of the mouth.
  const first = segmentOf(segments[0].formantsHz, ONSET_SECONDS, {});
  const last = segments[segments.length - 1];
  return [
    first,
    ...segments,
    segmentOf(last.formantsHz, RELEASE_SECONDS, { voicing: 0.3 * last.voicing, nasality: last.nasality }),
    segmentOf(last.formantsHz, RELEASE_SECONDS, { nasality: last.nasality }),
  ];
}

function isVocalic(phoneme: Phoneme): boolean {
  return phoneme.kind === 'vowel' || phoneme.kind === 'diphthong';
}

function pause(random: Random, stretch: number): Segment {
  return segmentOf(CLOSED_LIPS, random.between(0.06, 0.2) * stretch, {});
}

function segmentOf(
  formantsHz: readonly [number, number, number],
  durationSeconds: number,
  more: Partial<Segment>,
): Segment {
  return {
    formantsHz,
    durationSeconds,
    voicing: 0,
    aspiration: 0,
    nasality: 0,
    friction: null,
    accent: 0,
    ...more,
  };
}

function pushPhoneme(
  segments: Segment[],
  phoneme: Phoneme,
  duration: number,
  accent: number,
  nextVowel: Phoneme | null,
  stressedNext: boolean,
): void {
  const { formantsHz, voicing } = phoneme;
  const friction = phoneme.friction ?? null;
  switch (phoneme.kind) {
    case 'vowel':
    case 'approximant':
      segments.push(segmentOf(formantsHz, duration, { voicing, accent }));
      break;
    case 'diphthong':
      segments.push(segmentOf(formantsHz, duration * 0.55, { voicing, accent }));
      segments.push(segmentOf(phoneme.endFormantsHz ?? formantsHz, duration * 0.45, { voicing: 0.9 }));
      break;
    case 'nasal':
      segments.push(segmentOf(formantsHz, duration, { voicing, nasality: 1 }));
      break;
    case 'fricative':
      segments.push(segmentOf(formantsHz, duration, { voicing, friction }));
      break;
    case 'breath':
      // An h is a voiceless start of the next vowel.
      segments.push(segmentOf(nextVowel?.formantsHz ?? formantsHz, duration, { aspiration: 1 }));
      break;
    case 'stop': {
      segments.push(segmentOf(formantsHz, duration, { voicing }));
      segments.push(segmentOf(formantsHz, 0.012, { voicing, friction }));
      if (voicing === 0) {
        const onset = stressedNext ? VOICE_ONSET_SECONDS.stressed : VOICE_ONSET_SECONDS.unstressed;
        segments.push(segmentOf(nextVowel?.formantsHz ?? formantsHz, onset, { aspiration: 0.8 }));
      }
      break;
    }
    case 'affricate':
      segments.push(segmentOf(formantsHz, duration, { voicing }));
      segments.push(segmentOf(formantsHz, duration * 1.2, { voicing, friction }));
      break;
  }
}
