/** The WebAssembly instances of decoders are used again, and nothing of one file reaches the next one. */
import { readFileSync } from 'node:fs';
import { MPEGDecoder } from 'mpg123-decoder';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createInstanceKeeper } from '#core/audio/encodings/kept-instances.ts';
import { openSoundFile } from '#core/audio/sound-file.ts';
import { createRandom } from '#shared/random.ts';

const FOLDER = new URL('../../fixtures/sounds/', import.meta.url);
const bytesOf = (name: string) => readFileSync(new URL(name, FOLDER));
const decode = async (bytes: Uint8Array) => {
  const { fingerprint, sound } = await openSoundFile(bytes).decode();
  return {
    fingerprint,
    warning: sound.warning,
    samples: Buffer.from(sound.samples.buffer).toString('base64'),
  };
};

/** How often an instance is created. TypeScript declares WebAssembly with the DOM types. */
const { WebAssembly } = globalThis as unknown as { WebAssembly: { instantiate(): Promise<unknown> } };
const instantiate = vi.spyOn(WebAssembly, 'instantiate');
afterEach(() => instantiate.mockClear());

/** Changes bytes, removes some or repeats some. */
function damaged(bytes: Uint8Array, seed: number): Uint8Array {
  const random = createRandom(seed, 'damage');
  const at = () => random.integer(bytes.length);
  const copy = Uint8Array.from(bytes);
  for (let i = 0; i <= seed % 7; i++) copy[at()] = random.integer(256);
  if (seed % 5 === 0) return copy.subarray(0, at());
  if (seed % 5 === 1) return Buffer.concat([copy, copy.subarray(at())]);
  if (seed % 5 === 2) copy.copyWithin(at(), at(), at());
  return copy;
}

describe.each(['mp3.mp3', 'vorbis.ogg', 'opus.opus'])('a decoder of %s', (name) => {
  it('has one instance for many files', async () => {
    const bytes = bytesOf(name);
    const first = await decode(bytes);
    instantiate.mockClear();
    for (let i = 0; i < 20; i++) expect(await decode(bytes)).toEqual(first);
    expect(instantiate.mock.calls.length).toBe(0);
  });

  it('decodes the same samples after 50 damaged files', async () => {
    const bytes = bytesOf(name);
    const first = await decode(bytes);
    let rejected = 0;
    let kept = 0;
    for (let seed = 0; seed < 50; seed++) {
      instantiate.mockClear();
      await decode(damaged(bytes, seed)).catch(() => rejected++);
      expect(await decode(bytes)).toEqual(first);
      if (instantiate.mock.calls.length === 0) kept++;
    }
    // Some of them are decoded, and their instances are kept.
    expect(rejected).toBeGreaterThan(3);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(50);
  });
});

describe('an instance', () => {
  const whole = bytesOf('mp3.mp3');
  const example = new MPEGDecoder();
  /** Decodes the file after `change` of the memory that the instance had at the end of the last file. */
  const decodeAfter = async (change: (heap: Uint8Array) => void) => {
    await example.ready;
    instantiate.mockClear();
    const keeper = createInstanceKeeper(example);
    const results: unknown[] = [];
    for (let file = 0; file < 2; file++) {
      const { decoder, keep } = keeper.lease(() => new MPEGDecoder());
      await decoder.ready;
      results.push(decoder.decode(whole));
      change(
        new Uint8Array(
          (decoder as unknown as { _common: { wasm: { HEAP: ArrayBuffer } } })._common.wasm.HEAP,
        ),
      );
      keep();
    }
    return results;
  };

  it('starts with the memory of a new one', async () => {
    const [first, second] = await decodeAfter((heap) => heap.fill(0xa5, 0, 2 ** 21));
    expect(second).toEqual(first);
    expect(instantiate.mock.calls.length).toBe(1);
  });

  it('is given up after a file that needs much memory', async () => {
    const [first, second] = await decodeAfter((heap) => heap.fill(1, 2 ** 23, 2 ** 23 + 1));
    expect(second).toEqual(first);
    expect(instantiate.mock.calls.length).toBe(2);
  });

  it('belongs to one of two decoders that are used at one time', async () => {
    const files = ['mp3.mp3', 'vorbis.ogg', 'opus.opus'].map(bytesOf);
    const alone = [];
    for (const file of files) alone.push(await decode(file));
    const together = await Promise.all([...files, ...files, ...files].map(decode));
    expect(together).toEqual([...alone, ...alone, ...alone]);
  });
});
