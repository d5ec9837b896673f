import { describe, expect, test } from 'vitest';
import { RAVDESS_SENTENCES, TESS_SENTENCES } from '#core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '#core/corpora/sample-voices/speakers.ts';
import { synthesize } from '#core/corpora/sample-voices/voice/synthesize.ts';
import { bandPassBiquad, filterBiquad, lowPassBiquad } from '#core/recognition/speech/biquad.ts';
import { detectSpeech } from '#core/recognition/speech/speech-presence.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';
import { soundsWithoutSpeech } from '../not-speech.ts';
import { HAVE_REAL_CLIPS, realClips } from '../real-clips.ts';

const voice = (index: number) =>
  synthesize({
    speaker: createSpeaker(`speaker ${index}`, index % 2 === 0 ? 'female' : 'male', index),
    sentence: index % 3 === 0 ? TESS_SENTENCES[index] : RAVDESS_SENTENCES[index % RAVDESS_SENTENCES.length],
    emotion: EMOTIONS[index % EMOTIONS.length],
    seed: index,
  });

/** Noise with the envelopes of fourteen bands: speech without voice (Shannon et al. 1995, Science 270). */
function noiseVocoded(samples: Float32Array, sampleRateHz: number, seed: number): Float32Array {
  const random = createRandom('vocoder', seed);
  const input = Float64Array.from(samples);
  const noise = Float64Array.from(samples, () => random.normal());
  const result = new Float32Array(samples.length);
  const edge = (band: number) => 150 * (Math.min(7000, 0.45 * sampleRateHz) / 150) ** (band / 14);
  for (let band = 0; band < 14; band++) {
    const pass = bandPassBiquad(edge(band), edge(band + 1), sampleRateHz);
    const through = (signal: Float64Array) => filterBiquad(filterBiquad(signal, pass), pass);
    const envelope = filterBiquad(through(input).map(Math.abs), lowPassBiquad(30, sampleRateHz));
    const shaped = through(noise.map((value, i) => value * Math.max(0, envelope[i])));
    for (let i = 0; i < result.length; i++) result[i] += shaped[i];
  }
  return result;
}

describe('no speech', () => {
  const sounds = [...soundsWithoutSpeech(1), ...soundsWithoutSpeech(2)];

  test(`is detected in ${sounds.length} noises, hums, tones, chords, sweeps and clicks`, () => {
    const detected = sounds.filter(
      ({ samples, sampleRateHz }) => detectSpeech(samples, sampleRateHz).present,
    );
    expect(detected.map(({ name }) => name)).toEqual([]);
    expect(sounds.length).toBeGreaterThanOrEqual(100);
  });

  test('gives the reason', () => {
    const reason = (samples: Float32Array) => detectSpeech(samples, 16_000).reason;
    const random = createRandom('reasons');
    const nothing = /silent/;
    expect(reason(new Float32Array(0))).toMatch(nothing);
    expect(reason(new Float32Array(1))).toMatch(nothing);
    expect(reason(new Float32Array(48_000))).toMatch(nothing);
    expect(reason(new Float32Array(48_000).fill(0.7))).toMatch(nothing);
    expect(reason(new Float32Array(48_000).fill(Number.NaN))).toMatch(nothing);
    expect(reason(new Float32Array(48_000).fill(Number.POSITIVE_INFINITY))).toMatch(nothing);
    expect(reason(Float32Array.from({ length: 48_000 }, (_, i) => (i === 20_000 ? 1 : 0)))).toMatch(/click/);
    expect(reason(Float32Array.from({ length: 48_000 }, () => random.normal() * 0.1))).toMatch(/steady/);
  });

  test.each([1, 50, 999, 3000, 384_000])('is detected in noise at %i Hz', (sampleRateHz) => {
    const random = createRandom('rates');
    const samples = Float32Array.from({ length: 2 * sampleRateHz }, () => 0.1 * random.normal());
    expect(detectSpeech(samples, sampleRateHz).present).toBe(false);
  });
});

describe('speech', () => {
  test('is detected in the sample voices, in words and sentences, in every emotion', () => {
    const missed: string[] = [];
    for (let index = 0; index < 42; index++) {
      const samples = voice(index);
      if (!detectSpeech(samples, 16_000).present) missed.push(`voice ${index}`);
    }
    expect(missed).toEqual([]);
  });

  test('is detected with any gain and offset, in noise and in a long sound', () => {
    const random = createRandom('around');
    for (const index of [1, 2, 4]) {
      const samples = voice(index);
      const loudest = samples.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      const variants: Record<string, Float32Array> = {
        quiet: samples.map((value) => (value * 0.002) / loudest),
        clipped: samples.map((value) => Math.max(-0.9, Math.min(0.9, (value * 4) / loudest))),
        offset: samples.map((value) => value + 0.4),
        'in hum': samples.map(
          (value, i) => value + 0.05 * loudest * Math.sin((2 * Math.PI * 50 * i) / 16_000),
        ),
        'in noise': samples.map((value) => value + 0.02 * loudest * random.normal()),
        'with a hole': samples.map((value, i) => (i % 4000 === 0 ? Number.NaN : value)),
      };
      for (const [name, variant] of Object.entries(variants)) {
        expect(detectSpeech(variant, 16_000).present, `voice ${index} ${name}`).toBe(true);
      }
      const long = new Float32Array(16_000 * 60);
      long.set(samples, 16_000 * 37);
      long[100] = 1;
      expect(detectSpeech(long, 16_000).present).toBe(true);
    }
  });

  test('detection does not change the input and gives the same result twice', () => {
    const samples = voice(5);
    const copy = samples.slice();
    expect(detectSpeech(samples, 16_000)).toEqual(detectSpeech(samples, 16_000));
    expect(samples).toEqual(copy);
  });
});

describe.skipIf(!HAVE_REAL_CLIPS)('in real clips', () => {
  test('speech is detected in every clip', () => {
    const clips = realClips();
    const missed = clips.filter(({ sound }) => {
      const { samples, sampleRateHz } = sound();
      return !detectSpeech(samples, sampleRateHz).present;
    });
    expect(missed.map(({ name }) => name)).toEqual([]);
    expect(clips.length).toBeGreaterThan(700);
  });

  test('speech is detected in noise 10 dB below the loudest syllable, and without voice', () => {
    const clips = realClips().filter((_, index) => index % 26 === 0);
    const random = createRandom('real clips');
    let [inNoise, whispered] = [0, 0];
    for (const [index, { sound }] of clips.entries()) {
      const { samples, sampleRateHz } = sound();
      const block = Math.round(sampleRateHz / 20);
      let loudest = 0;
      for (let start = 0; start + block <= samples.length; start += block) {
        const power =
          samples.subarray(start, start + block).reduce((sum, value) => sum + value * value, 0) / block;
        loudest = Math.max(loudest, power);
      }
      const level = Math.sqrt(loudest / 10);
      if (
        detectSpeech(
          samples.map((value) => value + level * random.normal()),
          sampleRateHz,
        ).present
      )
        inNoise++;
      if (detectSpeech(noiseVocoded(samples, sampleRateHz, index), sampleRateHz).present) whispered++;
    }
    expect(inNoise / clips.length).toBeGreaterThanOrEqual(0.95);
    expect(whispered / clips.length).toBeGreaterThanOrEqual(0.9);
  });
});
