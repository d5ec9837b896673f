import { z } from 'zod';
import type { RunSettings } from '../../shared/runs.ts';

/** What has been seen so far; plain data, part of every checkpoint. Epochs count from 0, as in Keras. */
export const earlyStoppingStateSchema = z.object({
  /** Counted epochs since the last improvement. */
  wait: z.number().int(),
  /** The lowest loss of the counted epochs; null before there is one. */
  best: z.number().nullable(),
  bestEpoch: z.number().int().nullable(),
  stopped: z.boolean(),
});
export type EarlyStoppingState = z.infer<typeof earlyStoppingStateSchema>;

export const EARLY_STOPPING_START: EarlyStoppingState = {
  wait: 0,
  best: null,
  bestEpoch: null,
  stopped: false,
};

/**
 * One epoch's step of Keras's `EarlyStopping(monitor='val_loss', mode='min', min_delta=0, patience,
 * start_from_epoch)` (keras/src/callbacks/early_stopping.py, 3.15). `bestEpoch` of the result equals `epoch` exactly
 * when Keras keeps these weights as the best. Epochs before `startEpoch` are not counted and are never the best.
 * Losses are compared in float32, as Keras compares them: a difference beyond its digits is no improvement.
 *
 * `loss` is the validation loss, finite; for a split without validation clips the caller passes the training loss.
 * With `enabled` false nothing is ever stopped, but the best epoch is still known.
 */
export function observeEpoch(
  state: EarlyStoppingState,
  settings: RunSettings['earlyStopping'],
  epoch: number,
  loss: number,
): EarlyStoppingState {
  if (epoch < settings.startEpoch) return state;
  if (state.best === null || Math.fround(loss) < Math.fround(state.best)) {
    return { ...state, wait: 0, best: loss, bestEpoch: epoch };
  }
  const wait = state.wait + 1;
  const stopped = settings.enabled && wait >= settings.patience && epoch > 0;
  return { ...state, wait, stopped: state.stopped || stopped };
}
