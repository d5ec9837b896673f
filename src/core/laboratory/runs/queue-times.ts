import { pastThroughput, planTime, similarFolds } from '#core/laboratory/plans/plan-time.ts';
import type { Services } from '#core/laboratory/services.ts';
import type { RequestOutput } from '#shared/contract.ts';
import { throwIfCancelled } from '#shared/failure.ts';
import type { RunDescription } from '#shared/runs.ts';
import { canonicalJson } from '#shared/settings/canonical.ts';

/** An estimate is repeated after this time: the runs that have ended since then make it better. */
const ESTIMATE_MS = 60_000;

/**
 * Returns a function that estimates the remaining time of queued runs, without early stopping. Runs that differ only in
 * the seed share an estimate.
 */
export function createQueueTimes(services: Pick<Services, 'log' | 'planner'>, now: () => number = Date.now) {
  const known = new Map<string, { seconds: Promise<number | null>; at: number }>();

  const wholeSeconds = async (run: RunDescription): Promise<number | null> => {
    const { settings } = run;
    const folds = run.folds.map(({ train, validation, test }) => ({
      train: { length: train },
      validation: { length: validation },
      test: { length: test },
    }));
    try {
      const estimate = await services.planner.estimate({ settings, time: 'estimate' }, undefined);
      const similar = similarFolds(
        services.log.pastEpochs(settings.network, estimate.engine),
        settings,
        estimate,
      );
      const past = pastThroughput(similar, estimate.throughput!);
      return planTime({ settings, folds, estimate, past, missingFeatures: 0 }).secondsInAll;
    } catch {
      // The queue is shown without a time. Training itself reports what is wrong with the engine.
      return null;
    }
  };

  return async (
    queue: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<RequestOutput<'runs.queueTimes'>> => {
    for (const [key, { at }] of known) if (now() - at > ESTIMATE_MS) known.delete(key);
    const times: RequestOutput<'runs.queueTimes'> = [];
    for (const id of queue) {
      throwIfCancelled(signal);
      const run = services.log.describeRun(id);
      const { seed: _, ...settings } = run.settings;
      const key = canonicalJson([
        settings,
        run.folds.map(({ train, validation, test }) => [train, validation, test]),
      ]);
      // Not with the caller's signal, because other calls share the estimate.
      const estimate = known.get(key) ?? { seconds: wholeSeconds(run), at: now() };
      known.set(key, estimate);
      const seconds = await estimate.seconds;
      times.push({ run: id, seconds: seconds === null ? null : seconds * (1 - shareTrained(run)) });
    }
    return times;
  };
}

/** The share of a run's epochs that is recorded, for a resumed run. */
function shareTrained({ epochs, folds, settings }: RunDescription): number {
  const tested = folds.filter(({ uar }) => uar !== null).length;
  const within = epochs.filter(({ fold }) => fold >= tested).length / settings.epochs;
  return Math.min(1, (tested + within) / Math.max(1, folds.length));
}
