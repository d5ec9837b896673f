import { describe, expect, test } from 'vitest';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { ENVIRONMENT, NO_LEAKAGE, openLog, sampleEpoch, sampleRun } from '../sample-run.ts';

/** Records a run of two folds; `seconds` are the durations of each fold's epochs. */
function record(log: ExperimentLog, seconds: readonly (readonly number[])[], engine = 'wasm'): string {
  const { settings } = sampleRun();
  const fold = (name: string, train: number[], validation: number[], test: number[]) => ({
    name,
    train,
    validation,
    test,
    leakage: NO_LEAKAGE,
  });
  const id = log.createRun(
    sampleRun({
      settings: { ...settings, network: 'compact' },
      environment: { ...ENVIRONMENT, engine },
      folds: [fold('a', [0, 1, 2], [3], [4]), fold('b', [4, 3], [], [1])],
    }),
  );
  seconds.forEach((epochs, number) => {
    epochs.forEach((duration, index) => {
      log.addEpoch(id, { ...sampleEpoch(index + 1), fold: number, seconds: duration });
    });
  });
  return id;
}

describe('the epochs of earlier runs', () => {
  test('are listed by fold with the sizes of its parts, latest run first', () => {
    const log = openLog();
    const first = record(log, [[3, 2], [5]]);
    const second = record(log, [[1]]);
    const past = log.pastEpochs('compact', 'wasm');
    expect(past.map(({ run, train, validation, seconds }) => ({ run, train, validation, seconds }))).toEqual([
      { run: second, train: 3, validation: 1, seconds: [1] },
      { run: first, train: 3, validation: 1, seconds: [3, 2] },
      { run: first, train: 2, validation: 0, seconds: [5] },
    ]);
    expect(past[0].environment).toEqual({ ...ENVIRONMENT, engine: 'wasm' });
    expect(past[0].settings.network).toBe('compact');
  });

  test('are only those of the given network and engine', () => {
    const log = openLog();
    record(log, [[1]]);
    record(log, [], 'wasm');
    expect(log.pastEpochs('vgg19', 'wasm')).toEqual([]);
    expect(log.pastEpochs('compact', 'tensorflow')).toEqual([]);
    expect(log.pastEpochs('compact', 'wasm')).toHaveLength(1);
  });

  test('are those of the latest twenty runs', () => {
    const log = openLog();
    const ids = Array.from({ length: 25 }, () => record(log, [[1]]));
    expect(log.pastEpochs('compact', 'wasm').map(({ run }) => run)).toEqual(ids.toReversed().slice(0, 20));
  });
});
