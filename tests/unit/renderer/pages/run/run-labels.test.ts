import { expect, test } from 'vitest';
import type { LiveRun } from '#renderer/client/live-runs.ts';
import { isActive, isResumable, phaseSentence, remainingSentence } from '#renderer/pages/run/run-labels.ts';
import { RUN_STATUSES, type Run } from '#shared/runs.ts';

const phase = (name: 'features' | 'training' | 'testing'): LiveRun['phase'] => ({
  ...{ phase: name, fold: 0, folds: 1, trainings: 1, done: 120, total: 1200 },
});

test('describes what a run does now', () => {
  expect(phaseSentence('waiting', null, 0, 1)).toBe('Opening the engine');
  expect(phaseSentence('waiting', null, 1, 1)).toBe('Queued: 1 run before it');
  expect(phaseSentence('waiting', null, 3, 1)).toBe('Queued: 3 runs before it');
  expect(phaseSentence('waiting', null, null, 1)).toBe('Queued');
  expect(phaseSentence('waiting', phase('features'), 3, 1)).toBe('Preparing features: 120 of 1,200 clips');
  expect(phaseSentence('running', phase('training'), 0, 1)).toBe('Training');
  expect(phaseSentence('running', phase('testing'), 0, 1)).toBe('Testing: 120 of 1,200 clips');
  expect(phaseSentence('paused', phase('training'), 0, 1)).toBe('Paused while training');
  expect(phaseSentence('paused', null, 0, 1)).toBe('Paused');
  expect(phaseSentence('running', { ...phase('training')!, fold: 2 }, 0, 5)).toBe('Training fold 3 of 5');
  expect(phaseSentence('paused', { ...phase('testing')!, fold: 2 }, 0, 5)).toBe(
    'Paused while testing fold 3 of 5: 120 of 1,200 clips',
  );
});

test('the remaining time is an upper bound with early stopping', () => {
  const run = (enabled: boolean) => ({ settings: { earlyStopping: { enabled } } }) as unknown as Run;
  expect(remainingSentence(run(true), 190)).toBe('at most 3 min 15 s left');
  expect(remainingSentence(run(false), 190)).toBe('about 3 min 15 s left');
  expect(remainingSentence(run(false), null)).toBe('');
});

test('every status is active, resumable or finished', () => {
  for (const status of RUN_STATUSES) {
    expect(
      [isActive(status), isResumable(status), status === 'finished'].filter(Boolean),
      status,
    ).toHaveLength(1);
  }
});
