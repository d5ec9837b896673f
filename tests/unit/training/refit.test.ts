import { expect, it } from 'vitest';
import type { TrainingEvent } from '#core/jobs/kinds/training-events.ts';
import { refitEvents, refitSettings, refitSplit } from '#core/training/refit.ts';
import { PLAIN_SETTINGS } from '../../plain-settings.ts';

it('uses every clip that a fold uses, once', () => {
  const folds = [
    { name: 'a', train: [4, 1], validation: [7], test: [2] },
    { name: 'b', train: [2, 7], validation: [], test: [1, 4] },
  ];
  expect(refitSplit(folds)).toEqual({ name: 'all clips', train: [1, 2, 4, 7], validation: [], test: [] });
});

it('trains for the median of the tested epochs, without early stopping', () => {
  const epochs = (...tested: number[]) => refitSettings(PLAIN_SETTINGS, tested).epochs;
  expect([epochs(12), epochs(3, 30, 9), epochs(4, 9, 5, 30), epochs(1, 2), epochs(0)]).toEqual([
    12, 9, 7, 2, 1,
  ]);
  const { earlyStopping, ...others } = refitSettings(PLAIN_SETTINGS, [3]);
  expect(earlyStopping).toMatchObject({ enabled: false, restoreBest: false });
  const { earlyStopping: _, ...given } = PLAIN_SETTINGS;
  expect(others).toEqual({ ...given, epochs: 3 });
});

it('tells of its start, progress, pauses and warnings, and of no epochs', () => {
  const told: TrainingEvent[] = [];
  const emit = refitEvents(5, (event) => told.push(event));
  const batch = { fold: 2, loss: 1, accuracy: 0.5, learningRate: 0.1, clipsPerSecond: 9 };
  const start = { kind: 'fold', fold: 2, name: 'all clips', resumed: false } as const;
  emit({ ...start, epochs: [], steps: 0, warning: null });
  emit({ kind: 'batch', ...batch, epoch: 3, step: 2, steps: 4 });
  emit({ kind: 'paused', paused: true });
  expect(told).toEqual([
    expect.objectContaining(start),
    { kind: 'refit', done: 2.5, epochs: 5 },
    { kind: 'paused', paused: true },
  ]);
});
