/**
 * The contract: every request and every event between a door (window, page, command line) and the laboratory.
 * A door binds all of it with one loop; the schemas validate what crosses a wall, both ways.
 */
import { z } from 'zod';
import {
  doctorSchema,
  judgedClipSchema,
  networkDescriptionSchema,
  networkRunSchema,
  recognitionSchema,
  runSummarySchema,
  scanSummarySchema,
} from './answers.ts';
import { clipSchema, emotionCountsSchema, emotionSchema, problemSchema } from './corpora.ts';
import { failureSchema } from './failure.ts';
import { figuresSchema } from './figures.ts';
import { nativeInstallSchema, nativeRemovalSchema, nativeStatusSchema } from './native.ts';
import { leakageSchema, protocolSchema } from './protocols.ts';
import { recipeSchema } from './recipes.ts';
import {
  epochSchema,
  runSchema,
  runSettingsInputSchema,
  runSettingsSchema,
  runStatusSchema,
} from './runs.ts';

const folders = z.array(z.string().min(1)).min(1);
const nothing = z.object({});

const splitSizes = z.object({
  train: z.number().int(),
  validation: z.number().int(),
  test: z.number().int(),
});

const request = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });

/** What can be asked of the laboratory. */
export const requests = {
  doctor: request(nothing, doctorSchema),

  'native.status': request(nothing, nativeStatusSchema),
  /** Fetches and builds it; a long request, whose progress counts megabytes. */
  'native.install': request(nativeInstallSchema, nativeStatusSchema),
  'native.remove': request(nothing, nativeRemovalSchema),

  'corpora.scan': request(z.object({ folders }), scanSummarySchema),
  'corpora.clips': request(z.object({ folders }), z.array(clipSchema)),
  /** The thesis's tables (`Emotions,Path`), one per corpus and one for all; gives the paths written. */
  'corpora.export': request(z.object({ folders, target: z.string() }), z.array(z.string())),
  'corpora.sample': request(
    z.object({
      folder: z.string().nullable().default(null),
      layout: z.enum(['tess', 'savee', 'ravdess', 'crema-d']).default('ravdess'),
      speakers: z.number().int().min(1).max(500).optional(),
      clipsPerEmotion: z.number().int().min(1).max(1000).optional(),
      sampleRateHz: z.number().int().optional(),
      seed: z.number().int().default(7),
    }),
    z.object({ folder: z.string(), clips: z.number().int(), speakers: z.number().int() }),
  ),

  'recipes.list': request(nothing, z.array(recipeSchema)),
  /** One `.npy` a file, float32 `[bands, frames]`. */
  'features.write': request(
    z.object({
      files: z.array(z.string()).min(1),
      recipe: z.string(),
      offsetSamples: z.number().int().min(0).nullable().default(null),
      target: z.string(),
    }),
    z.array(
      z.union([
        z.object({ path: z.string(), npy: z.string(), shape: z.tuple([z.number().int(), z.number().int()]) }),
        z.object({ path: z.string(), problem: z.string() }),
      ]),
    ),
  ),

  'networks.list': request(nothing, z.array(z.string())),
  'networks.describe': request(
    /** Without a recipe: `log-mel` for the laboratory's own network, the thesis's for the thesis's. */
    z.object({ name: z.string(), recipe: z.string().optional() }),
    networkDescriptionSchema,
  ),
  /**
   * A network's output for any array, with the weights of any file: float32 `.npy` of `[n, bands, frames, 1]`,
   * `[n, bands, frames]` or `[bands, frames]` in, `[n, 7]` out.
   */
  'networks.run': request(
    z.object({
      name: z.string(),
      weights: z.string().min(1),
      input: z.string().min(1),
      output: z.string().min(1),
      engine: runSettingsSchema.shape.engine,
      foldChannels: z.boolean().default(false),
    }),
    networkRunSchema,
  ),

  /** What a run would do, before it does: the split, its audit and the clips of each part. */
  'splits.preview': request(
    z.object({ folders, protocol: protocolSchema, seed: z.number().int() }),
    z.array(
      z.object({
        name: z.string(),
        sizes: splitSizes,
        emotions: z.object({
          train: emotionCountsSchema,
          validation: emotionCountsSchema,
          test: emotionCountsSchema,
        }),
        leakage: leakageSchema,
      }),
    ),
  ),

  /** Scans, splits, records the run and starts it; gives its id as soon as it is in the log. */
  'runs.start': request(
    z.object({
      folders,
      settings: runSettingsInputSchema,
      name: z.string().max(200).optional(),
      tags: z.array(z.string().max(100)).default([]),
    }),
    z.object({ id: z.string() }),
  ),
  'runs.list': request(
    z.object({
      binned: z.boolean().default(false),
      limit: z.number().int().min(1).max(10_000).default(1000),
      offset: z.number().int().min(0).default(0),
    }),
    z.array(runSummarySchema),
  ),
  'runs.show': request(z.object({ run: z.string() }), runSchema),
  'runs.pause': request(z.object({ run: z.string() }), nothing),
  /** Goes on with a paused, stopped or interrupted run, from its last checkpoint. */
  'runs.resume': request(z.object({ run: z.string() }), z.object({ id: z.string() })),
  'runs.stop': request(z.object({ run: z.string() }), nothing),
  'runs.annotate': request(
    z.object({
      run: z.string(),
      name: z.string().max(200).optional(),
      tags: z.array(z.string().max(100)).optional(),
      notes: z.string().max(100_000).optional(),
    }),
    nothing,
  ),
  'runs.bin': request(z.object({ run: z.string() }), nothing),
  'runs.restore': request(z.object({ run: z.string() }), nothing),
  /** The judged test clips, the most confident errors first; those of one cell of the confusion matrix when asked. */
  'runs.predictions': request(
    z.object({
      run: z.string(),
      truth: emotionSchema.optional(),
      predicted: emotionSchema.optional(),
      limit: z.number().int().min(1).max(100_000).default(1000),
    }),
    z.array(judgedClipSchema),
  ),
  /** The figures of a run's recogniser on other clips, and what of them it had been trained on. */
  'runs.evaluate': request(
    z.object({ run: z.string(), folders }),
    figuresSchema.extend({ leakage: leakageSchema, problems: z.array(problemSchema) }),
  ),

  'recognise.files': request(
    z.object({
      run: z.string(),
      files: z.array(z.string()).min(1),
      timeline: z.boolean().default(false),
      hopSeconds: z.number().positive().default(1),
    }),
    z.array(recognitionSchema),
  ),
} as const;

