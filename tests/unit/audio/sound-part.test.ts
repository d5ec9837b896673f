import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openForPart } from '#core/audio/open-for-part.ts';
import { readSoundFile } from '#core/audio/read-sound-file.ts';
import { decodeSound, openSoundFile } from '#core/audio/sound-file.ts';
import { fileOfPath, pathOfPart } from '#core/audio/sound-part.ts';
import { blockWav, flac } from './sound-files.ts';
import { chunk, format, riff } from './wav/wav-files.ts';

const RATE = 16_000;
const VALUES = Int16Array.from({ length: 8000 }, (_, i) => Math.round(9000 * Math.sin(i / 9) + 40 * (i % 7)));
const pcm = (values: Int16Array, channels = 1) =>
  riff(format({ bits: 16, rate: RATE, channels }), chunk('data', Buffer.from(values.slice().buffer)));
const ima = blockWav(
  0x11,
  { rate: RATE, blockBytes: 256, bits: 4, extra: Buffer.from([2, 0, 0xf9, 1]) },
  Uint8Array.from({ length: 256 * 20 }, (_, i) => (i % 256 === 2 ? 20 : i % 256 === 3 ? 0 : (i * 37) % 256)),
);
const part = (startSeconds: number, endSeconds: number | null) => ({ startSeconds, endSeconds });

const folder = mkdtempSync(join(tmpdir(), 'parts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const limits = { maxBytes: 1e7, tooLarge: () => new Error('too large') };

describe('the path of a part', () => {
  it.each([
    ['/a/b.wav', part(0, 1.5), '/a/b.wav#t=0,1.5'],
    ['/a/b.wav', part(1.25, null), '/a/b.wav#t=1.25,'],
    ['C:\\a#b.flac', part(0.1 + 0.2, 3600), 'C:\\a#b.flac#t=0.3,3600'],
    ['/a/#t=1,2/x\ny.wav', part(0.000001, 2), '/a/#t=1,2/x\ny.wav#t=0.000001,2'],
  ])('of %j %o is read back', (file, of, path) => {
    expect(pathOfPart(file, of)).toBe(path);
    expect(fileOfPath(path).file).toBe(file);
    expect(fileOfPath(path).part?.startSeconds).toBeCloseTo(of.startSeconds, 6);
    expect(fileOfPath(path).part?.endSeconds).toBe(of.endSeconds);
  });

  it.each(['/a/b.wav', '/a/b.wav#t=', '/a/b.wav#t=1', '/a/b.wav#t=-1,2', '#t=1,2', '/a#t=1,2/b.wav', ''])(
    '%j is that of a whole file',
    (path) => expect(fileOfPath(path)).toEqual({ file: path, part: null }),
  );
});

describe('a part', () => {
  it('of a WAV file is the sound that was cut out of it, to the fingerprint', () => {
    const cut = decodeSound(pcm(VALUES.subarray(1600, 4800)));
    expect(decodeSound(pcm(VALUES), { part: part(0.1, 0.3) })).toEqual(cut);
    const stereo = decodeSound(pcm(VALUES.subarray(800, 3200), 2));
    expect(decodeSound(pcm(VALUES, 2), { part: part(0.025, 0.1) })).toEqual(stereo);
    expect(decodeSound(pcm(VALUES), { part: part(0.4, null) })).toEqual(
      decodeSound(pcm(VALUES.subarray(6400))),
    );
  });

  it.each([
    ['FLAC', flac(VALUES, RATE, { frame: 500 })],
    ['IMA ADPCM', ima],
  ])('of %s has the samples of the whole, and a fingerprint of its own', async (_, bytes) => {
    const file = openSoundFile(bytes);
    const whole = await file.decode();
    const fingerprints = new Set([whole.fingerprint]);
    for (const [from, to] of [
      [0, 0.1],
      [0.1, 0.2],
      [0.03125, 0.4],
      [0.2, null],
    ] as const) {
      const { sound, fingerprint } = await file.decode({ part: part(from, to) });
      const samples = whole.sound.samples.slice(from * RATE, to === null ? undefined : to * RATE);
      expect(sound.samples).toEqual(samples);
      expect(sound.durationSeconds).toBe(samples.length / RATE);
      fingerprints.add(fingerprint);
      // A second time, from what was kept.
      expect(await file.decode({ part: part(from, to) })).toEqual({ sound, fingerprint });
    }
    expect(fingerprints.size).toBe(5);
  });

  it.each([
    ['WAV', pcm(VALUES)],
    ['FLAC', flac(VALUES, RATE)],
  ])('of %s that ends late is warned about, and one that begins late is refused', async (_, bytes) => {
    const decode = async (of: ReturnType<typeof part>) => openSoundFile(bytes).decode({ part: of });
    expect((await decode(part(0.25, 0.54))).sound.warning).toBeNull();
    const late = (await decode(part(0.25, 0.9))).sound;
    expect(late.samples.length).toBe(4000);
    expect(late.warning).toBe('the part ends at 0.90 s, after the end of the file (0.50 s)');
    await expect(decode(part(0.5, 1))).rejects.toThrow(
      'The part begins at 0.50 s, but the file has 0.50 s. Check the start in the table.',
    );
    await expect(decode(part(1e12, null))).rejects.toMatchObject({ code: 'wav-unreadable' });
  });

  it('of a long file is not too long', () => {
    const options = { part: part(0.1, 0.2), maxFrames: 1600 };
    expect(decodeSound(flac(VALUES, RATE), options).sound.samples.length).toBe(1600);
    expect(() => decodeSound(flac(VALUES, RATE), { ...options, maxFrames: 1599 })).toThrow(/too long/);
  });
});

describe('reading parts of one file', () => {
  it('opens it once, and again when it has changed', async () => {
    const path = join(folder, 'a.flac');
    writeFileSync(path, flac(VALUES, RATE));
    const first = await readSoundFile(`${path}#t=0.1,0.2`, limits);
    expect(first.sound.samples).toEqual(decodeSound(flac(VALUES, RATE)).sound.samples.slice(1600, 3200));
    const open = () => openForPart(path, limits.maxBytes, limits.tooLarge);
    expect(await open()).toBe(await open());
    const before = await open();
    writeFileSync(path, flac(VALUES.toReversed(), RATE));
    utimesSync(path, 1, 1);
    expect(await open()).not.toBe(before);
    expect(await readSoundFile(`${path}#t=0.1,0.2`, limits)).not.toEqual(first);
  });

  it('that is too large or missing fails as for a whole file', async () => {
    writeFileSync(join(folder, 'b.wav'), pcm(VALUES));
    await expect(readSoundFile(join(folder, 'b.wav#t=0,1'), { ...limits, maxBytes: 9 })).rejects.toThrow(
      'too large',
    );
    await expect(readSoundFile(join(folder, 'none.wav#t=0,1'), limits)).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
