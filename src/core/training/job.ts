/**
 * What the laboratory and a compute process say to each other: plain data, checked on both sides. A job runs to one
 * outcome and sends events on the way.
 */
import { z } from 'zod';
import { EMOTIONS } from '../../shared/emotions.ts';
import { failureSchema, UserError } from '../../shared/failure.ts';
import { runSettingsSchema } from '../../shared/runs.ts';
import { weightsReportSchema } from '../../shared/weights.ts';
import { indexListSchema } from '../splits/index-list.ts';
import { type Estimate, estimateJobSchema } from './estimate-job.ts';
import { float32ArraySchema, trainingEventSchema } from './training-events.ts';

const index = z.number().int().min(0);
const inputShapeSchema = z
  .tuple([z.number().int().min(1), z.number().int().min(1)])
  .describe('[bands, frames]');

/** Trains and tests the folds from `startFold` on, one after another. */
export const trainJobSchema = z.object({
  kind: z.literal('train'),
  runId: z.string(),
  settings: runSettingsSchema,
  inputShape: inputShapeSchema,
  /** The feature file and the floats of one of its rows: bands · frames. */
  rowsPath: z.string(),
  rowFloats: z.number().int().min(1),
  clips: z.array(
    z.object({
      row: index,
      emotion: z
        .number()
        .int()
        .min(0)
        .max(EMOTIONS.length - 1),
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
  /** False: checkpoints that lie in the folder are removed first. */
  resume: z.boolean(),
});
export type TrainJob = z.infer<typeof trainJobSchema>;

/** Probabilities of some feature rows, or of `inputs` given outright; several weights give the mean of theirs. */
export const predictJobSchema = z.object({
  kind: z.literal('predict'),
  engine: runSettingsSchema.shape.engine,
  /** As in {@link EngineLeeway}. */
  orAnotherEngine: z.boolean().optional(),
  network: z.string(),
  inputShape: inputShapeSchema,
  /** Of the laboratory's files or of Keras's. */
  weightsPaths: z.array(z.string()).min(1),
  /** As in {@link WeightsFileOptions}. */
  foldChannels: z.boolean().optional(),
  batchSize: z.number().int().min(1).default(32),
  inputs: z.discriminatedUnion('from', [
    z.object({ from: z.literal('rows'), rowsPath: z.string(), rows: indexListSchema }),
    /** `[n, bands, frames]`, row-major. */
    z.object({ from: z.literal('values'), values: float32ArraySchema }),
  ]),
});
export type PredictJob = z.infer<typeof predictJobSchema>;

/** Recognition, whose module checks what it is given. May last, with more input on the way. */
export const recogniseJobSchema = z.object({ kind: z.literal('recognise'), payload: z.unknown() });

/** Which engines work in that process, and why the others do not. */
export const probeJobSchema = z.object({ kind: z.literal('probe') });

export const jobSchema = z.discriminatedUnion('kind', [
  trainJobSchema,
  predictJobSchema,
  recogniseJobSchema,
  estimateJobSchema,
  probeJobSchema,
]);
export type Job = z.infer<typeof jobSchema>;
export type JobKind = Job['kind'];

export const engineReportSchema = z.object({
  engine: z.enum(['tensorflow', 'wasm']),
  works: z.boolean(),
  /** `cpu` or the GPU's name; null when it does not work. */
  device: z.string().nullable(),
  /** Why it does not work. */
  reason: z.string().nullable(),
  /** Of what it stands on. */
  versions: z.record(z.string(), z.string()),
});
export type EngineReport = z.infer<typeof engineReportSchema>;

/** With what a job is done; sent once, before anything else of it. */
export const engineEventSchema = z.object({
  kind: z.literal('engine'),
  engine: z.enum(['tensorflow', 'wasm']),
  device: z.string(),
  why: z.string(),
  versions: z.record(z.string(), z.string()),
  /** Weights of the network. */
  parameters: z.number().int(),
});

/** What of a file went into the network. */
export const weightsEventSchema = z.object({ kind: z.literal('weights'), report: weightsReportSchema });

/** How much of a prediction is done; of a training: how many of a fold's test clips are judged. */
export const progressEventSchema = z.object({ kind: z.literal('progress'), done: index, total: index });
/** What the compute process takes of the machine while it trains; every two seconds, between two steps. */
export const loadEventSchema = z.object({
  kind: z.literal('load'),
  /** Of all cores, 0…100. */
  cpuPercent: z.number(),
  memoryBytes: z.number(),
});
/** Whatever recognition has to say on the way. */
export const recognisedEventSchema = z.object({ kind: z.literal('recognised'), payload: z.unknown() });

export const jobEventSchema = z.union([
  trainingEventSchema,
  engineEventSchema,
  weightsEventSchema,
  progressEventSchema,
  loadEventSchema,
  recognisedEventSchema,
]);
export type JobEvent = z.infer<typeof jobEventSchema>;

/** What each kind of job gives when it is finished. */
export interface JobResults {
  /** Folds trained and tested; their results came as events. */
  train: { folds: number };
  /** `[n, 7]`, row-major. */
  predict: { probabilities: Float32Array };
  recognise: unknown;
  estimate: Estimate;
  probe: { engines: EngineReport[] };
}

export const outcomeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('finished'), result: z.unknown() }),
  z.object({ status: z.literal('stopped') }),
  z.object({ status: z.literal('cancelled') }),
  z.object({ status: z.literal('failed'), failure: failureSchema }),
]);
/** What a compute process says at the end of a job. */
export type Outcome = z.infer<typeof outcomeSchema>;

/** Laboratory → compute process. */
export const orderSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('job'), id: index, job: jobSchema }),
  z.object({ kind: z.literal('wish'), id: index, wish: z.enum(['run', 'pause', 'stop', 'cancel']) }),
  z.object({ kind: z.literal('input'), id: index, input: z.unknown() }),
  z.object({ kind: z.literal('shutdown') }),
]);
export type Order = z.infer<typeof orderSchema>;

/** Compute process → laboratory. */
export const reportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('heartbeat') }),
  z.object({ kind: z.literal('event'), id: index, event: jobEventSchema }),
  z.object({ kind: z.literal('outcome'), id: index, outcome: outcomeSchema }),
]);
export type Report = z.infer<typeof reportSchema>;

/** Throws {@link UserError} `invalid-job` when the parts of a training job do not fit together. */
export function checkTrainJob(job: TrainJob): void {
  const [bands, frames] = job.inputShape;
  if (bands * frames !== job.rowFloats) {
    throw new UserError(
      'invalid-job',
      `The feature rows hold ${job.rowFloats} values where the network takes ${bands} × ${frames}. Prepare the features again.`,
    );
  }
  if (job.startFold >= job.folds.length) {
    throw new UserError('invalid-job', `There is no fold ${job.startFold}; there are ${job.folds.length}.`);
  }
  for (const fold of job.folds) {
    for (const part of ['train', 'validation', 'test'] as const) {
      const beyond = fold[part].find((clip) => clip >= job.clips.length);
      if (beyond !== undefined) {
        throw new UserError(
          'invalid-job',
          `${fold.name} names clip ${beyond} (${part}), but the run has ${job.clips.length} clips. Make the split again.`,
        );
      }
    }
  }
}
