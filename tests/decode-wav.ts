import type { Sound } from '#core/audio/sound.ts';
import { decodeSound } from '#core/audio/sound-file.ts';

export const decodeWav = (bytes: Uint8Array): Sound => decodeSound(bytes).sound;
export const soundFingerprint = (bytes: Uint8Array): string => decodeSound(bytes).fingerprint;
