import { open } from 'node:fs/promises';
import type { Recognition } from '../../shared/answers.ts';
import { toFailure, UserError } from '../../shared/failure.ts';
import { createRandom } from '../../shared/random.ts';
import { clippedShare } from '../audio/level.ts';
import { decodeWav, type Sound, soundFingerprint } from '../audio/wav.ts';
import type { JobContext, JobHandler } from '../training/job-context.ts';
import { breathe, type RunControl } from '../training/run-control.ts';
import { createKeptRecognisers, type LoadedRecogniser } from './kept-recognisers.ts';
import { recogniseSound } from './recognise.ts';
import { meanPredictions, type Recogniser } from './recogniser.ts';
import { type RecognitionPayload, recognitionPayloadSchema } from './recognition-job.ts';
import { detectSpeech } from './speech-presence.ts';
import { type LongSound, recogniseTimeline, soundInMemory } from './timeline.ts';

/** Nine hours of 16 kHz mono, or 96 minutes of a stereo CD: more is cut before it is looked at, not after. */
const GREATEST_FILE_BYTES = 1024 ** 3;

/** From so many windows on, a sound is long: one window would leave most of it unheard. */
const LONG_WINDOWS = 2;

/**
 * The handler of recognition, with the recognisers that its process keeps loaded. Recognises files and sounds, one after
 * another; what cannot be read or holds no speech becomes a problem of its own. Throws {@link UserError}
 * `weights-unreadable`, `weights-mismatch`, `engine-unavailable`, `cancelled`.
 */
export function createRecognition(): JobHandler<'recognise'> {
  const recognisers = createKeptRecognisers();
  return async (job, context) => {
    const payload = recognitionPayloadSchema.parse(job.payload);
    const loaded = await recognisers.load(payload, context.engine);
    tellEngine(loaded, context);
    const { recogniser } = loaded;
    const { files, sounds } = payload;
    const total = files.length + sounds.length;
    if (total === 0) await warmUp(recogniser);
    const results: Recognition[] = [];
    const judge = async (path: string, read: () => Promise<Uint8Array> | Uint8Array) => {
      await breathe(context.control);
      results.push(await recogniseBytes(path, read, recogniser, payload, context.control));
      context.emit({ kind: 'progress', done: results.length, total });
    };
    for (const path of files) await judge(path, () => readBounded(path));
    for (const sound of sounds) await judge('', () => sound);
    return results;
  };
}

function tellEngine({ chosen, parameters }: LoadedRecogniser, { emit }: JobContext): void {
  const { engine, why, versions } = chosen;
  emit({ kind: 'engine', engine: engine.name, device: engine.device, why, versions, parameters });
}

/** Goes the whole way once, with half a second of noise: what is compiled when first used is then compiled. */
async function warmUp(recogniser: Recogniser): Promise<void> {
  const random = createRandom('warm-up');
  const noise = Float32Array.from({ length: 24_000 }, () => 0.1 * random.normal());
  detectSpeech(noise, 48_000);
  await meanPredictions(recogniser, [await recogniser.extractor.extract(noise, 48_000, 'warm-up')]);
}

/** `path` is empty for what is no file. */
async function recogniseBytes(
  path: string,
  read: () => Promise<Uint8Array> | Uint8Array,
  recogniser: Recogniser,
  payload: RecognitionPayload,
  control: RunControl,
): Promise<Recognition> {
  try {
    const bytes = await read();
    const sound = decodeWav(bytes);
    const identity = soundFingerprint(bytes);
    const warning = warningOf(sound);
    const isLong = sound.durationSeconds > LONG_WINDOWS * payload.recipe.durationSeconds;
    if (payload.timeline || isLong) {
      const long = await recogniseLong(path, sound, identity, recogniser, payload.hopSeconds, control);
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

/** Of 788 clips of RAVDESS and TESS none has any at all. */
const CLIPPED_SHARE = 0.0005;

function warningOf({ samples, warning }: Sound): { warning?: string } {
  const clipped = clippedShare(samples);
  const loud =
    clipped < CLIPPED_SHARE
      ? null
      : `It is clipped: ${(100 * clipped).toFixed(1)} % of its samples are cut off at full scale. Record it less loud; a voice so distorted may be judged wrongly.`;
  const all = [warning, loud].filter((one) => one !== null);
  return all.length === 0 ? {} : { warning: all.join(' ') };
}

async function recogniseLong(
  path: string,
  { samples, sampleRateHz }: Sound,
  identity: string,
  recogniser: Recogniser,
  hopSeconds: number,
  control: RunControl,
): Promise<Recognition> {
  const began = performance.now();
  const inMemory = soundInMemory(samples, sampleRateHz, identity);
  const sound: LongSound = {
    ...inMemory,
    async read(start, count) {
      // Between two windows: a wish to cancel is heard.
      await breathe(control);
      return inMemory.read(start, count);
    },
  };
  const { signal } = control;
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
