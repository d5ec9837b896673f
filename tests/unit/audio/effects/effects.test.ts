import { describe, expect, test } from 'vitest';
import { activePower } from '#core/audio/effects/active-power.ts';
import { applyEffect, effectRandom } from '#core/audio/effects/apply-effect.ts';
import { makeNoise } from '#core/audio/effects/noise.ts';
import { roomResponse } from '#core/audio/effects/reverberation.ts';
import { createRandom } from '#shared/random.ts';
import type { SoundEffect } from '#shared/sound-effects.ts';
import { amplitudeAt, decibels, meanSquare, RATE, sine } from './sounds.ts';

const EFFECTS: SoundEffect[] = [
  { kind: 'noise', colour: 'white', snrDb: 10 },
  { kind: 'noise', colour: 'pink', snrDb: 10 },
  { kind: 'reverberation', rt60Seconds: 0.6 },
  { kind: 'telephone' },
  { kind: 'speed', factor: 0.9 },
  { kind: 'speed', factor: 1.1 },
  { kind: 'gain', gainDb: -20 },
  { kind: 'equaliser', maxDb: 10 },
  { kind: 'recording', number: 1 },
];
const apply = (samples: Float32Array, effect: SoundEffect, rate = RATE) =>
  applyEffect(samples, rate, effect, effectRandom(7, effect, 'clip'));

/** Half a second of silence, a second of tone, half a second of silence. */
function toneBetweenSilence(): Float32Array {
  const samples = new Float32Array(2 * RATE);
  samples.set(sine(440, 1), RATE / 2);
  return samples;
}

describe('every effect', () => {
  test.each(EFFECTS)(
    '$kind: equal seeds give equal bits, and the samples are not changed',
    async (effect) => {
      const samples = toneBetweenSilence();
      const first = await apply(samples, effect);
      expect(samples).toEqual(toneBetweenSilence());
      expect(await apply(samples, effect)).toEqual(first);
      expect(first).not.toEqual(samples);
      expect(first.every(Number.isFinite)).toBe(true);
      const isRandom = ['noise', 'reverberation', 'equaliser', 'recording'].includes(effect.kind);
      const other = await applyEffect(samples, RATE, effect, effectRandom(8, effect, 'clip'));
      if (isRandom) expect(other).not.toEqual(first);
      else expect(other).toEqual(first);
    },
  );

  test.each(EFFECTS)('$kind: empty, one sample, silence, very long', async (effect) => {
    expect(await apply(new Float32Array(0), effect)).toHaveLength(0);
    const one = await apply(Float32Array.of(0.5), effect);
    if (effect.kind === 'recording') expect([1, 2]).toContain(one.length);
    else expect(one.length).toBe(effect.kind === 'speed' && effect.factor < 1 ? 2 : 1);
    expect(one.every(Number.isFinite)).toBe(true);
    const silence = await apply(new Float32Array(1000), effect);
    // A telephone's code for silence is a zero.
    expect(silence.every((value) => value === 0)).toBe(true);
    const long = await apply(sine(440, 100), effect);
    if (effect.kind !== 'recording') {
      const factor = effect.kind === 'speed' ? effect.factor : 1;
      expect(long).toHaveLength(Math.ceil((100 * RATE) / factor));
    }
    expect(long.every(Number.isFinite)).toBe(true);
    expect(meanSquare(long.subarray(-RATE, -RATE / 2))).toBeGreaterThan(1e-4);
  });

  test.each([8000, 24_414, 44_100, 48_000, 96_000])('works at %i Hz', async (rate) => {
    const samples = sine(1000, 0.5, 0.3, rate);
    // The speed of another recording is drawn.
    for (const effect of EFFECTS.filter(({ kind }) => kind !== 'recording')) {
      const found = await apply(samples, effect, rate);
      const hz = effect.kind === 'speed' ? 1000 * effect.factor : 1000;
      const middle = found.subarray(Math.round(0.1 * rate), Math.round(0.4 * rate));
      // The tone is what remains the loudest.
      expect(amplitudeAt(middle, hz, rate)).toBeGreaterThan(10 * amplitudeAt(middle, 2300, rate));
    }
  });
});

