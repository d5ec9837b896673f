import { clippedShare } from '#core/audio/level.ts';
import { type ReadOptions, readSoundFile } from '#core/audio/read-sound-file.ts';
import type { Sound } from '#core/audio/sound.ts';
import { type FingerprintedSound, openSoundFile } from '#core/audio/sound-file.ts';
import { createSoundReader, type SoundReader } from '#core/audio/sound-reader.ts';
import { type LoadNetwork, NETWORK_STOPPED } from '#core/features/encoder/network-process.ts';
import { createSigner, type Signer } from '#core/fingerprints/acoustic-signature.ts';
import { type JobControl, yieldToMessages } from '#core/jobs/job-control.ts';
import type { JobContext, JobHandler } from '#core/jobs/job-handler.ts';
import type { RecognisedSound, RecognitionJob } from '#core/jobs/kinds/recognition-job.ts';
import { detectSpeech } from '#core/recognition/speech/speech-presence.ts';
import { type LongSound, predictTimeline, soundInMemory } from '#core/recognition/timeline/timeline.ts';
import type { SoundPrediction } from '#shared/answers.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { MAX_PREDICTED_BYTES, MAX_PREDICTED_FRAMES } from '#shared/limits.ts';
import { createRandom } from '#shared/random.ts';
import { timeAxisOf } from '#shared/settings/features.ts';
import { type ClipModel, meanPredictions } from './clip-model.ts';
import { explainSound } from './explanation/explain-sound.ts';
import { createLoadedModels, type ExplainableModel, type LoadedModel } from './loaded-models.ts';
import { dimensionsOf, measureDimensions } from './measure-dimensions.ts';
import { predictSound } from './predict-clip.ts';

/** A sound longer than this number of windows gets a timeline, because one window would ignore most of it. */
const LONG_WINDOWS = 2;

/**
 * Creates the handlers of recognition and explanation jobs, with the models that their process keeps loaded. They decode
 * compressed sounds in a process of `soundProcess`.
 */
export function createRecognition(
  soundProcess: URL,
  loadNetwork?: LoadNetwork,
): {
  /**
   * Predicts files and sounds one after another. A sound that cannot be read or contains no speech gives a problem. Throws
   * {@link UserError} `weights-unreadable`, `weights-mismatch`, `engine-unavailable`, `cancelled`.
   */
  recognise: JobHandler<'recognise'>;
  /** Throws the same, `no-feature-map`, `unknown-emotion`, and why the sound cannot be read. */
  explain: JobHandler<'explain'>;
} {
  const reader = createSoundReader(soundProcess, 1);
  const models = createLoadedModels(loadNetwork);
  let signer: Promise<Signer> | undefined;
  const recognise: JobHandler<'recognise'> = async (job, context) => {
    const loaded = await models.load(job, context.engine);
    emitEngine(loaded, context);
    const { model } = loaded;
    signer ??= createSigner();
    const { sign } = await signer;
    const { files, sounds } = job;
    const total = files.length + sounds.length;
    if (total === 0) await warmUp(model);
    const results: RecognisedSound[] = [];
    const predict = async (path: string, read: () => Promise<FingerprintedSound>) => {
      await yieldToMessages(context.control);
      results.push(await predictBytes(path, read, model, job, context.control, sign));
      context.emit({ kind: 'progress', done: results.length, total });
    };
    const { signal } = context.control;
    const { channel } = timeAxisOf(job.features);
    for (const path of files) await predict(path, () => readBounded(path, { channel, reader, signal }));
    for (const sound of sounds) await predict('', () => decodeBytes(sound, { channel, reader, signal }));
    return results;
  };
  const explain: JobHandler<'explain'> = async ({ sound, method, emotion, ...job }, context) => {
    const { control, emit } = context;
    const dimensions = dimensionsOf(job.features);
    if (dimensions !== null) {
      throw new UserError(
        'no-emotions',
        `This model gives ${dimensions.join(', ')}, and no emotions that could be explained.`,
      );
    }
    const { model, chosen } = await models.load(job, context.engine);
    await yieldToMessages(control);
    const options = { channel: timeAxisOf(job.features).channel, reader, signal: control.signal };
    const read = 'path' in sound ? readBounded(sound.path, options) : decodeBytes(sound.wav, options);
    const found = await explainSound(await read, model, {
      method,
      emotion,
      onProgress: async (done, total) => {
        emit({ kind: 'progress', done, total });
        await yieldToMessages(control);
      },
    });
    return { ...found, engine: chosen.engine.name, device: chosen.engine.device };
  };
  return { recognise, explain };
}

function emitEngine({ chosen, parameters }: LoadedModel, { emit }: JobContext): void {
  const { engine, why, versions } = chosen;
  emit({ kind: 'engine', engine: engine.name, device: engine.device, why, versions, parameters });
}

/** Runs the whole computation once with half a second of noise, because the first use compiles code. */
async function warmUp(model: ClipModel): Promise<void> {
  const random = createRandom('warm-up');
  const noise = Float32Array.from({ length: 24_000 }, () => 0.1 * random.normal());
  detectSpeech(noise, 48_000);
  await meanPredictions(model, [await model.extractor.extract(noise, 48_000, 'warm-up')]);
}

