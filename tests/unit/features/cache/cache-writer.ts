import { existsSync } from 'node:fs';
import { openFeatureCache } from '#core/features/cache/feature-cache.ts';
import type { FeaturePart } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';

/** Rows of 1.2 MB, so that a kill often hits the write of one. */
export const LARGE: FeaturePart = { ...LOG_MEL, durationSeconds: 30, hopSamples: 100 };

/** The row of clip `number`; every value identifies the clip. */
export function fillRow(number: number, matrix: Float32Array): Float32Array {
  for (let i = 0; i < matrix.length; i++) matrix[i] = number + (i % 97) / 128;
  return matrix;
}

/**
 * Run as a program: `cache-writer.ts folder first count gate`. Waits for the file `gate`, then appends `count` clips
 * from `first` and prints the number and row of each after it is written. On a failure prints its code and ends.
 */
function main([folder, first, count, gate]: string[]): void {
  using cache = openFeatureCache(folder, LARGE);
  const matrix = new Float32Array(cache.rowFloats);
  process.stdout.write('ready\n');
  while (!existsSync(gate)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  for (let number = Number(first); number < Number(first) + Number(count); number++) {
    try {
      const row = cache.append(`clip ${number}`, fillRow(number, matrix));
      process.stdout.write(`${number} ${row}\n`);
    } catch (error) {
      process.stdout.write(`failed ${(error as { code?: string }).code}\n`);
      return;
    }
  }
}

if (import.meta.main) main(process.argv.slice(2));
