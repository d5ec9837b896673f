import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeWav } from '#core/audio/wav/wav.ts';
import type { RequestContext } from '#core/laboratory/services.ts';
import { soundRequests } from '#core/laboratory/sounds/requests.ts';
import { createJoiner } from '#renderer/parts/sound/load-wav.ts';
import type { SoundInput, TimeRange } from '#shared/sounds.ts';
import { decodeWav } from '../../../decode-wav.ts';
import { NO_CONTEXT, soundServices, temporaryFolder, wavFile } from '../laboratory-services.ts';

const requests = soundRequests(soundServices());
const { 'sounds.curves': curves } = requests;
const read = ({ path }: { path: string }, context: RequestContext, range: TimeRange | null = null) =>
  requests['sounds.read']({ path, range }, context);
const picture = ({ sound }: { sound: SoundInput }, context: RequestContext) =>
  requests['sounds.picture']({ sound, range: null, scale: 'mel' }, context);

describe('a sound to play and show', () => {
  it('is in a format that every browser plays', async () => {
    const path = join(temporaryFolder(), 'float.wav');
    const samples = Float32Array.from({ length: 48_000 }, (_, i) => 0.4 * Math.sin(i / 20));
    writeFileSync(path, encodeWav(samples, 48_000, 'float32'));
    const { wav, durationSeconds } = await read({ path }, NO_CONTEXT);
    expect(durationSeconds).toBe(1);
    expect(wav).toEqual(encodeWav(samples, 48_000, 'pcm16'));
  });

  it('is resampled if browsers do not play its sample rate', async () => {
    const path = join(temporaryFolder(), 'slow.wav');
    writeFileSync(path, encodeWav(new Float32Array(2000).fill(0.1), 2000));
    const { wav, durationSeconds } = await read({ path }, NO_CONTEXT);
    expect(durationSeconds).toBe(1);
    expect(decodeWav(wav)).toMatchObject({ sampleRateHz: 8000, durationSeconds: 1 });
  });

  it.each(['wav', 'slow', 'mu-law'] as const)('is read in parts that join to the whole: %s', async (kind) => {
    const path = join(temporaryFolder(), `${kind}.wav`);
    const rate = kind === 'slow' ? 2000 : 16_000;
    const samples = Float32Array.from({ length: 5 * rate }, (_, i) => 0.4 * Math.sin(i / 20));
    const bytes = encodeWav(samples, rate);
    if (kind === 'mu-law') {
      // The lower bytes, as a sound of one byte for each sample.
      const coded = new Uint8Array(44 + samples.length);
      coded.set(bytes.subarray(0, 44 + samples.length));
      const view = new DataView(coded.buffer);
      view.setUint32(4, coded.length - 8, true);
      view.setUint16(20, 7, true);
      view.setUint32(28, rate, true);
      view.setUint16(32, 1, true);
      view.setUint16(34, 8, true);
      view.setUint32(40, samples.length, true);
      writeFileSync(path, coded);
    } else writeFileSync(path, bytes);
    const whole = await read({ path }, NO_CONTEXT);
    const parts = [];
    for (let start = 0; start < 5; start += 2) {
      const part = await read({ path }, NO_CONTEXT, { startSeconds: start, endSeconds: start + 2 });
      expect(part.durationSeconds).toBe(5);
      parts.push(part.wav);
    }
    const joiner = createJoiner(parts[0], 5);
    for (const part of parts.slice(1)) joiner.add(part);
    expect(joiner.finish()).toEqual(whole.wav);
  });

  it('has the same picture from its file and from its bytes', async () => {
    const path = wavFile(join(temporaryFolder(), 'a.wav'));
    const { wav } = await read({ path }, NO_CONTEXT);
    expect(await picture({ sound: { path } }, NO_CONTEXT)).toEqual(
      await picture({ sound: { wav } }, NO_CONTEXT),
    );
  });

  it('is the part of a file that the path of a clip names', async () => {
    const path = join(temporaryFolder(), 'session.wav');
    const samples = Float32Array.from({ length: 32_000 }, (_, i) => 0.4 * Math.sin(i / 20));
    writeFileSync(path, encodeWav(samples, 16_000, 'pcm16'));
    const { wav, durationSeconds } = await read({ path: `${path}#t=0.5,1.25` }, NO_CONTEXT);
    expect(durationSeconds).toBe(0.75);
    expect(decodeWav(wav).samples).toEqual(
      decodeWav(encodeWav(samples.subarray(8000, 20_000), 16_000, 'pcm16')).samples,
    );
    expect(await curves({ sound: { path: `${path}#t=0.5,1.25` } }, NO_CONTEXT)).toEqual(
      await curves({ sound: { wav } }, NO_CONTEXT),
    );
    await expect(read({ path: `${path}#t=3,4` }, NO_CONTEXT)).rejects.toMatchObject({
      code: 'wav-unreadable',
    });
  });

  it('has pitch and intensity, from its file and from its bytes', async () => {
    const path = join(temporaryFolder(), 'tone.wav');
    const tone = Float32Array.from(
      { length: 16_000 },
      (_, i) => 0.5 * Math.sin((2 * Math.PI * 200 * i) / 16_000),
    );
    const wav = encodeWav(tone, 16_000);
    writeFileSync(path, wav);
    const { pitch, intensity } = await curves({ sound: { path } }, NO_CONTEXT);
    const hz = new Float32Array(pitch.bytes.buffer, pitch.bytes.byteOffset, pitch.bytes.length / 4);
    expect(hz).toHaveLength(97);
    expect(hz.every((value) => Math.abs(value - 200) < 0.1)).toBe(true);
    const levels = new Float32Array(
      intensity.bytes.buffer,
      intensity.bytes.byteOffset,
      intensity.bytes.length / 4,
    );
    // Half of full scale: 20·log10(0.5 / √2 / 2·10⁻⁵).
    expect(levels.every((value) => Math.abs(value - 84.95) < 0.1)).toBe(true);
    expect(await curves({ sound: { wav } }, NO_CONTEXT)).toEqual({ pitch, intensity });
  });

  it('has no pitch where it is too short, silent or not readable', async () => {
    const of = (samples: Float32Array) => curves({ sound: { wav: encodeWav(samples, 8000) } }, NO_CONTEXT);
    const short = await of(new Float32Array(100).fill(0.1));
    expect([short.pitch.bytes.length, short.intensity.bytes.length]).toEqual([0, 0]);
    const silent = await of(new Float32Array(8000));
    expect(silent.pitch.bytes.length).toBeGreaterThan(0);
    expect(silent.pitch.bytes.every((byte) => byte === 0)).toBe(true);
    const refused = (path: string) => expect(curves({ sound: { path } }, NO_CONTEXT)).rejects;
    await refused('/dev/zero').toMatchObject({ code: 'sound-unreadable' });
    await refused(join(temporaryFolder(), 'missing.wav')).toMatchObject({ code: 'sound-missing' });
    const long = { wav: encodeWav(new Float32Array(601 * 1000), 1000) };
    await expect(curves({ sound: long }, NO_CONTEXT)).rejects.toMatchObject({ code: 'sound-too-long' });
  });

  it('reports why it cannot be read', async () => {
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

  it('contains the available part of a truncated file', async () => {
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