describe('noise', () => {
  test.each([
    ['white', 20],
    ['white', 0],
    ['pink', 20],
    ['pink', -5],
  ] as const)('%s noise has the signal-to-noise ratio %i dB', async (colour, snrDb) => {
    // The power of the tone is 1/8 during its second; the silence around it must not count.
    const samples = toneBetweenSilence();
    const noisy = await apply(samples, { kind: 'noise', colour, snrDb });
    const noise = noisy.map((value, i) => value - samples[i]);
    expect(Math.abs(decibels(0.125 / meanSquare(noise)) - snrDb)).toBeLessThan(0.1);
    // The noise is over the whole length.
    expect(Math.abs(decibels(meanSquare(noise.subarray(0, 4000)) / meanSquare(noise)))).toBeLessThan(2);
  });

  test('the level of speech is that of its frames within 30 dB of the loudest', () => {
    expect(decibels(activePower(toneBetweenSilence(), RATE) / 0.125)).toBeCloseTo(0, 3);
    const pauses = sine(440, 1);
    pauses.set(sine(440, 0.5, 0.5 * 10 ** (-40 / 20)), RATE / 2);
    expect(decibels(activePower(pauses, RATE) / 0.125)).toBeCloseTo(0, 3);
    pauses.set(sine(440, 0.5, 0.5 * 10 ** (-20 / 20)), RATE / 2);
    expect(activePower(pauses, RATE) / 0.125).toBeCloseTo(0.505, 3);
    expect(activePower(new Float32Array(0), RATE)).toBe(0);
  });

  test('all levels add the same noise', async () => {
    const samples = sine(440, 0.2);
    const noiseAt = async (snrDb: number) =>
      (await apply(samples, { kind: 'noise', colour: 'white', snrDb })).map((value, i) => value - samples[i]);
    const [loud, quiet] = [await noiseAt(0), await noiseAt(20)];
    for (let i = 0; i < loud.length; i += 100) expect(loud[i]).toBeCloseTo(10 * quiet[i], 4);
  });

  test('white noise has equal power in equal bandwidths, pink noise in equal octaves', () => {
    /** Mean power density around a frequency, from pieces of 4,096 samples. */
    const density = (noise: Float32Array, hz: number): number => {
      let sum = 0;
      for (let from = 0; from + 4096 <= noise.length; from += 4096) {
        sum += amplitudeAt(noise.subarray(from, from + 4096), hz) ** 2;
      }
      return sum;
    };
    const slope = (colour: 'white' | 'pink', low: number, high: number): number => {
      const noise = makeNoise(colour, 2 ** 20, createRandom(3, colour));
      return decibels(density(noise, high) / density(noise, low)) / Math.log2(high / low);
    };
    // A mean of 256 pieces is exact to about 0.3 dB.
    for (const [low, high] of [
      [80, 640],
      [640, 5120],
    ] as const) {
      expect(slope('white', low, high)).toBeCloseTo(0, 0);
      expect(Math.abs(slope('pink', low, high) + 3.01)).toBeLessThan(0.3);
    }
  });
});

