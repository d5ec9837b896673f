import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeWav, encodeWav } from '../../../src/core/audio/wav.ts';
import { soundRequests } from '../../../src/core/laboratory/sound-requests.ts';
import { NO_CONTEXT, temporaryFolder, wavFile } from './laboratory-parts.ts';

const { 'sounds.read': read, 'sounds.picture': picture } = soundRequests();

describe('a sound to hear and to see', () => {
  it('is the file as every browser plays it', async () => {
    const path = join(temporaryFolder(), 'float.wav');
    const samples = Float32Array.from({ length: 48_000 }, (_, i) => 0.4 * Math.sin(i / 20));
    writeFileSync(path, encodeWav(samples, 48_000, 'float32'));
    const { wav, durationSeconds } = await read({ path }, NO_CONTEXT);
    expect(durationSeconds).toBe(1);
    expect(wav).toEqual(encodeWav(samples, 48_000, 'pcm16'));
  });

  it('is played faster where no browser plays so slow a file', async () => {
    const path = join(temporaryFolder(), 'slow.wav');
    writeFileSync(path, encodeWav(new Float32Array(2000).fill(0.1), 2000));
    const { wav, durationSeconds } = await read({ path }, NO_CONTEXT);
    expect(durationSeconds).toBe(1);
    expect(decodeWav(wav)).toMatchObject({ sampleRateHz: 8000, durationSeconds: 1 });
  });

  it('has the same picture from its file as from its bytes', async () => {
    const path = wavFile(join(temporaryFolder(), 'a.wav'));
    const { wav } = await read({ path }, NO_CONTEXT);
    expect(await picture({ sound: { path } }, NO_CONTEXT)).toEqual(
      await picture({ sound: { wav } }, NO_CONTEXT),
    );
  });

  it('says why there is none', async () => {
    const folder = temporaryFolder();
    const file = (name: string, content: string | Uint8Array) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    };
    mkdirSync(join(folder, 'folder.wav'));
    const cases: [string, string][] = [
      [join(folder, 'missing.wav'), 'sound-missing'],
      [join(folder, 'folder.wav'), 'sound-unreadable'],
      ['/dev/zero', 'sound-unreadable'],
      [file('empty.wav', ''), 'wav-empty'],
      [file('text.wav', 'no sound at all'), 'wav-unreadable'],
      [file('music.mp3', 'ID3 and so on'), 'wav-unreadable'],
      [file('pointer.wav', 'version https://git-lfs.github.com/spec/v1\noid sha256:0'), 'lfs-pointer'],
      [file('header.wav', encodeWav(new Float32Array(0), 8000)), 'wav-empty'],
      [file('long.wav', encodeWav(new Float32Array(601 * 1000), 1000)), 'sound-too-long'],
    ];
    const huge = file('huge.wav', encodeWav(new Float32Array(10), 8000));
    truncateSync(huge, 401e6);
    cases.push([huge, 'sound-too-long']);
    for (const [path, code] of cases) {
      const refused = { name: 'UserError', code };
      await expect(read({ path }, NO_CONTEXT), path).rejects.toMatchObject(refused);
      await expect(picture({ sound: { path } }, NO_CONTEXT), path).rejects.toMatchObject(refused);
    }
  });

  it('is what is there of a file that was cut off', async () => {
    const path = join(temporaryFolder(), 'cut.wav');
    writeFileSync(path, encodeWav(new Float32Array(8000).fill(0.1), 8000).subarray(0, 8044));
    expect(await read({ path }, NO_CONTEXT)).toMatchObject({ durationSeconds: 0.5 });
  });

  it('ends with its signal', async () => {
    const path = join(temporaryFolder(), 'minutes.wav');
    writeFileSync(path, encodeWav(new Float32Array(300 * 16_000), 16_000));
    const cancelled = { ...NO_CONTEXT, signal: AbortSignal.abort() };
    await expect(read({ path }, cancelled)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(picture({ sound: { path } }, cancelled)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
