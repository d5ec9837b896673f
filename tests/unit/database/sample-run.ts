import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type ExperimentLog,
  type ExperimentLogOptions,
  openExperimentLog,
} from '#core/database/experiment-log.ts';
import type { ClipPrediction } from '#core/database/tables/predictions-table.ts';
import type { NewRun } from '#core/database/tables/runs-table.ts';
import type { Clip } from '#shared/corpora.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';
import type { Environment, Epoch } from '#shared/runs.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { PLAIN_SETTINGS } from '../../plain-settings.ts';

/** A folder that is deleted when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-runs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A log that is closed when the test ends. */
export function openLog(folder = temporaryFolder(), options: ExperimentLogOptions = {}): ExperimentLog {
  const log = openExperimentLog(folder, options);
  onTestFinished(() => log.close());
  return log;
}

export function sampleClip(index: number, changes: Partial<Clip> = {}): Clip {
  const emotion = EMOTIONS[index % EMOTIONS.length];
  return {
    path: `/corpora/tess/${index}.wav`,
    corpus: 'TESS',
    layout: 'tess',
    speaker: `TESS/${index % 3}`,
    sex: 'female',
    sentence: `TESS/word${index}`,
    intensity: null,
    group: null,
    code: emotion,
    emotion,
    sampleRateHz: 24_414,
    channels: 1,
    durationSeconds: 2 + index / 1000,
    levelDbfs: -20.5,
    fingerprint: index.toString(16).padStart(64, '0'),
    signature: 'c2lnbmF0dXJl',
    namedSplit: null,
    synthetic: false,
    warning: null,
    ...changes,
  };
}

export const ENVIRONMENT: Environment = {
  version: '0.1.0',
  engine: 'wasm',
  device: 'cpu',
  platform: 'linux x64',
  node: '24.0.0',
  packages: { '@tensorflow/tfjs-core': '4.22.0' },
};

export const NO_LEAKAGE = { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 };

/** A run of 21 clips in one fold: 7 to test, 4 to validate, 10 to train. */
export function sampleRun(changes: Partial<NewRun> = {}): NewRun {
  const clips = changes.clips ?? Array.from({ length: 21 }, (_, index) => sampleClip(index));
  return {
    name: 'first try',
    settings: { ...PLAIN_SETTINGS, optimizer: OPTIMIZER_DEFAULTS.adam },
    environment: ENVIRONMENT,
    parameters: 123_456,
    corpora: [{ name: 'TESS', folder: '/corpora/tess', clips: clips.length }],
    corpusFingerprint: 'f'.repeat(64),
    clips,
    folds: [
      {
        name: 'speaker-independent',
        train: [20, 18, 16, 14, 12, 10, 8, 6, 4, 2],
        validation: [1, 3, 5, 7],
        test: [0, 9, 11, 13, 15, 17, 19],
        leakage: NO_LEAKAGE,
      },
    ],
    leakage: NO_LEAKAGE,
    ...changes,
  };
}

export function sampleEpoch(epoch: number, changes: Partial<Epoch> = {}): Epoch {
  return {
    epoch,
    fold: 0,
    loss: 2 / epoch,
    accuracy: 0.5,
    validationLoss: 2.5 / epoch,
    validationAccuracy: 0.4,
    validationUar: 0.38,
    learningRate: 1e-3,
    seconds: 1.5,
    ...changes,
  };
}

/** Seeded predictions of the given clips, as float32 like those of a network. */
export function samplePredictions(clips: readonly number[], seed = 1): ClipPrediction[] {
  const random = createRandom(seed);
  return clips.map((clip) => {
    const raw = EMOTIONS.map(() => random.next() ** 3);
    const sum = raw.reduce((total, value) => total + value, 0);
    return { clip, probabilities: Float32Array.from(raw, (value) => value / sum) };
  });
}