/** `path` is empty for a sound that is not a file. */
async function predictBytes(
  path: string,
  read: () => Promise<FingerprintedSound>,
  model: ExplainableModel,
  job: RecognitionJob,
  control: JobControl,
  sign: Signer['sign'],
): Promise<RecognisedSound> {
  try {
    const { sound, fingerprint: identity } = await read();
    const { samples, sampleRateHz } = sound;
    const found = { fingerprint: identity, signature: sign(samples, sampleRateHz) };
    const warning = warningOf(sound, job);
    const names = dimensionsOf(job.features);
    if (names !== null) {
      const measured = await measureDimensions(
        { samples, sampleRateHz, identity },
        model.extractor,
        names,
        async () => {
          // Lets a cancellation arrive between two windows.
          await yieldToMessages(control);
          return control.signal;
        },
      );
      if ('problem' in measured) return { prediction: { path, ...measured }, ...found };
      return { prediction: { path, ...measured, ...warning }, ...found };
    }
    const isLong = sound.durationSeconds > LONG_WINDOWS * timeAxisOf(job.features).durationSeconds;
    if (job.timeline || isLong) {
      const long = await predictLong(path, sound, identity, model, job.hopSeconds, control);
      return { prediction: 'problem' in long ? long : { ...long, ...warning }, ...found };
    }
    const prediction = await predictSound({ samples, sampleRateHz, identity }, model);
    if (prediction.problem !== undefined) {
      // Nothing is heard in the mean of channels that cancel each other out.
      const problem = sound.cancelledDbfs === undefined ? prediction.problem : CANCELLED;
      return { prediction: { path, problem }, ...found };
    }
    const { emotion, probabilities, milliseconds } = prediction;
    return { prediction: { path, emotion, probabilities, milliseconds, ...warning }, ...found };
  } catch (error) {
    const failure = toFailure(error);
    if (['cancelled', 'internal', NETWORK_STOPPED].includes(failure.code)) throw error;
    return { prediction: { path, problem: failure.message }, fingerprint: null, signature: '' };
  }
}

const CANCELLED =
  'The channels cancel each other out in their mean, so the mean has no speech. Use one of the channels: train with another channel, or save the file as mono.';

/** None of 788 clips of RAVDESS and TESS has any clipped samples. */
const CLIPPED_SHARE = 0.0005;

/** Of a model that knows a speaker by several clips. */
const ONE_RECORDING =
  'This model was trained with normalised speakers and needs several clips of the speaker. This recording was normalised by itself, so the prediction is often wrong. Use a model without normalised speakers for single recordings.';

function warningOf(
  { samples, warning }: Sound,
  { normaliseSpeakers }: Pick<RecognitionJob, 'normaliseSpeakers'>,
): { warning?: string } {
  const clipped = clippedShare(samples);
  const clipping =
    clipped < CLIPPED_SHARE
      ? null
      : `Clipped: ${(100 * clipped).toFixed(1)} % of the samples are cut off at full scale. Record at a lower level; the prediction may be wrong.`;
  const all = [warning, clipping, normaliseSpeakers ? ONE_RECORDING : null].filter((one) => one !== null);
  return all.length === 0 ? {} : { warning: all.join(' ') };
}

async function predictLong(
  path: string,
  { samples, sampleRateHz }: Sound,
  identity: string,
  model: ClipModel,
  hopSeconds: number,
  control: JobControl,
): Promise<SoundPrediction> {
  const startedAt = performance.now();
  const inMemory = soundInMemory(samples, sampleRateHz, identity);
  const sound: LongSound = {
    ...inMemory,
    async read(start, count) {
      // Lets a cancellation arrive between two windows.
      await yieldToMessages(control);
      return inMemory.read(start, count);
    },
  };
  const { signal } = control;
  const { segments, overall } = await predictTimeline(sound, model, { hopSeconds, signal });
  if (overall === null) return { path, problem: 'No speech detected.' };
  return { path, ...overall, milliseconds: performance.now() - startedAt, timeline: segments };
}

/** @throws UserError what `openSoundFile` and {@link SoundReader} throw. */
async function decodeBytes(
  bytes: Uint8Array,
  { channel = 'mean', reader, signal }: Pick<ReadOptions, 'channel' | 'signal'> & { reader: SoundReader },
): Promise<FingerprintedSound> {
  const file = openSoundFile(bytes);
  if (file.quick) return file.decode({ ...LIMITS, channel });
  return reader.run({ kind: 'decode-bytes', ...LIMITS, bytes, channel }, bytes.length, signal);
}

const LIMITS = { maxFrames: MAX_PREDICTED_FRAMES };

/** @throws UserError `file-unreadable`, `file-too-large`, and what {@link readSoundFile} throws. */
async function readBounded(
  path: string,
  options: Pick<ReadOptions, 'channel' | 'reader' | 'signal'>,
): Promise<FingerprintedSound> {
  const tooLarge = () =>
    new UserError(
      'file-too-large',
      'Larger than 1 GiB. Cut the file into parts, or convert it to 16 kHz mono.',
    );
  try {
    return await readSoundFile(path, { ...LIMITS, ...options, maxBytes: MAX_PREDICTED_BYTES, tooLarge });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('file-unreadable', `Cannot read the file: ${(error as Error).message}`);
  }
}
