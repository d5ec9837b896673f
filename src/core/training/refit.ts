/**
 * The final model of a run with `refit`: after the protocol has given its result, the network is trained once more, on all
 * clips of the run. It has no test of its own: the result of the folds is the estimate for it.
 */
import type { TrainingEvent } from '#core/jobs/kinds/training-events.ts';
import type { Fold } from '#shared/protocols.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';

/** All clips that any fold uses, for training. */
export function refitSplit(folds: readonly Fold[]): Fold {
  const used = new Set(folds.flatMap(({ train, validation, test }) => [...train, ...validation, ...test]));
  return { name: 'all clips', train: [...used].sort((a, b) => a - b), validation: [], test: [] };
}

/**
 * The settings of the final training: as many epochs as the median fold took until its tested epoch, over which the learning
 * rate falls completely, and no early stopping, because there are no validation clips.
 * @param testedEpochs The tested epoch of each fold, from 1.
 */
export function refitSettings(settings: RunSettings, testedEpochs: readonly number[]): RunSettings {
  return {
    ...settings,
    epochs: Math.max(1, medianOf(testedEpochs)),
    earlyStopping: { ...settings.earlyStopping, enabled: false, restoreBest: false },
  };
}

/** Of an even number of values the mean of the middle ones, rounded up. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : Math.ceil((sorted[middle - 1] + sorted[middle]) / 2);
}

/**
 * What the log is told of the final training: where it starts, how far it is, warnings and pauses. Its epochs are no epochs of a fold and are
 * not recorded.
 */
export function refitEvents(
  epochs: number,
  emit: (event: TrainingEvent) => void,
): (event: TrainingEvent) => void {
  return (event) => {
    if (event.kind === 'batch') {
      const { epoch, step, steps } = event;
      emit({ kind: 'refit', done: epoch - 1 + step / steps, epochs });
    } else if (event.kind === 'fold' || event.kind === 'paused' || event.kind === 'checkpoint') emit(event);
  };
}
