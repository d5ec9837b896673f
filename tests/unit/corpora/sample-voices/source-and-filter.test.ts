import { describe, expect, it } from 'vitest';
import {
  CREMA_D_SENTENCES,
  RAVDESS_SENTENCES,
  SAVEE_SENTENCES,
  type Sentence,
  TESS_SENTENCES,
} from '#core/corpora/sample-voices/sentences.ts';
import { articulate } from '#core/corpora/sample-voices/voice/articulation.ts';
import type { ControlTracks } from '#core/corpora/sample-voices/voice/control-tracks.ts';
import { NEUTRAL_DELIVERY } from '#core/corpora/sample-voices/voice/emotion-profiles.ts';
import {
  antiresonate,
  createResonator,
  resonate,
  tune,
  tuneForNoise,
} from '#core/corpora/sample-voices/voice/formant-filter.ts';
import { glottalSource } from '#core/corpora/sample-voices/voice/glottal-source.ts';
import { PHONEMES } from '#core/corpora/sample-voices/voice/phonemes.ts';
import { smoothTrack } from '#core/corpora/sample-voices/voice/smoothing.ts';
import { createRandom } from '#shared/random.ts';

const RATE = 16_000;

/** Power of `samples` at one frequency (a bin of the Fourier transform). */
function powerAt(samples: Float32Array, hz: number): number {
  let re = 0;
  let im = 0;
  samples.forEach((sample, i) => {
    re += sample * Math.cos((2 * Math.PI * hz * i) / RATE);
    im += sample * Math.sin((2 * Math.PI * hz * i) / RATE);
  });
  return re * re + im * im;
}

function impulse(): Float32Array {
  const samples = new Float32Array(8000);
  samples[0] = 1;
  return samples;
}

/** One second of a steady voice. */
function steadyTracks(pitchHz: number): ControlTracks {
  const frames = 400;
  const track = (value: number): Float64Array => new Float64Array(frames).fill(value);
  return {
    frameSamples: 40,
    frames,
    pitchHz: track(pitchHz),
    formantsHz: [track(500), track(1500), track(2500)],
    voicing: track(1),
    aspiration: track(0),
    nasality: track(0),
    friction: track(0),
    frictionCentreHz: track(4000),
    frictionBandwidthHz: track(1000),
  };
}

describe('a resonator', () => {
  it('has gain 1 at 0 Hz, its peak at its frequency and half the power at half a bandwidth from it', () => {
    const resonator = createResonator();
    tune(resonator, 1500, 80, RATE);
    const samples = impulse();
    resonate(resonator, samples, 0, samples.length);
    expect(powerAt(samples, 0)).toBeCloseTo(1, 3);
    const peak = powerAt(samples, 1500);
    expect(peak).toBeGreaterThan(powerAt(samples, 1480));
    expect(peak).toBeGreaterThan(powerAt(samples, 1520));
    expect(powerAt(samples, 1540) / peak).toBeCloseTo(0.5, 1);
  });

  it('is reversed by its inverse', () => {
    const forward = createResonator();
    const back = createResonator();
    tune(forward, 700, 60, RATE);
    tune(back, 700, 60, RATE);
    const random = createRandom('inverse');
    const samples = Float32Array.from({ length: 500 }, () => random.normal());
    const before = samples.slice();
    resonate(forward, samples, 0, 250);
    resonate(forward, samples, 250, 500);
    antiresonate(back, samples, 0, 500);
    samples.forEach((sample, i) => {
      expect(Math.abs(sample - before[i])).toBeLessThan(1e-3);
    });
  });

  it('keeps the deviation of white noise when tuned for noise', () => {
    const random = createRandom('noise');
    for (const [hz, bandwidth] of [
      [900, 1800],
      [3100, 1300],
      [5600, 1900],
    ]) {
      const resonator = createResonator();
      tuneForNoise(resonator, hz, bandwidth, RATE);
      const samples = Float32Array.from({ length: 40_000 }, () => random.normal());
      resonate(resonator, samples, 0, samples.length);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      expect(power).toBeGreaterThan(0.9);
      expect(power).toBeLessThan(1.1);
    }
  });
});

