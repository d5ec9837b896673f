import { open } from 'node:fs/promises';
import type { Recognition } from '../../shared/answers.ts';
import { EMOTIONS } from '../../shared/emotions.ts';
import { throwIfCancelled, toFailure, UserError } from '../../shared/failure.ts';
import { decodeWav, type Sound, soundFingerprint } from '../audio/wav.ts';
import type { Network } from '../engines/engine.ts';
import { readSafetensors } from '../engines/safetensors.ts';
import { createExtractor } from '../features/extract.ts';
import { networkNamed } from '../models/registry.ts';
import type { RecogniseJob } from '../training/job.ts';
import type { JobContext } from '../training/job-context.ts';
import { breathe } from '../training/run-control.ts';
import { recogniseSound } from './recognise.ts';
import type { Recogniser } from './recogniser.ts';
import { type RecognitionPayload, recognitionPayloadSchema } from './recognition-job.ts';
import { recogniseTimeline, soundInMemory } from './timeline.ts';

/** Nine hours of 16 kHz mono, or 96 minutes of a stereo CD: more is cut before it is looked at, not after. */
const GREATEST_FILE_BYTES = 1024 ** 3;

/** From so many windows on, a sound is long: one window would leave most of it unheard. */
const LONG_WINDOWS = 2;

/**
 * Recognises files, one after another; what cannot be read or holds no speech becomes a problem of its own. Throws
 * {@link UserError} `weights-unreadable`, `weights-mismatch`, `engine-unavailable`, `cancelled`.
 */
export async function runRecognition(job: RecogniseJob, context: JobContext): Promise<Recognition[]> {
  const payload = recognitionPayloadSchema.parse(job.payload);
  const { engine } = await context.engine(payload.engine);
  using network = await engine.build(networkNamed(payload.network, payload.inputShape), { seed: 0 });
  using extractor = await createExtractor(payload.recipe);
  const recogniser = {
    recipe: payload.recipe,
    extractor,
    networks: [await withWeights(network, payload.weightsPaths)],
  };
  const results: Recognition[] = [];
  for (const path of payload.files) {
    await breathe(context.control);
    throwIfCancelled(context.control.signal);
    results.push(await recogniseFile(path, recogniser, payload, context.control.signal));
    context.emit({ kind: 'progress', done: results.length, total: payload.files.length });
  }
  return results;
}

async function recogniseFile(
  path: string,
  recogniser: Recogniser,
  payload: RecognitionPayload,
  signal: AbortSignal,
): Promise<Recognition> {
  try {
    const bytes = await readBounded(path);
    const sound = decodeWav(bytes);
    const identity = soundFingerprint(bytes);
    const warning = sound.warning === null ? {} : { warning: sound.warning };
    const isLong = sound.durationSeconds > LONG_WINDOWS * payload.recipe.durationSeconds;
    if (payload.timeline || isLong) {
      const long = await recogniseLong(path, sound, identity, recogniser, payload.hopSeconds, signal);
      return 'problem' in long ? long : { ...long, ...warning };
    }
    const { samples, sampleRateHz } = sound;
    const heard = await recogniseSound({ samples, sampleRateHz, identity }, recogniser);
    if (heard.problem !== undefined) return { path, problem: heard.problem };
    const { emotion, probabilities, milliseconds } = heard;
    return { path, emotion, probabilities, milliseconds, ...warning };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === 'cancelled' || failure.code === 'internal') throw error;
    return { path, problem: failure.message };
  }
}

async function recogniseLong(
  path: string,
  { samples, sampleRateHz }: Sound,
  identity: string,
  recogniser: Recogniser,
  hopSeconds: number,
  signal: AbortSignal,
): Promise<Recognition> {
  const began = performance.now();
  const sound = soundInMemory(samples, sampleRateHz, identity);
  const { segments, overall } = await recogniseTimeline(sound, recogniser, { hopSeconds, signal });
  if (overall === null) return { path, problem: 'Nobody speaks in it.' };
  return { path, ...overall, milliseconds: performance.now() - began, timeline: segments };
}

/** @throws UserError `file-unreadable`, `file-too-large`. */
async function readBounded(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > GREATEST_FILE_BYTES) {
      throw new UserError(
        'file-too-large',
        'It is larger than 1 GiB. Cut it into parts, or make it 16 kHz mono.',
      );
    }
    return await file.readFile();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('file-unreadable', `It cannot be read: ${(error as Error).message}`);
  }
}

/**
 * The network with its weights; with several, the mean of what it says with each, which are put in turn: so ninety
 * folds take the memory of one network.
 */
async function withWeights(network: Network, paths: readonly string[]): Promise<Pick<Network, 'predict'>> {
  const put = async (path: string) => network.writeWeights((await readSafetensors(path)).tensors);
  if (paths.length === 1) {
    await put(paths[0]);
    return network;
  }
  return {
    predict: async (inputs, n) => {
      const mean = new Float32Array(n * EMOTIONS.length);
      for (const path of paths) {
        await put(path);
        const probabilities = await network.predict(inputs, n);
        for (let i = 0; i < mean.length; i++) mean[i] += probabilities[i] / paths.length;
      }
      return mean;
    },
  };
}
