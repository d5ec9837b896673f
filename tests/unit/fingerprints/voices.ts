import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, type Random } from '#shared/random.ts';
import { SHARED } from '../../shared-folder.ts';

/** A sound as a function of time, so that it can be sampled at any rate without resampling. */
export type Voice = (seconds: number) => number;

/**
 * A synthetic voice: harmonics up to 3.4 kHz of a gliding pitch, with levels that change about every 120 ms. `pitch`
 * multiplies all its frequencies.
 */
export function voice(seed: number, durationSeconds: number, pitch = 1): Voice {
  const random = createRandom(seed, 'voice');
  const base = random.between(90, 240);
  const depth = random.between(0.02, 0.1);
  const speed = random.between(0.5, 2);
  const harmonics = Math.floor(3400 / (base * (1 + depth)));
  const steps = Math.ceil(durationSeconds / 0.12) + 2;
  const levels = Array.from({ length: harmonics }, () =>
    Array.from({ length: steps }, () => random.next() ** 3),
  );
  const phases = levels.map(() => random.between(0, 2 * Math.PI));
  return (seconds) => {
    const at = Math.min(steps - 2, Math.max(0, seconds / 0.12));
    const step = Math.floor(at);
    const blend = 0.5 - 0.5 * Math.cos(Math.PI * (at - step));
    const turns =
      base * (seconds - (depth / (2 * Math.PI * speed)) * Math.cos(2 * Math.PI * speed * seconds));
    let sum = 0;
    for (let h = 0; h < harmonics; h++) {
      const level = levels[h][step] * (1 - blend) + levels[h][step + 1] * blend;
      sum += (level / (h + 1)) * Math.sin(2 * Math.PI * (h + 1) * pitch * turns + phases[h]);
    }
    return 0.2 * sum;
  };
}

/** Samples of `source` between two times. */
export function sampled(source: Voice, sampleRateHz: number, from: number, to: number): Float32Array {
  return Float32Array.from({ length: Math.round((to - from) * sampleRateHz) }, (_, i) =>
    source(from + i / sampleRateHz),
  );
}

/** Adds white noise whose level is `db` decibels below that of the samples. */
export function withNoise(samples: Float32Array, db: number, random: Random): Float32Array {
  const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
  const level = Math.sqrt(power) * 10 ** (-db / 20);
  return samples.map((value) => value + level * random.normal());
}

const SEGMENT_SECONDS = 0.03;
const SEARCH_SECONDS = 0.008;

/**
 * Longer by `factor` at the same pitch: overlapping segments, each taken where it continues the last one best (Verhelst,
 * Roelands 1993, WSOLA).
 */
export function stretched(samples: Float32Array, sampleRateHz: number, factor: number): Float32Array {
  const hop = Math.round((SEGMENT_SECONDS / 2) * sampleRateHz);
  const search = Math.round(SEARCH_SECONDS * sampleRateHz);
  const result = new Float32Array(Math.floor(samples.length * factor));
  let expected = 0;
  for (let start = 0; start + 2 * hop <= result.length; start += hop) {
    const wanted = Math.round(start / factor);
    let from = wanted;
    let best = -Infinity;
    for (let at = Math.max(0, wanted - search); at <= wanted + search; at++) {
      let likeness = 0;
      for (let i = 0; i < hop; i += 2) likeness += (samples[at + i] ?? 0) * (samples[expected + i] ?? 0);
      if (likeness > best) [best, from] = [likeness, at];
    }
    for (let i = 0; i < 2 * hop; i++)
      result[start + i] += (samples[from + i] ?? 0) * (0.5 - 0.5 * Math.cos((Math.PI * (i + 0.5)) / hop));
    expected = from + hop;
  }
  return result;
}

/** Rounds to 16-bit PCM. */
export function requantised(samples: Float32Array): Float32Array {
  return samples.map((value) => Math.round(value * 32768) / 32768);
}

export interface Recording {
  /** The name of its folder, such as `Actor_05`. */
  folder: string;
  file: string;
  sampleRateHz: number;
  samples: Float32Array;
}

const DATA = join(SHARED, 'data/');

/** Whether the real clips are beside the checkout. Their licence does not allow them in the repository. */
export const HAVE_REAL_CLIPS = ['ravdess-16k', 'originals/ravdess', 'originals/tess'].every((folder) =>
  existsSync(DATA + folder),
);
if (!HAVE_REAL_CLIPS) process.stderr.write('No ../shared/data: the tests on real speech are skipped.\n');

/** All clips of a folder of real clips, mixed down. Reads only 16-bit PCM, which is their format. */
export function realClips(folder: 'ravdess-16k' | 'originals/ravdess' | 'originals/tess'): Recording[] {
  return readdirSync(DATA + folder)
    .sort()
    .flatMap((inner) =>
      readdirSync(`${DATA}${folder}/${inner}`)
        .filter((file) => file.endsWith('.wav'))
        .sort()
        .map((file) => ({ folder: inner, file, ...readPcm16(`${DATA}${folder}/${inner}/${file}`) })),
    );
}

function readPcm16(path: string): { sampleRateHz: number; samples: Float32Array } {
  const bytes = readFileSync(path);
  let channels = 1;
  let sampleRateHz = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (id === 'fmt ') {
      channels = bytes.readUInt16LE(at + 10);
      sampleRateHz = bytes.readUInt32LE(at + 12);
    }
    if (id === 'data') {
      const samples = new Float32Array(Math.floor(Math.min(size, bytes.length - at - 8) / 2 / channels));
      for (let i = 0; i < samples.length; i++) {
        for (let c = 0; c < channels; c++) {
          samples[i] += bytes.readInt16LE(at + 8 + 2 * (i * channels + c)) / 32768 / channels;
        }
      }
      return { sampleRateHz, samples };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error(`${path} holds no sound.`);
}
