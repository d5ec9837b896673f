import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { decodeSound } from '#core/audio/sound-file.ts';
import { createSoundReader } from '#core/audio/sound-reader.ts';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { MAX_CLIP_BYTES, MAX_CLIP_FRAMES } from '#shared/limits.ts';
import { ENTRIES } from '../../../setup/make-laboratory.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

function reader() {
  const made = createSoundReader(ENTRIES.sounds, 1);
  onTestFinished(() => made[Symbol.asyncDispose]());
  return made;
}

it.each([
  ['a short sound', 5],
  // Samples come in pieces of about a million.
  ['a whole number of pieces', 2 * 2 ** 20],
  ['a sound that ends within a piece', 2 ** 20 + 7],
])('decodes %s as this process does', async (_name, count) => {
  const samples = Float32Array.from({ length: count }, (_, i) => Math.sin(i / 50));
  const bytes = new Uint8Array(encodeWav(samples, 16_000));
  const path = join(temporaryFolder(), 'sound.wav');
  writeFileSync(path, bytes);
  const here = decodeSound(bytes);
  const { run } = reader();
  const limits = { channel: 'mean', maxFrames: MAX_CLIP_FRAMES } as const;
  const task = { kind: 'decode', path, maxBytes: MAX_CLIP_BYTES, ...limits } as const;
  for (const there of [
    await run(task, bytes.length),
    await run({ kind: 'decode-bytes', bytes, ...limits }, bytes.length),
  ]) {
    expect(there.fingerprint).toBe(here.fingerprint);
    expect({ ...there.sound, samples: null }).toEqual({ ...here.sound, samples: null });
    expect(there.sound.samples.length).toBe(count);
    expect(
      Buffer.compare(Buffer.from(there.sound.samples.buffer), Buffer.from(here.sound.samples.buffer)),
    ).toBe(0);
  }
});

it('gives the reason for a file that cannot be decoded, and decodes the next one', async () => {
  const { run } = reader();
  const task = { kind: 'decode-bytes', channel: 'mean', maxFrames: 100 } as const;
  const damaged = new TextEncoder().encode('no sound at all');
  await expect(run({ ...task, bytes: damaged }, 15)).rejects.toMatchObject({ code: 'wav-unreadable' });
  const bytes = new Uint8Array(encodeWav(new Float32Array(100), 16_000));
  await expect(run({ ...task, maxFrames: 99, bytes }, 300)).rejects.toMatchObject({ code: 'sound-too-long' });
  expect((await run({ ...task, bytes }, 300)).sound.samples).toHaveLength(100);
});
