import { availableParallelism } from 'node:os';
import type { PastFold } from '#core/database/runs/past-epochs.ts';
import { median } from '#core/engines/estimates/calibrate.ts';
import {
  scaledThroughput,
  secondsOfEpoch,
  secondsOfStep,
  type Throughput,
} from '#core/engines/estimates/throughput.ts';
import { platformName } from '#core/laboratory/environment.ts';
import type { SplitPart } from '#shared/corpora.ts';
import type { PlanTime } from '#shared/plans.ts';
import { testedRecordingCount } from '#shared/settings/augmentation.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { cropOf } from '#shared/settings/features.ts';
import { type PlanEstimate, sameShape } from './plan-estimates.ts';

/** Number of latest epochs that count. Older ones may be from an older engine. */
const MAX_PAST_EPOCHS = 60;

/** The throughput of earlier runs compared with the estimated one. */
export interface PastThroughput {
  /** Measured seconds divided by estimated seconds of the same epochs. */
  factor: number;
  epochs: number;
  runs: number;
}

/** The folds of earlier runs with the same settings on this machine. */
export function similarFolds(
  past: readonly PastFold[],
  settings: RunSettings,
  { device }: { device: string },
  platform = platformName(),
): PastFold[] {
  return past.filter(
    ({ settings: before, environment }) =>
      environment.device === device &&
      environment.platform === platform &&
      before.batchSize === settings.batchSize &&
      before.freezeUpTo === settings.freezeUpTo &&
      sameShape(before.features, settings.features),
  );
}

/** Compares earlier folds with an estimated throughput; null if there are none. */
export function pastThroughput(folds: readonly PastFold[], throughput: Throughput): PastThroughput | null {
  const measured = folds
    .flatMap((fold) => {
      const expected = secondsOfEpoch(throughput, fold, fold.settings.batchSize);
      // The first epoch is left out, because the engine plans and allocates in it.
      const counted = fold.seconds.length > 1 ? fold.seconds.slice(1) : fold.seconds;
      return counted.map((seconds) => ({ run: fold.run, factor: seconds / expected }));
    })
    .slice(0, MAX_PAST_EPOCHS);
  if (measured.length === 0) return null;
  return {
    factor: median(measured.map(({ factor }) => factor)),
    epochs: measured.length,
    runs: new Set(measured.map(({ run }) => run)).size,
  };
}

export interface TimeQuestion {
  settings: RunSettings;
  /** Only the numbers of clips count. */
  folds: readonly Readonly<Record<SplitPart, { length: number }>>[];
  /** With a throughput. */
  estimate: PlanEstimate;
  past: PastThroughput | null;
  /** Number of sounds without features. */
  missingFeatures: number;
  /** How many sounds are computed at once. Default: one on each core. */
  workers?: number;
}

/** The time of a run, and what the estimate is based on. */
export function planTime(question: TimeQuestion): PlanTime {
  const { settings, folds, estimate, past, missingFeatures, workers = availableParallelism() } = question;
  const throughput = scaledThroughput(estimate.throughput!, past?.factor ?? 1);
  const epochs = folds.map(({ train, validation }) =>
    secondsOfEpoch(throughput, { train: train.length, validation: validation.length }, settings.batchSize),
  );
  const inputs = (cropOf(settings.features)?.tested ?? 1) * (1 + testedRecordingCount(settings.augmentation));
  const training = folds.reduce(
    (sum, { test }, index) =>
      sum +
      throughput.buildSeconds +
      settings.epochs * epochs[index] +
      inputs * test.length * throughput.predictClipSeconds,
    0,
  );
  const final = settings.refit ? finalSeconds(question, throughput) : 0;
  const threads = Math.min(missingFeatures, workers);
  const featureSeconds =
    missingFeatures === 0 ? 0 : (missingFeatures * (estimate.featureSeconds ?? 0)) / Math.max(1, threads);
  return {
    secondsPerStep: secondsOfStep(throughput, settings.batchSize),
    secondsPerEpoch: epochs.reduce((sum, seconds) => sum + seconds, 0) / epochs.length,
    secondsInAll: featureSeconds + training + final,
    featureSeconds,
    ...basisOf(question),
  };
}

/** The final model, trained on all clips for at most as many epochs as a fold. */
function finalSeconds({ settings, folds }: TimeQuestion, throughput: Throughput): number {
  const train = Math.max(
    ...folds.map((fold) => fold.train.length + fold.validation.length + fold.test.length),
  );
  const epoch = secondsOfEpoch(throughput, { train, validation: 0 }, settings.batchSize);
  return throughput.buildSeconds + settings.epochs * epoch;
}

function basisOf({ settings, estimate, past }: TimeQuestion): Pick<PlanTime, 'basis' | 'note'> {
  if (past !== null) {
    const epochs = past.epochs === 1 ? 'one epoch' : `${past.epochs} epochs`;
    const runs = past.runs === 1 ? 'an earlier run' : `${past.runs} earlier runs`;
    return {
      basis: 'measured before',
      note: `From ${epochs} of ${runs} of ${settings.network} on this machine, in batches of ${settings.batchSize}.`,
    };
  }
  const disturbed = estimate.disturbed ? ' Other work was running, so it may be too long.' : '';
  if (estimate.tried) {
    return {
      // wording-ignore: a value of the JSON output.
      basis: 'tried out',
      note: `From a few steps of the network on this machine.${disturbed}`,
    };
  }
  return {
    basis: 'estimated',
    note: `From the network's size and the speed of this machine: −33 % / +50 %.${disturbed}`,
  };
}
