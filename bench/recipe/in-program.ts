/**
 * Compares changes of the preset `accurate` with the preset itself, by paired seeds: UAR of RAVDESS in four folds of unseen speakers, and
 * of EMO-DB among the six emotions that both have, by the mean probabilities of the networks of these folds. Prints each seed, and the
 * mean difference with its 95 % interval (Student's t of the differences). Results are kept in OUT and not computed again.
 *
 *     node bench/recipe/in-program.ts OUT RAVDESS EMODB [CANDIDATE …] [--seeds 7,1,2,3,4] [--data LABORATORY] [--engine tensorflow]
 *
 * Without candidates, all of them are compared. Nothing else should run on the computer; a training takes three minutes on two cores.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { LOG_MEL, LOG_MEL_2S } from '#shared/settings/mel-features.ts';

const CROP = { seconds: 2, tested: 3 };
const CANDIDATES: Record<string, RunSettingsInput> = {
  accurate: {},
  'noise-not-trimmed': { features: { ...LOG_MEL_2S, trim: LOG_MEL.trim } },
  'parts-from-anywhere': { features: { ...LOG_MEL_2S, crop: CROP } },
  'normalised-as-a-whole': { features: { ...LOG_MEL_2S, normalise: 'clip' } },
  'no-other-recordings': { augmentation: { recordings: 0, testedRecordings: 0 } },
  'clips-tested-alone': { augmentation: { testedRecordings: 0 } },
  /** As it was before parts of the sound and trimmed noise. */
  before: { features: { ...LOG_MEL_2S, trim: LOG_MEL.trim, crop: CROP } },
  'before-as-a-whole': { features: { ...LOG_MEL_2S, trim: LOG_MEL.trim, crop: CROP, normalise: 'clip' } },
};
/** The 97.5 % quantiles of Student's t by degrees of freedom, from 1. */
const T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

const { values: given, positionals } = parseArgs({
  options: {
    seeds: { type: 'string', default: '7,1,2,3,4' },
    data: { type: 'string' },
    engine: { type: 'string', default: 'tensorflow' },
  },
  allowPositionals: true,
});
const [out, ravdess, emodb, ...wanted] = positionals;
if (emodb === undefined) throw new Error('Name a folder for results, that of RAVDESS and that of EMO-DB.');
const seeds = given.seeds.split(',').map(Number);
const data = given.data === undefined ? [] : ['--data', given.data];
mkdirSync(out, { recursive: true });

interface Result {
  folds: number;
  other: number;
}

const results = (name: string): Result[] => seeds.map((seed) => resultOf(name, seed));
const base = results('accurate');
for (const name of wanted.length > 0 ? wanted : Object.keys(CANDIDATES)) {
  if (name === 'accurate') continue;
  const candidate = results(name);
  console.log(`\n${name}, seeds ${seeds.join(', ')}`);
  for (const key of ['folds', 'other'] as const) {
    const [own, other] = [candidate, base].map((all) => all.map((one) => 100 * one[key]));
    const title = key === 'folds' ? 'RAVDESS, folds ' : 'EMO-DB, six    ';
    console.log(`${title} ${fixed(own)}; accurate ${fixed(other)}; ${difference(own, other)}`);
  }
}

function resultOf(name: string, seed: number): Result {
  const settings = CANDIDATES[name];
  if (settings === undefined) throw new Error(`There is no candidate “${name}”.`);
  const config = join(out, `${name}.json`);
  writeFileSync(config, JSON.stringify({ preset: 'accurate', ...settings }));
  const protocol = ['--protocol', 'k-fold-speakers', '--folds', '4', '--seed', String(seed), '--no-refit'];
  const options = ['--config', config, '--engine', given.engine, ...protocol];
  const train = kept(`${name}-${seed}-train.json`, ['train', ravdess, ...options]) as {
    id: string;
    test: { uar: number };
  };
  const evaluate = ['evaluate', train.id, emodb, '--model', 'folds'];
  const tested = kept(`${name}-${seed}-evaluate.json`, evaluate) as { restricted: { uar: number } };
  return { folds: train.test.uar, other: tested.restricted.uar };
}

/** The JSON that a command prints, from the file if it is there. */
function kept(file: string, command: readonly string[]): unknown {
  const path = join(out, file);
  if (!existsSync(path)) {
    const cli = new URL('../../src/cli/main.ts', import.meta.url).pathname;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [cli, ...command, ...data, '--json', '--quiet'],
      { encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    if (status !== 0) throw new Error(stderr);
    writeFileSync(path, stdout);
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

function difference(own: readonly number[], other: readonly number[]): string {
  const differences = own.map((value, i) => value - other[i]);
  const n = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2 || n - 2 >= T.length) return `mean difference ${mean.toFixed(1)}`;
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = T[n - 2] * Math.sqrt(variance / n);
  return `mean difference ${mean.toFixed(1)} [${(mean - half).toFixed(1)}, ${(mean + half).toFixed(1)}]`;
}

function fixed(values: readonly number[]): string {
  return values.map((value) => value.toFixed(1)).join(', ');
}
