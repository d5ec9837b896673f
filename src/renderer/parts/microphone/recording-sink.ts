import type { Failure } from '#shared/failure.ts';
import { MAX_SOUND_SECONDS } from '#shared/limits.ts';
import { createGrowingSound } from './sample-buffer.ts';
import type { CaptureSink } from './use-capture.ts';
import { encodePcm16 } from './wav-encoding.ts';

/** A recording that is not a file. */
export interface RecordedSound {
  /** By the time at which it started. */
  name: string;
  /** 16-bit PCM, mono, at the rate of the microphone. */
  wav: Uint8Array<ArrayBuffer>;
  durationSeconds: number;
}

/** A shorter recording is an accidental click. */
const MIN_SECONDS = 0.2;

const TOO_SHORT: Failure = {
  code: 'recording-too-short',
  message: 'Nothing was recorded: the microphone sent no sound. Record for at least 1 s.',
};

/**
 * A sink that makes one recording from the microphone's samples, of at most `maxSeconds`, and passes it to `take` at the end.
 */
export function recordingSink(
  take: (sound: RecordedSound) => void,
  tooShort: (failure: Failure) => void,
  maxSeconds = MAX_SOUND_SECONDS,
) {
  return (sampleRateHz: number): CaptureSink => {
    const startedAt = new Date();
    const sound = createGrowingSound(maxSeconds * sampleRateHz);
    return {
      push: (chunk) => sound.push(chunk),
      end() {
        const durationSeconds = sound.sampleCount / sampleRateHz;
        if (durationSeconds < MIN_SECONDS) {
          tooShort(TOO_SHORT);
          return;
        }
        const name = `Recording ${startedAt.toLocaleTimeString('en-GB')}`;
        const wav = encodePcm16(sound.samples(), sampleRateHz);
        take({ name, wav, durationSeconds });
      },
    };
  };
}
