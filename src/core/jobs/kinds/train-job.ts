import { z } from 'zod';
import { rowsPathSchema } from '#core/features/cache/rows-path.ts';
import { indexListSchema } from '#core/splits/index-list.ts';
import { UserError } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import { runSettingsSchema } from '#shared/settings/catalogue.ts';
import { cropOf } from '#shared/settings/features.ts';
import { trainingCount } from '#shared/settings/refit.ts';
import { clipVersionsSchema } from './clip-versions.ts';
import { inputShapeSchema } from './input-shape.ts';

const index = z.number().int().min(0);

/** Trains and tests the folds from `startFold` on, one after another, and then with `refit` the final model. */
export const trainJobSchema = z.object({
  kind: z.literal('train'),
  runId: z.string(),
  settings: runSettingsSchema,
  inputShape: inputShapeSchema,
  /** The feature file, and the number of floats in one of its rows: bands · frames, of the whole clip if the input is a crop. */
  rowsPath: rowsPathSchema,
  rowFloats: z.number().int().min(1),
  versions: clipVersionsSchema.default([]),
  clips: z.array(
    z.object({
      row: index,
      /** SHA-256 of its sound. Without it, the row identifies the clip. */
      fingerprint: z.string().optional(),
      /** Index in the label set of the settings. */
      emotion: index,
      /** Number of its corpus within the run, for batches that are balanced over corpora. */
      corpus: index.optional(),
      /** Number of its speaker within the run, for `normaliseSpeakers`; see `speakerNumbers`. */
      speaker: index.optional(),
      /** What its annotators said, for each emotion of the label set. */
      shares: z.array(z.number().min(0).max(1)).optional(),
    }),
  ),
  folds: z
    .array(
      z.object({
        name: z.string(),
        train: indexListSchema,
        validation: indexListSchema,
        test: indexListSchema,
      }),
    )
    .min(1),
  startFold: index.default(0),
  /** The file of `settings.startWeights`; absent: weights drawn from the seed. */
  startWeightsPath: z.string().optional(),
  checkpointFolder: z.string(),
  /** False: existing checkpoints in the folder are removed first. */
  resume: z.boolean(),
});
export type TrainJob = z.infer<typeof trainJobSchema>;

/** Number of folds trained and tested. Their results come as events. */
export const trainResultSchema = z.object({ folds: index });

/** Throws {@link UserError} `invalid-job` if the parts of a training job do not fit together. */
export function checkTrainJob(job: TrainJob): void {
  const [bands, frames] = job.inputShape;
  const rowFrames = job.rowFloats / bands;
  // A crop is shorter than a row.
  const fits = cropOf(job.settings.features) === undefined ? rowFrames === frames : rowFrames >= frames;
  if (!fits || !Number.isInteger(rowFrames)) {
    throw new UserError(
      'invalid-job',
      `The feature rows have ${job.rowFloats} values, but the network needs ${bands} × ${frames}. Prepare the features again.`,
    );
  }
  if (job.versions.some(({ clipRows }) => clipRows.length !== job.clips.length)) {
    throw new UserError(
      'invalid-job',
      `The other recordings are not those of the run’s ${counted(job.clips.length, 'clip')}. Prepare the features again.`,
    );
  }
  const classes = job.settings.labels.emotions.length;
  if (job.clips.some(({ emotion }) => emotion >= classes)) {
    throw new UserError(
      'invalid-job',
      `A clip has an emotion that is not one of the ${classes} of the label set. Create the split again.`,
    );
  }
  if (job.clips.some(({ shares }) => shares !== undefined && shares.length !== classes)) {
    throw new UserError(
      'invalid-job',
      `The votes for a clip are not for the ${classes} emotions of the label set. Create the split again.`,
    );
  }
  if (job.settings.normaliseSpeakers && job.clips.some(({ speaker }) => speaker === undefined)) {
    throw new UserError(
      'invalid-job',
      'The run normalises speakers, but the speakers of some clips are missing. Create the split again.',
    );
  }
  // After all folds, only the final model is missing.
  if (job.startFold >= trainingCount(job.settings, job.folds.length)) {
    throw new UserError(
      'invalid-job',
      `Fold ${job.startFold} does not exist; the run has ${counted(job.folds.length, 'fold')}.`,
    );
  }
  for (const fold of job.folds) {
    for (const part of ['train', 'validation', 'test'] as const) {
      const beyond = fold[part].find((clip) => clip >= job.clips.length);
      if (beyond !== undefined) {
        throw new UserError(
          'invalid-job',
          `${fold.name} contains clip ${beyond} (${part}), but the run has ${counted(job.clips.length, 'clip')}. Create the split again.`,
        );
      }
    }
  }
}
