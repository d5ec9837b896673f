import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../../src/shared/random.ts';

/** Something that sounds, as a function of time, so that it can be sampled at any rate without resampling. */
export type Voice = (seconds: number) => number;

/** A made-up voice: harmonics up to 3.4 kHz of a gliding pitch, their levels changing every 120 ms or so. */
export function voice(seed: number, durationSeconds: number): Voice {
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
      sum += (level / (h + 1)) * Math.sin(2 * Math.PI * (h + 1) * turns + phases[h]);
    }
    return 0.2 * sum;
  };
}

/** `source` between two times, at a sample rate. */
export function sampled(source: Voice, sampleRateHz: number, from: number, to: number): Float32Array {
  return Float32Array.from({ length: Math.round((to - from) * sampleRateHz) }, (_, i) =>
    source(from + i / sampleRateHz),
  );
}

/** As 16-bit PCM holds it. */
export function requantised(samples: Float32Array): Float32Array {
  return samples.map((value) => Math.round(value * 32768) / 32768);
}

export interface Recording {
  /** `Actor_05`, the folder it lies in. */
  folder: string;
  file: string;
  sampleRateHz: number;
  samples: Float32Array;
}

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** Whether the real clips lie beside the checkout; their licence keeps them out of it. */
export const HAVE_REAL_CLIPS = ['ravdess-16k', 'originals/ravdess', 'originals/tess'].every((folder) =>
  existsSync(DATA + folder),
);
if (!HAVE_REAL_CLIPS) process.stderr.write('No ../shared/data: the tests on real speech are skipped.\n');

/** All clips of a folder of the real ones, mixed down; they are 16-bit PCM, so this reads no more than that. */
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
