import { readSoundFile } from '#core/audio/read-sound-file.ts';
import { rejectTooLong } from '#core/audio/sound.ts';
import { type FingerprintedSound, openSoundFile } from '#core/audio/sound-file.ts';
import type { SoundPiece, SoundReport, SoundSource, SoundTask } from '#core/audio/sound-reader.ts';
import { measureIntensity } from '#core/audio/voice/intensity.ts';
import { trackPitch } from '#core/audio/voice/pitch.ts';
import { createMeasurer, type Measurer } from '#core/corpora/scan/measure-clip.ts';
import { networkInput } from '#core/features/network-input.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { MAX_CLIP_BYTES, MAX_CLIP_FRAMES } from '#shared/limits.ts';
import type { Channel } from '#shared/settings/channel.ts';
import { timeAxisOf } from '#shared/settings/features.ts';
import { serveTasks } from './serve-tasks.ts';

/** Entry point of a process of `core/audio/sound-reader.ts`, which decodes sounds one after another. */

/** Samples that are sent at a time: 4 MB. */
const PIECE_SAMPLES = 2 ** 20;

let measurer: Promise<Measurer> | undefined;

async function answer(task: SoundTask, send: (piece: SoundPiece) => Promise<void>): Promise<unknown> {
  if (task.kind === 'measure') {
    // The process has nothing else to do while it reads, and reading at once takes less than half of the time.
    measurer ??= createMeasurer({ readAtOnce: true });
    return (await measurer).measure(task.path, 0);
  }
  if (task.kind === 'decode-bytes') {
    const { bytes, ...options } = task;
    return sendSamples(await openSoundFile(bytes).decode(options), send);
  }
  if (task.kind === 'curves') {
    const { sound } = await decode(task.source, task);
    rejectTooLong(sound.durationSeconds);
    const pitch = await trackPitch(sound.samples, sound.sampleRateHz);
    return { pitch, intensity: measureIntensity(sound.samples, sound.sampleRateHz) };
  }
  if (task.kind === 'features') {
    const { features, source } = task;
    const { channel } = timeAxisOf(features);
    const limits = { channel, maxBytes: MAX_CLIP_BYTES, maxFrames: MAX_CLIP_FRAMES };
    return networkInput(await decode(source, limits), features, { encoders: null });
  }
  return sendSamples(await decode(task, task), send);
}

function decode(
  source: SoundSource,
  limits: { channel?: Channel; maxBytes: number; maxFrames: number },
): FingerprintedSound | Promise<FingerprintedSound> {
  if ('bytes' in source) return openSoundFile(source.bytes).decode(limits);
  const tooLarge = () => new UserError('file-too-large', 'The file has grown while it was read. Try again.');
  return readSoundFile(source.path, { ...limits, tooLarge });
}

/** Sends the samples in pieces, so that no message is larger than the sound of a clip; the rest is the answer. */
async function sendSamples(
  { sound, fingerprint }: FingerprintedSound,
  send: (piece: SoundPiece) => Promise<void>,
): Promise<FingerprintedSound> {
  const { samples } = sound;
  for (let from = 0; from < samples.length; from += PIECE_SAMPLES)
    await send({ samples: samples.subarray(from, from + PIECE_SAMPLES), count: samples.length });
  return { sound: { ...sound, samples: new Float32Array(0) }, fingerprint };
}

serveTasks<SoundTask, SoundReport, SoundPiece>(async (task, send) => {
  try {
    return { kind: 'done', answer: await answer(task, send) };
  } catch (error) {
    return { kind: 'failed', failure: toFailure(error) };
  }
});
