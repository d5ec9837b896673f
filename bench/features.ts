/**
 * Compares the laboratory's features with librosa's on the real clips of ../shared/data/originals in one run: ratios of
 * clips per second, and the difference of the complete matrices.
 *
 *     NEURAL_SER_PYTHON=venv/bin/python node bench/features.ts [rounds]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFeatureCache } from '#core/features/cache/feature-cache.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { extractFeatures } from '#core/features/pool/feature-pool.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import { LOG_MEL, THESIS_MFCC } from '#shared/settings/mel-features.ts';
import { decodeWav } from '../tests/decode-wav.ts';

const PYTHON = process.env.NEURAL_SER_PYTHON ?? 'python3';
const ROUNDS = Number(process.argv[2] ?? 3);
/** Repetitions of each clip in a round. With 60, the start of the workers takes a small share, as with a real corpus. */
const REPEATS = { librosa: 2, one: 10, two: 60 };

const clipsFolder = fileURLToPath(new URL('../../shared/data/originals/', import.meta.url));
const entry = new URL('../src/workers/feature-process.ts', import.meta.url);

if (!existsSync(clipsFolder)) {
  console.log(`Skipped: no clips in ${clipsFolder}.`);
  process.exit();
}
const paths = globSync('**/*.wav', { cwd: clipsFolder })
  .sort()
  .map((path) => join(clipsFolder, path));
const folder = mkdtempSync(join(tmpdir(), 'bench-features-'));
try {
  const version = spawnSync(PYTHON, ['-c', 'import librosa; print(librosa.__version__)'], {
    encoding: 'utf8',
  });
  const hasLibrosa = version.status === 0;
  console.log(`${paths.length} clips, ${ROUNDS} rounds, ${availableParallelism()} processors`);
  if (hasLibrosa) console.log(`librosa ${version.stdout.trim()}, one thread`);
  else console.log(`Skipped: comparison with librosa (${PYTHON} has none; set NEURAL_SER_PYTHON).`);
  await compareSpeed(hasLibrosa);
  if (hasLibrosa) await compareMatrices();
} finally {
  rmSync(folder, { recursive: true });
}

async function compareSpeed(hasLibrosa: boolean): Promise<void> {
  await oneThread(1);
  const rates = { librosa: [] as number[], one: [] as number[], two: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    if (hasLibrosa) {
      const { clips, seconds } = python<{ clips: number; seconds: number }>({
        task: 'speed',
        paths,
        repeats: REPEATS.librosa,
      });
      rates.librosa.push(clips / seconds);
    }
    rates.one.push(await oneThread(REPEATS.one));
    rates.two.push(await twoThreads(`round-${round}`));
  }
  console.log('\nthesis features, clips per second (median), from file to matrix');
  const librosa = hasLibrosa ? median(rates.librosa) : null;
  if (librosa) console.log(`  librosa                        ${librosa.toFixed(1).padStart(7)}`);
  for (const [name, values] of [
    ['one thread                   ', rates.one],
    ['two workers, start and cache ', rates.two],
  ] as const) {
    const ratio = librosa ? `   ${(median(values) / librosa).toFixed(2)} × librosa` : '';
    console.log(`  ${name}  ${median(values).toFixed(1).padStart(7)}${ratio}`);
  }
}

async function oneThread(repeats: number): Promise<number> {
  using extractor = await createExtractor(THESIS_MFCC);
  const start = performance.now();
  for (let i = 0; i < repeats; i++) {
    for (const path of paths) {
      const sound = decodeWav(readFileSync(path));
      await extractor.extract(sound.samples, sound.sampleRateHz, `${path} ${i}`);
    }
  }
  return (1000 * repeats * paths.length) / (performance.now() - start);
}

async function twoThreads(name: string): Promise<number> {
  const clips = Array.from({ length: REPEATS.two }, (_, i) =>
    paths.map((path) => ({ path, fingerprint: `${path} ${i}` })),
  ).flat();
  using cache = openFeatureCache(join(folder, name), THESIS_MFCC);
  const start = performance.now();
  const problems = await extractFeatures({
    clips,
    features: THESIS_MFCC,
    cache,
    entry,
    processes: 2,
    // Each repetition has another name, otherwise it would be computed once.
    checkFingerprints: false,
  });
  if (problems.length > 0) throw new Error(problems[0].reason);
  return (1000 * clips.length) / (performance.now() - start);
}

async function compareMatrices(): Promise<void> {
  console.log('\nRMS difference from librosa, complete matrices: median and maximum over the clips');
  const logMel: FeatureSettings = { ...LOG_MEL, normalise: 'none' };
  const longLogMel = { ...logMel, fftSamples: 2048, windowSamples: 2048, hopSamples: 512 };
  await compare('thesis-mfcc, resampled      ', THESIS_MFCC, false);
  await compare('thesis-mfcc, own rate       ', THESIS_MFCC, true);
  await compare('log-mel (dB), resampled     ', logMel, false);
  await compare('log-mel (dB), own rate      ', longLogMel, true);
}

async function compare(title: string, features: FeatureSettings, ownRate: boolean): Promise<void> {
  const output = join(folder, 'matrices.f32');
  const { rates, offsets } = python<{ rates: number[]; offsets: number[] }>({
    task: 'matrices',
    paths,
    features,
    ownRate,
    output,
  });
  const bytes = readFileSync(output);
  let position = 0;
  const differences: number[] = [];
  for (const [i, path] of paths.entries()) {
    using extractor = await createExtractor({ ...features, sampleRateHz: rates[i] } as FeatureSettings);
    const sound = decodeWav(readFileSync(path));
    const matrix = await extractor.extract(sound.samples, sound.sampleRateHz, path, {
      offsetSamples: offsets[i],
    });
    let squares = 0;
    for (const value of matrix) {
      squares += (value - bytes.readFloatLE(position)) ** 2;
      position += 4;
    }
    differences.push(Math.sqrt(squares / matrix.length));
  }
  if (position !== bytes.length) throw new Error('The matrices of librosa have a different size.');
  const sorted = differences.toSorted((a, b) => a - b);
  console.log(`  ${title} ${median(sorted).toExponential(2)}   ${sorted.at(-1)!.toExponential(2)}`);
}

function python<T>(job: object): T {
  const script = fileURLToPath(new URL('features.py', import.meta.url));
  const { status, stdout, stderr } = spawnSync(PYTHON, [script], {
    input: JSON.stringify(job),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`features.py failed: ${stderr}`);
  return JSON.parse(stdout) as T;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
