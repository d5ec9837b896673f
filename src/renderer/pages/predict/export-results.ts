import { csvLine } from '#shared/csv.ts';
import type { PerEmotion } from '#shared/emotions.ts';
import type { TrainedOn } from '#shared/trained-on.ts';
import type { PredictChoice } from './model-choice.ts';
import { chosenBy } from './model-key.ts';
import type { SessionSound } from './session-store.ts';

/**
 * The prediction of one model for a sound, or for a segment of it; null values if there is no speech. The field names are
 * part of the export format; `recogniser` is the name of the model.
 */
export interface ExportedPrediction {
  sound: string;
  at: string;
  recogniser: string;
  run: string;
  /** `overall` for the whole sound, `timeline` for a segment of it. */
  part: 'overall' | 'timeline';
  startSeconds: number | null;
  endSeconds: number | null;
  emotion: string | null;
  probabilities: PerEmotion<number> | null;
  problem: string | null;
  /** Only of a model that gives dimensions. */
  dimensions?: Readonly<Record<string, number>>;
  /** Whether the model was trained on this sound; null if not, and for a segment. */
  trainedOn: TrainedOn | null;
  /** Whether the probabilities are scaled with the model's temperatures; null without probabilities. */
  calibrated: boolean | null;
  /** The share of right test clips at this probability; null if it is unknown, and for a segment. */
  rightShare: number | null;
}

/** Every prediction of the session, in the order of the list. */
export function exportedPredictions(
  sounds: readonly SessionSound[],
  models: readonly Pick<PredictChoice, 'id' | 'title'>[],
): ExportedPrediction[] {
  return sounds.flatMap((sound) =>
    Object.entries(sound.predictions).flatMap(([run, prediction]): ExportedPrediction[] => {
      if (prediction.state !== 'predicted') return [];
      const { recognition } = prediction;
      const modelName = models.find(({ id }) => id === run)?.title ?? run;
      const common = {
        sound: sound.name,
        at: sound.at.toISOString(),
        recogniser: modelName,
        run: chosenBy(run).run,
        problem: null,
        trainedOn: null,
        calibrated: null,
        rightShare: null,
      };
      const overall = {
        ...common,
        part: 'overall' as const,
        startSeconds: 0,
        endSeconds: sound.durationSeconds,
      };
      if ('problem' in recognition) {
        return [{ ...overall, emotion: null, probabilities: null, problem: recognition.problem }];
      }
      if ('dimensions' in recognition)
        return [{ ...overall, emotion: null, probabilities: null, dimensions: recognition.dimensions }];
      const { emotion, probabilities, trainedOn, sure, timeline = [] } = recognition;
      const { calibrated, rightShare } = sure;
      const segments = timeline.map((entry) => ({
        ...common,
        part: 'timeline' as const,
        ...entry,
        calibrated: entry.probabilities === null ? null : calibrated,
      }));
      return [{ ...overall, emotion, probabilities, trainedOn, calibrated, rightShare }, ...segments];
    }),
  );
}

const COLUMNS = ['sound', 'at', 'recogniser', 'run', 'part', 'start_seconds', 'end_seconds', 'emotion'];
const LAST_COLUMNS = ['problem', 'trained_on', 'calibrated', 'right_share'];

/** As CSV (RFC 4180), one line per prediction; probabilities with six decimals, a column for each emotion or dimension of the models. */
export function predictionsCsv(predictions: readonly ExportedPrediction[]): string {
  const emotions = [
    ...new Set(
      predictions.flatMap(({ probabilities, dimensions }) => Object.keys(probabilities ?? dimensions ?? {})),
    ),
  ];
  const lines = predictions.map((row) => [
    row.sound,
    row.at,
    row.recogniser,
    row.run,
    row.part,
    row.startSeconds?.toFixed(3) ?? '',
    row.endSeconds?.toFixed(3) ?? '',
    row.emotion ?? '',
    ...emotions.map((emotion) => (row.probabilities ?? row.dimensions)?.[emotion]?.toFixed(6) ?? ''),
    row.problem ?? '',
    row.trainedOn ?? '',
    row.calibrated === null ? '' : row.calibrated ? 'yes' : 'no',
    row.rightShare?.toFixed(3) ?? '',
  ]);
  return [[...COLUMNS, ...emotions, ...LAST_COLUMNS], ...lines].map(csvLine).join('');
}
