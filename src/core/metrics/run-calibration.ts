import type { Calibration } from '#shared/calibration.ts';
import type { Prediction } from '#shared/metrics.ts';
import type { FoldRecord } from '#shared/runs.ts';
import { computeCalibration, type FoldPrediction, fitTemperature } from './calibration.ts';

/** The speakers of a test are divided into at most so many parts, because a temperature is fitted for each. */
const MAX_PARTS = 10;

/** A temperature that scales the clips of some test speakers is fitted on at least so many clips of the others. */
const MIN_CLIPS = 20;

type TestedSpeaker = Pick<Prediction, 'actual' | 'probabilities' | 'speaker'>;

/**
 * A temperature for each fold of a run without validation clips: fitted on the test clips of all other folds, each predicted by
 * the network of its own fold. No network was trained on the clips that its probabilities are taken of, and no clip counts for
 * the temperature with which it is shown.
 * @param folds Number of folds.
 * @returns Null for each fold if there is only one, or if the other folds have no test clips.
 */
export function crossFittedTemperatures(
  tested: readonly (FoldPrediction & { fingerprint: string })[],
  folds: number,
): (number | null)[] {
  return Array.from({ length: folds }, (_, fold) => {
    const own = new Set(tested.flatMap((clip) => (clip.fold === fold ? clip.fingerprint : [])));
    return temperatureOf(tested.filter((clip) => clip.fold !== fold && !own.has(clip.fingerprint)));
  });
}

/**
 * The temperature of the only fold of a run without validation clips: that of all test clips. Null if no calibration error could
 * be computed that does not count on the clips on which the temperature was fitted ({@link missingInTest}).
 */
export const testClipsTemperature = (tested: readonly TestedSpeaker[]): number | null =>
  missingInTest(tested) === null ? temperatureOf(tested) : null;

/**
 * The calibration of a run on its test clips. The probabilities of a clip are scaled with the temperature of its fold. Where this
 * was fitted on the test clips themselves, each speaker is scaled with a temperature of the other test speakers instead; more than
 * ten speakers are divided into ten parts.
 */
export function runCalibration(
  folds: readonly Pick<FoldRecord, 'bestEpoch' | 'temperature' | 'validation'>[],
  tested: readonly (FoldPrediction & TestedSpeaker)[],
): Calibration {
  const [first] = folds;
  const isOnlyTested = folds.length === 1 && first.validation === 0;
  if (isOnlyTested && first.temperature !== null) {
    const { speakers, parts } = speakerParts(tested);
    const divided = tested.map((clip, index) => ({ ...clip, fold: parts[index] }));
    const temperatures = Array.from({ length: Math.min(MAX_PARTS, speakers) }, (_, part) =>
      temperatureOf(divided.filter(({ fold }) => fold !== part)),
    );
    const errors = computeCalibration(divided, temperatures);
    return { ...errors, fittedOn: 'other-speakers', testSpeakers: speakers, missing: null };
  }
  const errors = computeCalibration(
    tested,
    folds.map(({ temperature }) => temperature),
  );
  if (errors.eceAfter !== null) {
    const fittedOn = folds.some(({ validation }) => validation > 0) ? 'validation' : 'other-folds';
    return { ...errors, fittedOn, testSpeakers: null, missing: null };
  }
  const isTrained = folds.some(({ bestEpoch }) => bestEpoch !== null);
  const missing = isTrained ? (isOnlyTested ? missingInTest(tested) : null) : 'nothing-trained';
  return { ...errors, fittedOn: null, testSpeakers: null, missing: missing ?? 'earlier-version' };
}

/** Why the test clips of a single fold give no temperature; null if they do. */
function missingInTest(tested: readonly TestedSpeaker[]): Calibration['missing'] {
  if (tested.some(({ speaker }) => speaker === null)) return 'unknown-speakers';
  const { speakers, parts } = speakerParts(tested);
  if (speakers < 2) return 'one-speaker';
  const counts = new Map<number, number>();
  for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
  return tested.length - Math.max(...counts.values()) < MIN_CLIPS ? 'few-clips' : null;
}

/** The number of speakers, and the part of each clip's speaker: 0 … {@link MAX_PARTS} − 1, by the names of the speakers. */
function speakerParts(tested: readonly TestedSpeaker[]): { speakers: number; parts: number[] } {
  const names = [...new Set(tested.map(({ speaker }) => speaker ?? ''))].sort();
  const partOf = new Map(names.map((name, index) => [name, index % MAX_PARTS]));
  return { speakers: names.length, parts: tested.map(({ speaker }) => partOf.get(speaker ?? '')!) };
}

const temperatureOf = (clips: readonly Pick<Prediction, 'actual' | 'probabilities'>[]): number | null =>
  fitTemperature(
    clips.flatMap(({ probabilities }) => [...probabilities]),
    clips.map(({ actual }) => actual),
  );