/** What the laboratory tells of its own accord. */
export const events = {
  /** A long request's way; `call` is the caller's own name for it. */
  progress: z.object({
    call: z.string(),
    phase: z.string(),
    done: z.number(),
    total: z.number().nullable(),
  }),
  'run.status': z.object({ run: z.string(), status: runStatusSchema, failure: failureSchema.nullable() }),
  /** What a run does before, between and after its epochs: features, testing. */
  'run.phase': z.object({
    run: z.string(),
    phase: z.enum(['features', 'training', 'testing']),
    fold: z.number().int(),
    folds: z.number().int(),
    done: z.number(),
    total: z.number(),
  }),
  'run.batch': z.object({
    run: z.string(),
    fold: z.number().int(),
    epoch: z.number().int(),
    step: z.number().int(),
    steps: z.number().int(),
    loss: z.number(),
    accuracy: z.number(),
    clipsPerSecond: z.number(),
  }),
  'run.epoch': z.object({
    run: z.string(),
    folds: z.number().int(),
    epochs: z.number().int(),
    epoch: epochSchema,
  }),
} as const;

export type RequestName = keyof typeof requests;
export type RequestInput<N extends RequestName> = z.input<(typeof requests)[N]['input']>;
export type RequestParsed<N extends RequestName> = z.output<(typeof requests)[N]['input']>;
export type RequestOutput<N extends RequestName> = z.output<(typeof requests)[N]['output']>;
export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.output<(typeof events)[N]>;
export type LaboratoryEvent = { [N in EventName]: { name: N; data: EventData<N> } }[EventName];

export interface CallOptions {
  /** The caller's name for the call, carried by its progress events. */
  call?: string;
  signal?: AbortSignal;
}

/** What every door holds: the laboratory itself, or a bridge to it. */
export interface LaboratoryPort {
  invoke<N extends RequestName>(
    name: N,
    input: RequestInput<N>,
    options?: CallOptions,
  ): Promise<RequestOutput<N>>;
  /** Gives the function that ends the subscription. */
  subscribe(listener: (event: LaboratoryEvent) => void): () => void;
}