describe('reverberation', () => {
  /** RT60 by Schroeder's backward integration (1965): a line through the decay from −5 to −35 dB (ISO 3382: T30). */
  function measuredRt60(response: Float32Array, rate: number): number {
    const remaining = new Float64Array(response.length + 1);
    for (let i = response.length - 1; i >= 0; i--) remaining[i] = remaining[i + 1] + response[i] ** 2;
    const level = (i: number) => decibels(remaining[i] / remaining[0]);
    let [n, sumT, sumL, sumTT, sumTL] = [0, 0, 0, 0, 0];
    for (let i = 0; i < response.length; i++) {
      const db = level(i);
      if (db > -5 || db < -35) continue;
      const t = i / rate;
      n++;
      sumT += t;
      sumL += db;
      sumTT += t * t;
      sumTL += t * db;
    }
    return -60 / ((n * sumTL - sumT * sumL) / (n * sumTT - sumT * sumT));
  }

  test.each([
    [0.3, 16_000],
    [0.6, 16_000],
    [1, 16_000],
    [0.6, 48_000],
    [0.3, 8000],
  ])('a response of RT60 %f s at %i Hz has this RT60, a direct path and the energy 1', (rt60, rate) => {
    for (let seed = 0; seed < 5; seed++) {
      const response = roomResponse(rate, rt60, createRandom(seed));
      expect(Math.abs(measuredRt60(response, rate) / rt60 - 1)).toBeLessThan(0.1);
      expect(response[0] ** 2).toBeCloseTo(0.5, 5);
      expect(response.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
    }
  });

  test('a click is followed by the response, and its time is kept', async () => {
    const click = new Float32Array(RATE);
    click[1000] = 1;
    const effect: SoundEffect = { kind: 'reverberation', rt60Seconds: 0.3 };
    const found = await apply(click, effect);
    expect(found.subarray(0, 1000).every((value) => Math.abs(value) < 1e-6)).toBe(true);
    const response = roomResponse(RATE, 0.3, effectRandom(7, effect, 'clip'));
    for (let i = 0; i < response.length; i++) expect(found[1000 + i]).toBeCloseTo(response[i], 5);
  });
});

describe('telephone', () => {
  test.each([
    [50, -55],
    [100, -55],
    [3650, -55],
    [3900, -55],
    [5000, -55],
  ])('removes %i Hz', async (hz, db) => {
    const found = await apply(sine(hz, 0.5), { kind: 'telephone' });
    expect(20 * Math.log10(amplitudeAt(found.subarray(1600, 6400), hz) / 0.5)).toBeLessThan(db);
  });

  test.each([300, 440, 1000, 2500, 3400])('transmits %i Hz', async (hz) => {
    const found = await apply(sine(hz, 0.5), { kind: 'telephone' });
    expect(Math.abs(20 * Math.log10(amplitudeAt(found.subarray(1600, 6400), hz) / 0.5))).toBeLessThan(0.3);
  });

  test('adds the noise of the code, about 38 dB below a loud tone, and no delay', async () => {
    const tone = sine(1000, 0.5);
    const found = await apply(tone, { kind: 'telephone' });
    const noise = found.map((value, i) => value - tone[i]).subarray(1600, 6400);
    const snr = decibels(0.125 / meanSquare(noise));
    expect(snr).toBeGreaterThan(33);
    expect(snr).toBeLessThan(42);
  });
});

describe('speed', () => {
  test.each([0.8, 0.9, 1, 1.1, 1.25])('%f: length and frequency change by the factor', async (factor) => {
    const found = await apply(sine(1000, 1), { kind: 'speed', factor });
    expect(found).toHaveLength(Math.ceil(RATE / factor));
    const middle = found.subarray(2000, 10_000);
    expect(amplitudeAt(middle, 1000 * factor)).toBeCloseTo(0.5, 3);
    if (factor !== 1) expect(amplitudeAt(middle, 1000)).toBeLessThan(1e-4);
  });

  test('refuses other factors', async () => {
    for (const factor of [0.79, 1.26, Number.NaN]) {
      await expect(apply(sine(1000, 0.1), { kind: 'speed', factor })).rejects.toThrow(RangeError);
    }
  });
});

test('gain changes the level by its decibels', async () => {
  const tone = sine(440, 0.1);
  const found = await apply(tone, { kind: 'gain', gainDb: -20 });
  expect(decibels(meanSquare(found) / meanSquare(tone))).toBeCloseTo(-20, 4);
});

describe('equaliser', () => {
  test('stays within its decibels and is smooth', async () => {
    const click = new Float32Array(8192);
    click[4096] = 1;
    for (let seed = 0; seed < 5; seed++) {
      const effect: SoundEffect = { kind: 'equaliser', maxDb: 10 };
      const found = await applyEffect(click, RATE, effect, effectRandom(seed, effect, 'clip'));
      // The same symmetric response on both sides of the click.
      for (let i = 1; i < 400; i++) expect(found[4096 + i]).toBeCloseTo(found[4096 - i], 5);
      const levels = Array.from({ length: 64 }, (_, i) => {
        const hz = 62.5 * 2 ** (i / 9.2);
        let [re, im] = [0, 0];
        found.forEach((value, n) => {
          re += value * Math.cos((2 * Math.PI * hz * n) / RATE);
          im += value * Math.sin((2 * Math.PI * hz * n) / RATE);
        });
        return 20 * Math.log10(Math.hypot(re, im));
      });
      expect(Math.max(...levels)).toBeLessThan(10.5);
      expect(Math.min(...levels)).toBeGreaterThan(-10.5);
      expect(Math.max(...levels) - Math.min(...levels)).toBeGreaterThan(4);
      // Points are an octave apart: at most 20 dB in nine steps, and half a cosine is steeper by π/2.
      levels.slice(1).forEach((level, i) => {
        expect(Math.abs(level - levels[i])).toBeLessThan(4.5);
      });
    }
  });
});

describe('another recording', () => {
  const recorded = (number: number, fingerprint: string, samples = toneBetweenSilence()) => {
    const effect: SoundEffect = { kind: 'recording', number };
    return applyEffect(samples, RATE, effect, effectRandom(0, effect, fingerprint));
  };

  test('differs for each number and each clip', async () => {
    const made = [await recorded(1, 'a'), await recorded(2, 'a'), await recorded(1, 'b')];
    expect(made[0]).not.toEqual(made[1]);
    expect(made[0]).not.toEqual(made[2]);
    expect(await recorded(1, 'a')).toEqual(made[0]);
  });

  test('changes length, level and background as often as it says', async () => {
    const samples = toneBetweenSilence();
    const made = await Promise.all(Array.from({ length: 120 }, (_, i) => recorded(3, `clip ${i}`, samples)));
    const shareOf = (holds: (sound: Float32Array) => boolean) => made.filter(holds).length / made.length;
    // Voice: 90 %, at most 25 %.
    expect(shareOf(({ length }) => length !== samples.length)).toBeGreaterThan(0.78);
    expect(shareOf(({ length }) => length !== samples.length)).toBeLessThan(0.98);
    for (const { length } of made) expect(Math.abs(Math.log(length / samples.length))).toBeLessThan(0.225);
    // Noise begins at once; nothing else does before the tone.
    const begins = (sound: Float32Array) => meanSquare(sound.subarray(0, RATE / 8)) > 1e-7;
    expect(shareOf(begins)).toBeGreaterThan(0.35);
    expect(shareOf(begins)).toBeLessThan(0.65);
  });

  test('of silence is silence', async () => {
    for (let number = 1; number <= 8; number++) {
      const made = await recorded(number, 'silent', new Float32Array(RATE));
      expect(made.every((value) => value === 0)).toBe(true);
    }
  });
});

describe('a room', () => {
  test.each([-3, 0, 9])('has the direct path %i dB above its reverberation', (directDb) => {
    const response = roomResponse(RATE, 0.4, createRandom('room'), directDb);
    const energy = response.reduce((sum, value) => sum + value * value, 0);
    const direct = response[0] ** 2;
    expect(energy).toBeCloseTo(1, 4);
    expect(decibels(direct / (energy - direct))).toBeCloseTo(directDb, 2);
  });
});
