import { describe, expect, it } from 'vitest';
import type { Sound } from '#core/audio/sound.ts';
import { openSoundFile } from '#core/audio/sound-file.ts';
import { chunk, format, riff } from './wav/wav-files.ts';

const STEPS = Int16Array.from({ length: 1600 }, (_, i) => 9000 * Math.sin(i / 5));
const DATA = Buffer.from(STEPS.buffer);

/** A file as those of TIMIT, which have no coding. */
function sphere(fields: Record<string, string>, data: Uint8Array): Buffer {
  const common = { channel_count: '-i 1', sample_rate: '-i 16000', sample_count: `-i ${data.length / 2}` };
  const lines = Object.entries({ ...common, ...fields }).map(([name, value]) => `${name} ${value}\n`);
  const head = Buffer.alloc(1024, ' ');
  head.write(`NIST_1A\n   1024\ndatabase_id -s5 TIMIT\n${lines.join('')}end_head\n`);
  return Buffer.concat([head, data]);
}

const decoded = (file: Uint8Array) => openSoundFile(file).decode() as { sound: Sound; fingerprint: string };

describe('a file of NIST SPHERE', () => {
  const wav = decoded(riff(format({ bits: 16, rate: 16_000 }), chunk('data', DATA)));

  it('is the sound of its WAV file, in both orders of bytes', () => {
    const two = { sample_n_bytes: '-i 2' };
    const file = openSoundFile(sphere({ ...two, sample_byte_format: '-s2 01' }, DATA));
    expect(file.kind).toBe('NIST SPHERE');
    expect(file.decode()).toEqual(wav);
    const swapped = Buffer.from(DATA).swap16();
    expect(decoded(sphere({ ...two, sample_byte_format: '-s2 10' }, swapped))).toEqual(wav);
  });

  it('may have µ-law, whose count is of one byte each', () => {
    const fields = { sample_coding: '-s4 ulaw', sample_n_bytes: '-i 1', sample_count: '-i 4' };
    const { sound } = decoded(sphere(fields, Buffer.from([0x00, 0x80, 0xff, 0x7f])));
    expect([...sound.samples].map((value) => value * 32_768)).toEqual([-32_124, 32_124, 0, 0]);
  });

  it('has a warning if samples are missing', () => {
    const { sound } = decoded(sphere({ sample_n_bytes: '-i 2', sample_count: '-i 3200' }, DATA));
    expect(sound.samples.length).toBe(1600);
    expect(sound.warning).toMatch(/truncated/);
  });

  it.each([
    ['shorten', { sample_coding: '-s26 pcm,embedded-shorten-v2.00' }, /“embedded-shorten-v2.00”.*sph2pipe/],
    ['an unknown coding', { sample_coding: '-s6 pculaw' }, /“pculaw”/],
    [
      'channels one after the other',
      { channel_count: '-i 2', channels_interleaved: '-s5 FALSE' },
      /one channel after/,
    ],
    ['no rate', { sample_rate: '-i 0' }, /sample rate 0 Hz/],
    ['more bytes', { sample_n_bytes: '-i 9' }, /9 bytes per sample/],
  ])('is refused with the reason: %s', (_, fields, reason) => {
    expect(() => openSoundFile(sphere(fields, DATA))).toThrow(
      expect.objectContaining({ code: 'wav-unreadable', message: expect.stringMatching(reason) }),
    );
  });

  it('is refused if its header is truncated', () => {
    expect(() => openSoundFile(sphere({}, DATA).subarray(0, 100))).toThrow(/header .* truncated/);
  });
});
