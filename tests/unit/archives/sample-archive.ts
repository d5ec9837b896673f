import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { FORMAT, FORMAT_VERSION } from '#core/archives/archive-files.ts';
import type { ArchivedRun } from '#core/archives/archived-run.ts';
import { corpusFingerprint } from '#core/fingerprints/corpus-fingerprint.ts';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { initialWeights } from '#core/models/layers/initializers.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { networkNamed } from '#core/models/registry.ts';
import { writeSafetensors } from '#core/models/weight-files/safetensors.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Metrics } from '#shared/metrics.ts';
import { featureShape } from '#shared/settings/features.ts';
import { PLAIN_SETTINGS } from '../../plain-settings.ts';
import { writeZip } from '../../zip-files.ts';
import {
  ENVIRONMENT,
  NO_LEAKAGE,
  sampleClip,
  sampleEpoch,
  samplePredictions,
} from '../database/sample-run.ts';

export const RUN = '20261128-1530-k3f9';

/** A finished run of 21 clips in one fold with 7 test clips. */
export function archivedRun(): ArchivedRun {
  const clips = Array.from({ length: 21 }, (_, index) => sampleClip(index));
  const test = [0, 9, 11, 13, 15, 17, 19];
  const predictions = samplePredictions(test);
  return {
    head: {
      id: RUN,
      name: 'first try',
      grid: 'seeds',
      status: 'finished',
      failure: null,
      createdAt: '2026-11-28T15:30:00.000Z',
      finishedAt: '2026-11-28T15:40:00.000Z',
      labels: [...EMOTIONS],
      settings: PLAIN_SETTINGS,
      environment: ENVIRONMENT,
      parameters: 123_456,
      corpora: [{ name: 'TESS', folder: '/corpora/tess', clips: 21 }],
      corpusFingerprint: corpusFingerprint(clips),
      leakage: NO_LEAKAGE,
      tags: ['pilot', 'two'],
      notes: 'The first one.\nWorks.',
    },
    split: {
      clips,
      folds: [
        {
          name: 'speaker-independent',
          leakage: NO_LEAKAGE,
          train: [20, 18, 16, 14, 12, 10, 8, 6, 4, 2],
          validation: [1, 3, 5, 7],
          test,
          bestEpoch: 2,
          temperature: 1.25,
          testedAt: '2026-11-28T15:40:00.000Z',
        },
      ],
    },
    epochs: [sampleEpoch(1), sampleEpoch(2)],
    predictions: [
      {
        fold: 0,
        clips: [...test],
        probabilities: predictions.map(({ probabilities }) => Array.from(probabilities)),
      },
    ],
  };
}

export function metricsOf({ split, predictions }: ArchivedRun): Metrics {
  return computeMetrics(
    predictions.flatMap((fold) =>
      fold.clips.map((clip, index) => ({
        actual: EMOTIONS.indexOf(split.clips[clip].emotion),
        probabilities: fold.probabilities[index],
        speaker: split.clips[clip].speaker,
      })),
    ),
    { seed: 7, labels: EMOTIONS },
  );
}

/** Weights that fit the run's network. Returns the path. */
export async function sampleWeights(
  folder: string,
  metadata: Record<string, string> = { run: RUN },
  change: (weights: NamedTensor[]) => void = () => undefined,
): Promise<string> {
  const path = join(folder, 'weights.safetensors');
  const { network, features } = PLAIN_SETTINGS;
  const weights = initialWeights(networkNamed(network, featureShape(features)), 5);
  change(weights);
  await writeSafetensors(path, weights, metadata);
  return path;
}

/** Writes an archive by hand: files by name, with a manifest that fits them and that `change` may spoil. */
export function writeByHand(
  path: string,
  files: Record<string, Buffer | string>,
  change: (manifest: Record<string, unknown>) => void = () => undefined,
): string {
  const manifest: Record<string, unknown> = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    program: '0.1.0',
    exportedAt: '2026-11-28T16:00:00.000Z',
    run: RUN,
    files: Object.fromEntries(
      Object.entries(files).map(([name, given]) => {
        const content = Buffer.from(given);
        return [name, { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }];
      }),
    ),
  };
  change(manifest);
  writeZip(path, { 'manifest.json': JSON.stringify(manifest), ...files });
  return path;
}

/** The records of a run as files of an archive. */
export function recordFiles(
  run: ArchivedRun,
  metrics: Metrics | null = metricsOf(run),
): Record<string, string> {
  return {
    'run.json': JSON.stringify(run.head),
    'split.json': JSON.stringify(run.split),
    'epochs.json': JSON.stringify(run.epochs),
    'predictions.json': JSON.stringify(run.predictions),
    'metrics.json': JSON.stringify(metrics),
  };
}
