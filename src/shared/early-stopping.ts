/**
 * The one rule of the best epoch. The training loop stops and keeps weights by it, and the record, the page and the
 * command line show the epoch that it chooses.
 */
import { z } from 'zod';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { Epoch } from './runs.ts';

/** The state of early stopping; plain data, part of every checkpoint. Epochs count from 0, as in Keras. */
export const earlyStoppingStateSchema = z.object({
  /** Watched epochs since the last improvement. */
  wait: z.number().int(),
  /** The lowest loss of the watched epochs; null before the first. */
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
 * when Keras keeps these weights as the best. Epochs before `startEpoch` are not watched and are never the best.
 * Losses are compared in float32, as in Keras: a difference below float32 precision is no improvement.
 *
 * `loss` is the validation loss, finite; for a split without validation clips the caller passes the training loss.
 * With `enabled` false, training is not stopped, but the best epoch is still tracked.
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

/** The loss by which an epoch is compared: of the validation clips, or of the training clips in a split without them. */
export const comparedLoss = ({ validationLoss, loss }: Pick<Epoch, 'validationLoss' | 'loss'>): number =>
  validationLoss ?? loss;

type Compared = Pick<Epoch, 'epoch' | 'validationLoss' | 'loss'>;

/**
 * The best of the epochs of one fold (in order, numbered from 1) by the rule of {@link observeEpoch}; null if none of them
 * was compared yet.
 */
export function bestEpoch(
  epochs: readonly Compared[],
  settings: RunSettings['earlyStopping'],
): number | null {
  const { bestEpoch: best } = epochs.reduce(
    (state, epoch) => observeEpoch(state, settings, epoch.epoch - 1, comparedLoss(epoch)),
    EARLY_STOPPING_START,
  );
  return best === null ? null : best + 1;
}

/** The epoch whose weights are tested, and why it was chosen. */
export interface ChosenEpoch {
  /** From 1. */
  epoch: number;
  reason: 'lowest-loss' | 'last';
}

/**
 * The epoch of one fold whose weights are tested if training ends after `epochs`: the best one, or the last one if the
 * best weights are not kept or no epoch was compared. Null without epochs.
 */
export function chosenEpoch(
  epochs: readonly Compared[],
  settings: RunSettings['earlyStopping'],
): ChosenEpoch | null {
  const best = settings.restoreBest ? bestEpoch(epochs, settings) : null;
  if (best !== null) return { epoch: best, reason: 'lowest-loss' };
  const last = epochs.at(-1);
  return last === undefined ? null : { epoch: last.epoch, reason: 'last' };
}

/** How many of the first epochs are not compared, so that they can neither be the best nor end the run. */
export const uncomparedEpochs = ({
  enabled,
  restoreBest,
  startEpoch,
}: RunSettings['earlyStopping']): number => (enabled || restoreBest ? startEpoch : 0);
