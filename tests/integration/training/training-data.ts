/** Generated clips with a pattern for each emotion, under noise. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRowsHeader } from '#core/features/cache/feature-rows.ts';
import { type TrainJob, trainJobSchema } from '#core/jobs/kinds/train-job.ts';
import type { TrainingClip } from '#core/training/batches.ts';
import type { Fold } from '#shared/protocols.ts';
import { createRandom } from '#shared/random.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { PLAIN_SETTINGS } from '../../plain-settings.ts';

export interface TestData {
  clips: TrainingClip[];
  values: Float32Array[];
  split: Fold;
}

/** `count` clips of `[bands, frames]`, split 3 : 1 : 1. */
export function makeData(count: number, bands: number, frames: number): TestData {
  const random = createRandom('training data', count);
  const clips = Array.from({ length: count }, (_, row) => ({ row, emotion: row % 7 }));
  const values = clips.map(({ emotion }) =>
    Float32Array.from({ length: bands * frames }, (_, i) => {
      const band = Math.floor(i / frames);
      return Math.sin(band * (emotion + 1)) + random.normal();
    }),
  );
  const all = random.shuffle(clips.map((_, index) => index));
  const [a, b] = [Math.floor(count * 0.6), Math.floor(count * 0.8)];
  const split = { name: 'random', train: all.slice(0, a), validation: all.slice(a, b), test: all.slice(b) };
  return { clips, values, split };
}

export type SettingsChange = Partial<RunSettings> & { learningRate?: number };

export function testSettings({ learningRate = 0.05, ...change }: SettingsChange = {}): RunSettings {
  return {
    ...PLAIN_SETTINGS,
    protocol: { ...PLAIN_SETTINGS.protocol, name: 'random' },
    epochs: 4,
    batchSize: 8,
    optimizer: { ...OPTIMIZER_DEFAULTS.sgd, learningRate, momentum: 0.9 },
    schedule: { kind: 'cosine', warmupShare: 0.1 },
    classWeights: 'balanced',
    labelSmoothing: 0.1,
    augmentation: {
      ...AUGMENTATIONS.none,
      frequencyMasks: 1,
      frequencyMaskBands: 2,
      noise: 0.1,
      shiftFrames: 1,
    },
    ...change,
  };
}

/** A training job with generated clips, whose rows are in `folder`. */
export function makeJob(
  folder: string,
  options: { count: number; bands: number; frames: number; settings?: SettingsChange; folds?: number },
): TrainJob {
  const { count, bands, frames, settings, folds = 1 } = options;
  const { clips, values, split } = makeData(count, bands, frames);
  const rowsPath = join(folder, 'features.rows');
  const header = encodeRowsHeader(bands * frames, '0'.repeat(64));
  writeFileSync(rowsPath, Buffer.concat([header, ...values.map((row) => new Uint8Array(row.buffer))]));
  return trainJobSchema.parse({
    kind: 'train',
    runId: 'run-1',
    settings: testSettings(settings),
    inputShape: [bands, frames],
    rowsPath,
    rowFloats: bands * frames,
    clips,
    folds: Array.from({ length: folds }, (_, fold) => ({ ...split, name: `fold ${fold + 1}` })),
    checkpointFolder: join(folder, 'checkpoints'),
    resume: false,
  });
}
