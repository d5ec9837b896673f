import type { Failure } from '../../../shared/failure.ts';
import { createGrowingSound } from './sample-buffer.ts';
import type { NewSound } from './session-store.ts';
import type { CaptureSink } from './use-capture.ts';
import { encodePcm16 } from './wav-encoding.ts';

const GREATEST_SECONDS = 600;
/** Shorter is a slip of the hand. */
const LEAST_SECONDS = 0.2;

const TOO_SHORT: Failure = {
  code: 'recording-too-short',
  message: 'Nothing was recorded: the microphone gave no sound. Record for a second or more.',
};

/** A sink that makes one recording of what the microphone gives, of ten minutes at most, and hands it over at the end. */
export function recordingSink(
  take: (sound: NewSound) => void,
  tooShort: (failure: Failure) => void,
  now: () => Date = () => new Date(),
) {
  return (sampleRateHz: number): CaptureSink => {
    const began = now();
    const sound = createGrowingSound(GREATEST_SECONDS * sampleRateHz);
    return {
      push: (chunk) => sound.push(chunk),
      end() {
        const durationSeconds = sound.sampleCount / sampleRateHz;
        if (durationSeconds < LEAST_SECONDS) {
          tooShort(TOO_SHORT);
          return;
        }
        const name = `Recording ${began.toLocaleTimeString('en-GB')}`;
        const wav = encodePcm16(sound.samples(), sampleRateHz);
        take({ name, sound: { wav, name }, durationSeconds, origin: 'microphone' });
      },
    };
  };
}
