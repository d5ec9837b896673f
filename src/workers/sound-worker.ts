import { parentPort } from 'node:worker_threads';
import { readSoundFile } from '#core/audio/read-sound-file.ts';
import { rejectTooLong } from '#core/audio/sound.ts';
import { type FingerprintedSound, openSoundFile } from '#core/audio/sound-file.ts';
import type { SoundReport, SoundSource, SoundTask } from '#core/audio/sound-reader.ts';
import { measureIntensity } from '#core/audio/voice/intensity.ts';
import { trackPitch } from '#core/audio/voice/pitch.ts';
import { createMeasurer, type Measurer } from '#core/corpora/scan/measure-clip.ts';
import { networkInput } from '#core/features/network-input.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { MAX_CLIP_BYTES, MAX_CLIP_FRAMES } from '#shared/limits.ts';
import type { Channel } from '#shared/settings/channel.ts';
import { timeAxisOf } from '#shared/settings/features.ts';

/** Entry point of a thread of `core/audio/sound-reader.ts`, which decodes sounds one after another. */
const port = parentPort;
if (!port) throw new Error('sound-worker.ts runs as a worker thread only.');

let measurer: Promise<Measurer> | undefined;

async function answer(task: SoundTask): Promise<{ answer: unknown; moved?: ArrayBuffer[] }> {
  if (task.kind === 'measure') {
    // The thread has nothing else to do while it reads, and reading at once takes less than half of the time.
    measurer ??= createMeasurer({ readAtOnce: true });
    return { answer: await (await measurer).measure(task.path, 0) };
  }
  if (task.kind === 'decode-bytes') {
    const { bytes, ...options } = task;
    return moved(await openSoundFile(bytes).decode(options));
  }
  if (task.kind === 'curves') {
    const { sound } = await decode(task.source, task);
    rejectTooLong(sound.durationSeconds);
    const pitch = await trackPitch(sound.samples, sound.sampleRateHz);
    return { answer: { pitch, intensity: measureIntensity(sound.samples, sound.sampleRateHz) } };
  }
  if (task.kind === 'features') {
    const { features, source } = task;
    const { channel } = timeAxisOf(features);
    const limits = { channel, maxBytes: MAX_CLIP_BYTES, maxFrames: MAX_CLIP_FRAMES };
    return {
      answer: await networkInput(await decode(source, limits), features, { encoders: null }),
    };
  }
  const decoded = await decode(task, task);
  return moved(decoded);
}

function decode(
  source: SoundSource,
  limits: { channel?: Channel; maxBytes: number; maxFrames: number },
): FingerprintedSound | Promise<FingerprintedSound> {
  if ('bytes' in source) return openSoundFile(source.bytes).decode(limits);
  const tooLarge = () => new UserError('file-too-large', 'The file has grown while it was read. Try again.');
  return readSoundFile(source.path, { ...limits, tooLarge });
}

/** Hands the samples over instead of copying them. */
function moved(decoded: FingerprintedSound) {
  return { answer: decoded, moved: [decoded.sound.samples.buffer as ArrayBuffer] };
}

async function report(task: SoundTask): Promise<void> {
  try {
    const done = await answer(task);
    port?.postMessage({ kind: 'done', answer: done.answer } satisfies SoundReport, done.moved);
  } catch (error) {
    port?.postMessage({ kind: 'failed', failure: toFailure(error) } satisfies SoundReport);
  }
}

/** The next task may come before this one is answered. */
let last = Promise.resolve();
port.on('message', (task: SoundTask) => {
  last = last.then(() => report(task));
});
port.postMessage('ready');