describe('the glottal source', () => {
  const steady = { ...NEUTRAL_DELIVERY, creak: 0, irregularityLog: -8 };
  const voiceAt = (pitchHz: number, delivery: typeof steady): Float32Array =>
    glottalSource(steadyTracks(pitchHz), delivery, RATE, createRandom('source')).voice;

  it.each([80, 123, 220, 411])('has its power at the harmonics of %i Hz and not between them', (pitchHz) => {
    const voice = voiceAt(pitchHz, steady);
    for (const harmonic of [1, 2, 3]) {
      const on = powerAt(voice, pitchHz * harmonic);
      expect(on).toBeGreaterThan(50 * powerAt(voice, pitchHz * (harmonic + 0.5)));
    }
  });

  it('has an RMS of 1 and no offset', () => {
    const voice = voiceAt(150, steady);
    const power = voice.reduce((sum, sample) => sum + sample * sample, 0) / voice.length;
    expect(power).toBeCloseTo(1, 3);
    expect(Math.abs(voice.reduce((sum, sample) => sum + sample, 0) / voice.length)).toBeLessThan(0.01);
  });

  it('tilt weakens the upper harmonics, and a longer open phase strengthens the first', () => {
    const slopeDb = (voice: Float32Array): number =>
      10 * Math.log10(powerAt(voice, 3000) / powerAt(voice, 300));
    const flat = slopeDb(voiceAt(150, { ...steady, tiltDb: 3 }));
    const steep = slopeDb(voiceAt(150, { ...steady, tiltDb: 15 }));
    expect(flat - steep).toBeGreaterThan(6);
    const firstToSecond = (voice: Float32Array): number => powerAt(voice, 150) / powerAt(voice, 300);
    const pressed = firstToSecond(voiceAt(150, { ...steady, openQuotient: 0.42 }));
    const open = firstToSecond(voiceAt(150, { ...steady, openQuotient: 0.8 }));
    expect(open).toBeGreaterThan(2 * pressed);
  });

  it('is more irregular with more irregularity', () => {
    const between = (voice: Float32Array): number => powerAt(voice, 375) / powerAt(voice, 300);
    expect(between(voiceAt(150, { ...steady, irregularityLog: 1.5 }))).toBeGreaterThan(
      3 * between(voiceAt(150, steady)),
    );
  });
});

describe('smoothing', () => {
  it('spreads a step evenly to both sides and does not change constants or short widths', () => {
    const step = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 1));
    smoothTrack(step, 8);
    expect(step[19] + step[20]).toBeCloseTo(1, 12);
    expect(step.every((value, i) => i === 0 || value >= step[i - 1])).toBe(true);
    expect([step[8], step[31]]).toEqual([0, 1]);
    const constant = new Float64Array(5).fill(3);
    smoothTrack(constant, 100);
    for (const value of constant) expect(value).toBeCloseTo(3, 12);
    const short = Float64Array.of(1, 5, 2);
    smoothTrack(short, 1);
    expect([...short]).toEqual([1, 5, 2]);
    expect(() => smoothTrack(new Float64Array(0), 8)).not.toThrow();
  });
});

describe('the sentences', () => {
  const all: readonly Sentence[] = [
    ...RAVDESS_SENTENCES,
    ...CREMA_D_SENTENCES,
    ...TESS_SENTENCES,
    ...SAVEE_SENTENCES,
  ];

  it('have the published numbers and unique codes', () => {
    expect([RAVDESS_SENTENCES.length, CREMA_D_SENTENCES.length, TESS_SENTENCES.length]).toEqual([2, 12, 200]);
    for (const list of [RAVDESS_SENTENCES, CREMA_D_SENTENCES, TESS_SENTENCES, SAVEE_SENTENCES]) {
      expect(new Set(list.map(({ code }) => code)).size).toBe(list.length);
    }
  });

  it('consist of known sounds and have one main accent each', () => {
    for (const sentence of all) {
      for (const symbol of sentence.words.flat()) expect(PHONEMES).toHaveProperty(symbol.replace(/\d$/, ''));
      const segments = articulate(sentence, NEUTRAL_DELIVERY, createRandom(sentence.text));
      expect(segments.filter(({ accent }) => accent === 2)).toHaveLength(1);
    }
  });

  it('give no segments without words', () => {
    expect(articulate({ code: '', text: '', words: [] }, NEUTRAL_DELIVERY, createRandom(1))).toEqual([]);
  });
});
