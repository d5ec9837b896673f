/**
 * The contract: every request and every event between a door (window, page, command line) and the laboratory.
 * A door binds all of it with one loop; the schemas validate what crosses a wall, both ways.
 */
import { z } from 'zod';
import {
  aboutSchema,
  doctorSchema,
  groupFiguresSchema,
  judgedClipSchema,
  networkDescriptionSchema,
  networkRunSchema,
  recognitionSchema,
  runSummarySchema,
  scanSummarySchema,
} from './answers.ts';
import { clipSchema, emotionSchema, problemSchema } from './corpora.ts';
import { failureSchema } from './failure.ts';
import { figuresSchema } from './figures.ts';
import { detectionSchema, folderListingSchema, libraryClipsSchema, libraryFolderSchema } from './library.ts';
import { nativeInstallSchema, nativeRemovalSchema, nativeStatusSchema } from './native.ts';
import { runPlanSchema, splitPreviewSchema } from './plans.ts';
import { leakageSchema, protocolSchema } from './protocols.ts';
import { recipeSchema } from './recipes.ts';
import {
  batchPointSchema,
  epochSchema,
  runSchema,
  runSettingsInputSchema,
  runSettingsSchema,
  runStatusSchema,
} from './runs.ts';

import { bytesSchema, recordingSchema, soundPictureSchema } from './sounds.ts';

const folders = z.array(z.string().min(1)).min(1);
const nothing = z.object({});

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

  /** The corpora that the user has added, which the laboratory remembers. */
  'library.list': request(nothing, z.array(libraryFolderSchema)),
  /** A quick look before a scan: no sound is read. */
  'library.detect': request(z.object({ folder: z.string().min(1) }), detectionSchema),
  /** Scans folders and remembers them; a folder that is there already is scanned anew. A long request. */
  'library.add': request(z.object({ folders }), z.array(libraryFolderSchema)),
  /** Forgets a folder; its files stay, and so do the runs that used it. `library.add` takes it back. */
  'library.remove': request(z.object({ folder: z.string() }), nothing),
  /**
   * The clips and problems of the folders' last scan, without reading them again; of both lists the stretch from
   * `offset` on, since ten thousand of them at once would hold a page up.
   */
  'library.clips': request(
    z.object({
      folders,
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(100_000).default(100_000),
    }),
    libraryClipsSchema,
  ),
  /** The folders of this machine, for a page without a dialog; null: the home folder. */
  'folders.list': request(z.object({ folder: z.string().nullable().default(null) }), folderListingSchema),

  /** A sound file as PCM WAV that any browser plays, whatever its format was. */
  'sounds.read': request(
    z.object({ path: z.string() }),
    z.object({ wav: bytesSchema, durationSeconds: z.number() }),
  ),
  /** The picture of a file, or of a sound that has none. */
  'sounds.picture': request(
    z.object({ sound: z.union([z.object({ path: z.string() }), z.object({ wav: bytesSchema })]) }),
    soundPictureSchema,
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

  /** Settings that go together, whole; the laboratory's own default first. */
  'presets.list': request(
    nothing,
    z.array(z.object({ name: z.string(), about: z.string(), settings: runSettingsSchema })),
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
    z.array(splitPreviewSchema),
  ),

  /**
   * What a run would do: its split and audit, parameters, memory, time, engine. Nothing is recorded. `tryOut`: where no
   * earlier run tells the time, a few steps of the network do, which takes seconds.
   */
  'runs.plan': request(
    z.object({ folders, settings: runSettingsInputSchema, tryOut: z.boolean().default(false) }),
    runPlanSchema,
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
  /** Figures of a finished run's test clips by corpus, sex or speaker; a group without a name is `unknown`. */
  'runs.groups': request(
    z.object({ run: z.string(), by: z.enum(['corpus', 'sex', 'speaker']) }),
    z.array(groupFiguresSchema),
  ),
  /** The batches of a run that trains, thinned to at most 2,000 points, for a page that was opened later. */
  'runs.batches': request(z.object({ run: z.string() }), z.array(batchPointSchema)),
  /** The runs in hand: the one that trains or is paused, then those that wait, in the order of their turns. */
  'runs.queue': request(nothing, z.array(z.string())),
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
  /** A sound that is no file: a recording, a window of the microphone. Does not wait for a run that trains. */
  'recognise.sound': request(
    z.object({
      run: z.string(),
      wav: bytesSchema,
      timeline: z.boolean().default(false),
      hopSeconds: z.number().positive().default(1),
    }),
    recognitionSchema,
  ),
  /** Loads a recogniser, so that the first recording need not wait for it. */
  'recognise.prepare': request(
    z.object({ run: z.string() }),
    z.object({ engine: z.string(), device: z.string() }),
  ),

  /** Keeps a recording in the laboratory's folder. */
  'recordings.keep': request(
    z.object({ name: z.string().min(1).max(200), wav: bytesSchema }),
    recordingSchema,
  ),
  'recordings.list': request(nothing, z.array(recordingSchema)),
  'recordings.remove': request(z.object({ id: z.string() }), nothing),
  'recordings.restore': request(z.object({ id: z.string() }), nothing),

  /** The program, its packages and their licences. */
  about: request(nothing, aboutSchema),
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
  /** What a run does before, between and after its epochs; counts clips of features and of a fold's test, and epochs. */
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
  /** How busy the machine is with a run, every two seconds or so. */
  'run.load': z.object({
    run: z.string(),
    /** Of all cores, 0…100. */
    cpuPercent: z.number(),
    memoryBytes: z.number(),
    /** Null where no GPU is used or nothing tells. */
    gpuPercent: z.number().nullable(),
    gpuMemoryBytes: z.number().nullable(),
  }),
  /** The user's corpora have changed. */
  'library.changed': z.object({}),
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
