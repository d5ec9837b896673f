import { computeMetrics } from '#core/metrics/metrics.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Metrics } from '#shared/metrics.ts';
import type { ShownRun } from '#shared/runs.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';

/** The metrics of predictions: each has the actual emotion, the predicted emotion and the speaker. */
export function metricsOf(
  predictions: readonly [actual: number, predicted: number, speaker: string | null][],
): Metrics {
  return computeMetrics(
    predictions.map(([actual, predicted, speaker]) => ({
      actual,
      probabilities: EMOTIONS.map((_, emotion) => (emotion === predicted ? 0.7 : 0.05)),
      speaker,
    })),
    { seed: 1, draws: 50, labels: EMOTIONS },
  );
}

/** Two clips of each emotion but fear. Half of the angry clips are predicted as happy. */
export const SOME_METRICS = metricsOf(
  [0, 1, 3, 4, 5, 6].flatMap((emotion): [number, number, string][] => [
    [emotion, emotion, 'a'],
    [emotion, emotion === 0 ? 3 : emotion, 'b'],
  ]),
);

export function runOf(changes: Partial<ShownRun> = {}): ShownRun {
  return {
    model: 'folds',
    id: '20261122-1530-k3f9',
    name: 'first try',
    grid: null,
    status: 'finished',
    failure: null,
    createdAt: '2026-11-22T15:30:00.000Z',
    finishedAt: '2026-11-22T15:40:00.000Z',
    synthetic: false,
    corpora: [{ name: 'TESS', folder: '/corpora/tess', clips: 2800 }],
    corpusFingerprint: 'f'.repeat(64),
    settings: DEFAULT_SETTINGS,
    corrections: { relabelled: 0, excluded: 0 },
    environment: { version: '1', engine: 'wasm', device: 'cpu', platform: 'linux', node: '24', packages: {} },
    parameters: 311_127,
    split: { train: 20, validation: 10, test: 12 },
    leakage: { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 2 },
    folds: [
      {
        fold: 0,
        name: 'speaker-independent',
        train: 20,
        validation: 10,
        test: 12,
        leakage: { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 2 },
        bestEpoch: 2,
        accuracy: 0.9,
        uar: 0.9,
        temperature: null,
      },
    ],
    epochs: [1, 2].map((epoch) => ({
      epoch,
      fold: 0,
      loss: 2 / epoch,
      accuracy: 0.4 * epoch,
      validationLoss: 2.5 / epoch,
      validationAccuracy: 0.3 * epoch,
      validationUar: 0.3 * epoch,
      learningRate: 1e-3,
      seconds: 1,
    })),
    test: SOME_METRICS,
    calibration: null,
    tags: [],
    notes: '',
    ...changes,
  };
}
