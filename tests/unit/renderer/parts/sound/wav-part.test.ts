import { expect, it } from 'vitest';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { wavPart } from '#renderer/parts/sound/wav-part.ts';
import { decodeWav } from '../../../../decode-wav.ts';

const RAMP = Float32Array.from({ length: 1000 }, (_, i) => i / 1000);

it.each(['pcm16', 'pcm24', 'float32'] as const)('cuts %s between samples', (format) => {
  const wav = encodeWav(RAMP, 1000, format);
  const part = wavPart(wav, { startSeconds: 0.2004, endSeconds: 0.3 })!;
  expect(part.startSeconds).toBe(0.2);
  const { samples, sampleRateHz } = decodeWav(part.wav);
  expect(sampleRateHz).toBe(1000);
  expect(samples).toEqual(decodeWav(wav).samples.slice(200, 300));
});

it('cuts at the ends of the sound, and finds its chunks', () => {
  const wav = encodeWav(RAMP, 1000);
  const all = wavPart(wav, { startSeconds: -1, endSeconds: 9 })!;
  expect(all.startSeconds).toBe(0);
  expect(all.wav).toEqual(wav);
  // A chunk between the format and the samples.
  const longer = new Uint8Array(wav.length + 12);
  longer.set(wav.subarray(0, 36));
  longer.set(new TextEncoder().encode('LIST'), 36);
  longer[40] = 4;
  longer.set(wav.subarray(36), 48);
  expect(wavPart(longer, { startSeconds: 0, endSeconds: 1 })?.wav).toEqual(wav);
});

it('gives nothing for bytes that are no WAV file', () => {
  const range = { startSeconds: 0, endSeconds: 1 };
  for (const length of [0, 3, 44, 100]) expect(wavPart(new Uint8Array(length), range)).toBeNull();
});
