import type { Services } from '#core/laboratory/services.ts';
import { runCalibration } from '#core/metrics/run-calibration.ts';
import type { SoundPrediction } from '#shared/answers.ts';
import { type Calibration, rightShareAt, type Sureness } from '#shared/calibration.ts';
import { UserError } from '#shared/failure.ts';
import type { RunDescription } from '#shared/runs.ts';
import type { TrainedOn } from '#shared/trained-on.ts';

/** How sure a run's model is of its predictions, compared with its test clips. */
export interface RunSureness {
  /** `trainedOn`: whether the model was trained on the sound. */
  of(prediction: Extract<SoundPrediction, { emotion: unknown }>, trainedOn: TrainedOn | null): Sureness;
}

/** Of a model that was not tested here. */
export const NOTHING_TESTED: RunSureness = {
  of: ({ emotion, probabilities }) => ({
    probability: probabilities[emotion],
    calibrated: false,
    rightShare: null,
  }),
};

/** Two models to compare, and two previous ones. */
const MAX_REMEMBERED = 4;

/**
 * Reads how often runs were right on their test clips. It is remembered for the last runs, because it is asked for with every
 * window of a live prediction. `temperatures` are those of the model, null for one without.
 */
export function createSureness({
  log,
}: Pick<Services, 'log'>): (
  run: RunDescription,
  temperatures: readonly number[] | null | undefined,
) => RunSureness {
  const remembered = new Map<string, Calibration | null>();

  const calibrationOf = (run: RunDescription): Calibration | null => {
    // A run that is trained further has other folds.
    const folds = run.folds.map(({ bestEpoch, temperature }) => [bestEpoch, temperature]);
    const key = JSON.stringify([run.id, folds]);
    const known = remembered.get(key);
    const calibration = known === undefined ? read(log, run) : known;
    remembered.delete(key);
    remembered.set(key, calibration);
    for (const oldest of remembered.keys()) {
      if (remembered.size <= MAX_REMEMBERED) break;
      remembered.delete(oldest);
    }
    return calibration;
  };

  return (run, temperatures) => {
    const calibration = calibrationOf(run);
    return {
      of: ({ emotion, probabilities, timeline }, trainedOn) => {
        const probability = probabilities[emotion];
        // Test clips are new to the model, and predicted in one window: a mean over several is less sure. A speaker of test clips
        // was normalised with several clips.
        const isLikeTestClips =
          timeline === undefined && trainedOn === null && !run.settings.normaliseSpeakers;
        return {
          probability,
          calibrated: temperatures != null,
          rightShare: calibration !== null && isLikeTestClips ? rightShareAt(calibration, probability) : null,
        };
      },
    };
  };
}

/** Null until every fold is tested, and for damaged test results: a model predicts without them. */
function read(log: Pick<Services['log'], 'showTested'>, { id }: RunDescription): Calibration | null {
  try {
    const { run, tested } = log.showTested(id);
    return tested.length === 0 ? null : runCalibration(run.folds, tested);
  } catch (error) {
    if (error instanceof UserError && error.code === 'record-damaged') return null;
    throw error;
  }
}
