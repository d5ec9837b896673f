import { availableParallelism } from 'node:os';
import type { PlanTime } from '../../shared/plans.ts';
import type { Fold } from '../../shared/protocols.ts';
import type { RunSettings } from '../../shared/runs.ts';
import { median } from '../engines/calibrate.ts';
import { type Pace, scaledPace, secondsOfEpoch, secondsOfStep } from '../engines/pace.ts';
import type { PastFold } from '../runs/past-epochs.ts';
import { platformName } from './environment.ts';
import { type PlanEstimate, sameShape } from './plan-estimates.ts';

/** Of the latest epochs so many tell; older ones may be of an older engine. */
const EPOCHS_TOLD = 60;

/** What earlier runs say of the pace. */
export interface PastPace {
  /** Their seconds, over those that the pace gives for the same epochs. */
  factor: number;
  epochs: number;
  runs: number;
}

/** The folds of earlier runs that trained as this one will, on this machine. */
export function alikeFolds(
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
      sameShape(before.recipe, settings.recipe),
  );
}

/** Compares earlier folds with a pace; null where there are none. */
export function pastPace(folds: readonly PastFold[], pace: Pace): PastPace | null {
  const told = folds
    .flatMap((fold) => {
      const expected = secondsOfEpoch(pace, fold, fold.settings.batchSize);
      // In the first epoch the engine plans and allocates.
      const counted = fold.seconds.length > 1 ? fold.seconds.slice(1) : fold.seconds;
      return counted.map((seconds) => ({ run: fold.run, factor: seconds / expected }));
    })
    .slice(0, EPOCHS_TOLD);
  if (told.length === 0) return null;
  return {
    factor: median(told.map(({ factor }) => factor)),
    epochs: told.length,
    runs: new Set(told.map(({ run }) => run)).size,
  };
}

export interface TimeQuestion {
  settings: RunSettings;
  folds: readonly Fold[];
  /** With a pace. */
  estimate: PlanEstimate;
  past: PastPace | null;
  /** Sounds whose features are not there yet. */
  missingFeatures: number;
}

/** The time of a run, and on what its estimate stands. */
export function planTime(question: TimeQuestion): PlanTime {
  const { settings, folds, estimate, past, missingFeatures } = question;
  const pace = scaledPace(estimate.pace!, past?.factor ?? 1);
  const epochs = folds.map(({ train, validation }) =>
    secondsOfEpoch(pace, { train: train.length, validation: validation.length }, settings.batchSize),
  );
  const training = folds.reduce(
    (sum, { test }, index) =>
      sum + pace.buildSeconds + settings.epochs * epochs[index] + test.length * pace.predictClipSeconds,
    0,
  );
  const threads = Math.min(missingFeatures, availableParallelism());
  const featureSeconds =
    missingFeatures === 0 ? 0 : (missingFeatures * (estimate.featureSeconds ?? 0)) / Math.max(1, threads);
  return {
    secondsPerStep: secondsOfStep(pace, settings.batchSize),
    secondsPerEpoch: epochs.reduce((sum, seconds) => sum + seconds, 0) / epochs.length,
    secondsInAll: featureSeconds + training,
    featureSeconds,
    ...basisOf(question),
  };
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
  const disturbed = estimate.disturbed ? ' Something else was at work meanwhile, so it may be too long.' : '';
  if (estimate.tried) {
    return {
      basis: 'tried out',
      note: `From a few steps of the network, done just now.${disturbed}`,
    };
  }
  return {
    basis: 'estimated',
    note: `From the network's description and the speed of this machine; the truth may be half as much again, or a third less.${disturbed}`,
  };
}
