import type { InputWarning } from './input-level.ts';
import { blockedMicrophone } from './microphone-problem.ts';

/** A problem of the microphone's level, and what to do. */
export function levelWarning(warning: InputWarning): string {
  switch (warning) {
    case 'blocked':
      return blockedMicrophone();
    case 'silence':
      return 'No sound. Check that the microphone is on and that the right one is chosen.';
    case 'clipping':
      return 'Too loud: the sound is clipped. Move away, or lower the microphone level.';
  }
}
