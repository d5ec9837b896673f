/** The events of a job process about a training. */
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';

export const engine = {
  kind: 'engine',
  engine: 'wasm',
  device: 'cpu',
  why: 'test',
  versions: { v8: '13' },
  parameters: 5,
} as const;
/** A fold starts, or resumes after `epochs`. */
export const fold = (epochs: ReturnType<typeof epochOf>[], number = 0, warning: string | null = null) =>
  ({
    kind: 'fold',
    fold: number,
    name: 'fold',
    resumed: epochs.length > 0,
    epochs,
    steps: 0,
    warning,
  }) as const;
export const epochOf = (epoch: number, loss = 1 / epoch, number = 0) => ({
  epoch,
  fold: number,
  loss,
  accuracy: 0.5,
  validationLoss: loss,
  validationAccuracy: 0.5,
  validationUar: 0.5,
  learningRate: 1e-3,
  seconds: 1,
});
/** The predictions for a fold's test clips: all emotions equally probable, the first slightly more. */
export const result = (job: TrainJob, number = 0) => {
  const { test } = job.folds[number];
  const row = [0.16, 0.14, 0.14, 0.14, 0.14, 0.14, 0.14];
  return {
    kind: 'result',
    fold: number,
    clips: test,
    probabilities: Float32Array.from(test.flatMap(() => row)),
    bestEpoch: 2,
    temperature: 1.5,
  } as const;
};
export const checkpoint = (epoch: number, failure: { code: string; message: string } | null = null) =>
  ({ kind: 'checkpoint', fold: 0, epoch, step: 0, failure }) as const;
