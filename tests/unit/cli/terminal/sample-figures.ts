import { computeFigures } from '../../../../src/core/metrics/figures.ts';
import { DEFAULT_SETTINGS } from '../../../../src/core/training/settings.ts';
import { EMOTIONS } from '../../../../src/shared/emotions.ts';
import type { Figures } from '../../../../src/shared/figures.ts';
import type { Run } from '../../../../src/shared/runs.ts';

/** Figures of judged clips: each is its true emotion, the one that was heard, and who spoke. */
export function figuresOf(
  judged: readonly [truth: number, heard: number, speaker: string | null][],
): Figures {
  return computeFigures(
    judged.map(([truth, heard, speaker]) => ({
      truth,
      probabilities: EMOTIONS.map((_, emotion) => (emotion === heard ? 0.7 : 0.05)),
      speaker,
    })),
    { seed: 1, draws: 50 },
  );
}

/** Six emotions twice, fear never; half of what is angry is heard as happy. */
export const SOME_FIGURES = figuresOf(
  [0, 1, 3, 4, 5, 6].flatMap((emotion): [number, number, string][] => [
    [emotion, emotion, 'a'],
    [emotion, emotion === 0 ? 3 : emotion, 'b'],
  ]),
);

export function runOf(changes: Partial<Run> = {}): Run {
  return {
    id: '20261122-1530-k3f9',
    name: 'first try',
    status: 'finished',
    failure: null,
    createdAt: '2026-11-22T15:30:00.000Z',
    finishedAt: '2026-11-22T15:40:00.000Z',
    synthetic: false,
    corpora: [{ name: 'TESS', folder: '/corpora/tess', clips: 2800 }],
    corpusFingerprint: 'f'.repeat(64),
    settings: DEFAULT_SETTINGS,
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
      },
    ],
    epochs: [1, 2].map((epoch) => ({
      epoch,
      fold: 0,
      loss: 2 / epoch,
      accuracy: 0.4 * epoch,
      validationLoss: 2.5 / epoch,
      validationAccuracy: 0.3 * epoch,
      learningRate: 1e-3,
      seconds: 1,
    })),
    test: SOME_FIGURES,
    tags: [],
    notes: '',
    ...changes,
  };
}
