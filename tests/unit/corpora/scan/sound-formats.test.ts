import { afterAll, describe, expect, it } from 'vitest';
import { createSoundReader } from '#core/audio/sound-reader.ts';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { aiff, flac } from '../../audio/sound-files.ts';
import { chunk, format, riff } from '../../audio/wav/wav-files.ts';
import { corpusFolder } from '../corpus-folder.ts';

const RATE = 16_000;
const voice = (pitch: number) =>
  Int16Array.from({ length: RATE }, (_, i) => 9000 * Math.sin(i / pitch) * Math.sin(i / 900));
const pcm = (values: Int16Array, channels = 1) =>
  riff(format({ bits: 16, channels, rate: RATE }), chunk('data', Buffer.from(values.buffer)));
const names = (paths: { path: string }[]) => paths.map(({ path }) => path.split(/[/\\]/).slice(-2).join('/'));

const sounds = createSoundReader(new URL('../../../../src/workers/sound-process.ts', import.meta.url), 1);
afterAll(() => sounds[Symbol.asyncDispose]());

describe.each([
  ['in this thread', {}],
  ['in other threads', { sounds }],
])('a scan %s', (_, options) => {
  it('reads what a file is, whatever its name says', async () => {
    using folder = corpusFolder({
      'angry/flac.wav': flac(voice(10), RATE),
      'angry/aiff.wav': aiff(voice(11), RATE),
      'sad/wav.flac': pcm(voice(12)),
      'sad/law.wav': riff(
        format({ tag: 7, bits: 8, rate: 8000 }),
        chunk(
          'data',
          Uint8Array.from({ length: 8000 }, (_, i) => (i * 37) % 256),
        ),
      ),
    });
    const scan = await scanFolders([folder.path], options);
    expect(scan.problems).toEqual([]);
    expect(names(scan.clips)).toEqual(['angry/aiff.wav', 'angry/flac.wav', 'sad/law.wav', 'sad/wav.flac']);
  });

  it('takes a recording in several formats once, in the best one', async () => {
    using folder = corpusFolder({
      'angry/a.flac': flac(voice(10), RATE),
      'angry/a.wav': pcm(voice(10)),
      'angry/a.mp3': 'not looked at',
      'sad/b.flac': flac(voice(13), RATE),
      'sad/b.mp3': 'not looked at',
    });
    const scan = await scanFolders([folder.path], options);
    expect(names(scan.clips)).toEqual(['angry/a.wav', 'sad/b.flac']);
    expect(scan.problems).toEqual([]);
  });

  it('knows the same sound in another format under another name', async () => {
    using folder = corpusFolder({ 'sad/a.wav': pcm(voice(10)), 'sad/b.flac': flac(voice(10), RATE) });
    const scan = await scanFolders([folder.path], options);
    expect(names(scan.clips)).toEqual(['sad/a.wav']);
    expect(scan.problems).toMatchObject([{ code: 'duplicate' }]);
  });

  it('keeps a clip whose channels cancel each other out, and says so', async () => {
    const mono = voice(10);
    const opposite = Int16Array.from({ length: 2 * RATE }, (_, i) => (i % 2 === 0 ? 1 : -1) * mono[i >> 1]);
    using folder = corpusFolder({
      'angry/cancels.wav': pcm(opposite, 2),
      'angry/silent.wav': pcm(new Int16Array(2 * RATE), 2),
      'sad/a.wav': pcm(voice(12)),
    });
    const scan = await scanFolders([folder.path], options);
    expect(names(scan.clips)).toEqual(['angry/cancels.wav', 'sad/a.wav']);
    expect(scan.clips[0].warning).toMatch(/channels cancel each other out.*choose the left or right/);
    expect(scan.problems).toMatchObject([{ code: 'silent' }]);
  });

  it('says why nothing is heard in a clip of values that are not numbers', async () => {
    const values = Buffer.from(new Float32Array(RATE).fill(Number.NaN).buffer);
    using folder = corpusFolder({
      'angry/nan.wav': riff(format({ tag: 3, bits: 32, rate: RATE }), chunk('data', values)),
      'sad/a.wav': pcm(voice(12)),
    });
    const { problems } = await scanFolders([folder.path], options);
    expect(problems).toMatchObject([
      { code: 'silent', reason: expect.stringContaining('invalid values read as 0: 16000') },
    ]);
  });

  it('gives a reason for each file that it cannot read', async () => {
    using folder = corpusFolder({
      'angry/empty.flac': '',
      'angry/cut.flac': flac(voice(10), RATE).subarray(0, 300),
      'angry/text.mp3': 'no sound',
      'sad/a.wav': encodeWav(
        Float32Array.from(voice(12), (value) => value / 32_768),
        RATE,
      ),
    });
    const scan = await scanFolders([folder.path], options);
    expect(names(scan.clips)).toEqual(['sad/a.wav']);
    expect(scan.problems.map(({ code }) => code)).toEqual(['unreadable', 'empty', 'unreadable']);
    for (const { reason } of scan.problems) expect(reason).toMatch(/(Copy|Convert).*\.$/);
  });
});
