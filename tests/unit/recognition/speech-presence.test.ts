import { describe, expect, test } from 'vitest';
import { RAVDESS_SENTENCES, TESS_SENTENCES } from '../../../src/core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '../../../src/core/corpora/sample-voices/speakers.ts';
import { synthesize } from '../../../src/core/corpora/sample-voices/synthesize.ts';
import { bandPassBiquad, filterBiquad, lowPassBiquad } from '../../../src/core/recognition/biquad.ts';
import { detectSpeech } from '../../../src/core/recognition/speech-presence.ts';
import { EMOTIONS } from '../../../src/shared/emotions.ts';
import { createRandom } from '../../../src/shared/random.ts';
import { soundsWithoutSpeech } from './not-speech.ts';
import { REAL_CLIPS_THERE, realClips } from './real-clips.ts';

const voice = (index: number) =>
  synthesize({
    speaker: createSpeaker(`speaker ${index}`, index % 2 === 0 ? 'female' : 'male', index),
    sentence: index % 3 === 0 ? TESS_SENTENCES[index] : RAVDESS_SENTENCES[index % RAVDESS_SENTENCES.length],
    emotion: EMOTIONS[index % EMOTIONS.length],
    seed: index,
  });

/** Noise through the envelopes of fourteen bands: speech without any voice (Shannon et al. 1995, Science 270). */
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

describe('nobody speaks', () => {
  const sounds = [...soundsWithoutSpeech(1), ...soundsWithoutSpeech(2)];

  test(`in none of ${sounds.length} noises, hums, tones, chords, sweeps and clicks`, () => {
    const heard = sounds.filter(({ samples, sampleRateHz }) => detectSpeech(samples, sampleRateHz).present);
    expect(heard.map(({ name }) => name)).toEqual([]);
    expect(sounds.length).toBeGreaterThanOrEqual(100);
  });

  test('and the reason is told', () => {
    const reason = (samples: Float32Array) => detectSpeech(samples, 16_000).reason;
    const random = createRandom('reasons');
    const nothing = /nothing to hear/;
    expect(reason(new Float32Array(0))).toMatch(nothing);
    expect(reason(new Float32Array(1))).toMatch(nothing);
    expect(reason(new Float32Array(48_000))).toMatch(nothing);
    expect(reason(new Float32Array(48_000).fill(0.7))).toMatch(nothing);
    expect(reason(new Float32Array(48_000).fill(Number.NaN))).toMatch(nothing);
    expect(reason(new Float32Array(48_000).fill(Number.POSITIVE_INFINITY))).toMatch(nothing);
    expect(reason(Float32Array.from({ length: 48_000 }, (_, i) => (i === 20_000 ? 1 : 0)))).toMatch(/click/);
    expect(reason(Float32Array.from({ length: 48_000 }, () => random.normal() * 0.1))).toMatch(/steady/);
  });

  test.each([1, 50, 999, 3000, 384_000])('at %i samples a second, in noise', (sampleRateHz) => {
    const random = createRandom('rates');
    const samples = Float32Array.from({ length: 2 * sampleRateHz }, () => 0.1 * random.normal());
    expect(detectSpeech(samples, sampleRateHz).present).toBe(false);
  });
});

describe('somebody speaks', () => {
  test('in the sample voices, words and sentences, in every emotion', () => {
    const deaf: string[] = [];
    for (let index = 0; index < 42; index++) {
      const samples = voice(index);
      if (!detectSpeech(samples, 16_000).present) deaf.push(`voice ${index}`);
    }
    expect(deaf).toEqual([]);
  });

  test('whatever the gain, the offset, the rate and what is around it', () => {
    const random = createRandom('around');
    for (const index of [1, 2, 4]) {
      const samples = voice(index);
      const loudest = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
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

  test('the input is left as it was, and the answer is the same twice', () => {
    const samples = voice(5);
    const copy = samples.slice();
    expect(detectSpeech(samples, 16_000)).toEqual(detectSpeech(samples, 16_000));
    expect(samples).toEqual(copy);
  });
});

describe.skipIf(!REAL_CLIPS_THERE)('in real clips', () => {
  test('somebody speaks in every one, also where it is all but whispered', () => {
    const clips = realClips();
    const deaf = clips.filter(({ sound }) => {
      const { samples, sampleRateHz } = sound();
      return !detectSpeech(samples, sampleRateHz).present;
    });
    expect(deaf.map(({ name }) => name)).toEqual([]);
    expect(clips.length).toBeGreaterThan(700);
  });

  test('somebody speaks in noise 10 dB under the loudest syllable, and without any voice left', () => {
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
