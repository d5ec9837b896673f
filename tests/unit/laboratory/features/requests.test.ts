import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { openFeatureRows } from '#core/features/cache/feature-rows.ts';
import { readNpy } from '#core/features/npy.ts';
import { prepareFeatures } from '#core/laboratory/corpora/scanning.ts';
import { featureRequests, featuresNamed } from '#core/laboratory/features/requests.ts';
import type { Services } from '#core/laboratory/services.ts';
import { FEATURES, featureShape } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { ENTRIES } from '../../../program-scripts.ts';
import {
  NO_CONTEXT,
  prepareVoices,
  soundServices,
  temporaryFolder,
  wavFile,
} from '../laboratory-services.ts';

const { 'features.write': write, 'features.show': show } = featureRequests(soundServices());
const ask = (files: string[], target: string, features = 'log-mel') =>
  write({ files, features, target, offsetSamples: null }, NO_CONTEXT);

describe('features.write', () => {
  it('writes one array per file and overwrites none', async () => {
    const folder = temporaryFolder();
    const files = ['x/a.wav', 'y/a.wav', 'z/a-2.wav', 'z/A.wav'].map((name) => wavFile(join(folder, name)));
    const target = join(folder, 'made', 'here');
    const answers = await ask(files, target);
    const written = answers.map((answer) => ('npy' in answer ? answer.npy : answer.problem));
    expect(new Set(written.map((name) => name.toLowerCase())).size).toBe(4);
    expect(readdirSync(target).toSorted()).toEqual(['A-3.npy', 'a-2-2.npy', 'a-2.npy', 'a.npy']);
    for (const path of written) expect(readNpy(path).shape).toEqual([64, 151]);
  });

  it('reports why a file has no features, and continues', async () => {
    const folder = temporaryFolder();
    const [text, empty, gone] = ['text.wav', 'empty.wav', 'gone.wav'].map((name) => join(folder, name));
    writeFileSync(text, 'no sound');
    writeFileSync(empty, '');
    const good = wavFile(join(folder, 'good.wav'));
    const answers = await ask([text, empty, gone, folder, good], join(folder, 'out'));
    expect(answers.map((answer) => 'npy' in answer)).toEqual([false, false, false, false, true]);
    for (const answer of answers.slice(0, 4)) {
      expect(answer).toMatchObject({ problem: expect.stringMatching(/^[A-Z].*\.$/) });
      expect(answer).not.toMatchObject({ problem: expect.stringMatching(/ENOENT|errno|syscall/) });
    }
  });

  it('rejects a target that cannot be written, with advice', async () => {
    const folder = temporaryFolder();
    const file = wavFile(join(folder, 'a.wav'));
    await expect(ask([file], file)).rejects.toMatchObject({ code: 'features-unwritable' });
    await expect(ask([file], join(file, 'below'))).rejects.toMatchObject({ code: 'features-unwritable' });
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o500 });
    // The administrator can write everywhere.
    if (process.getuid?.() !== 0) {
      await expect(ask([file], closed)).rejects.toMatchObject({ code: 'features-unwritable' });
    }
    chmodSync(closed, 0o700);
  });

  it('ends between two files if it is cancelled', async () => {
    const folder = temporaryFolder();
    const files = ['a.wav', 'b.wav', 'c.wav'].map((name) => wavFile(join(folder, name)));
    const control = new AbortController();
    const progress = (_phase: string, done: number) => {
      if (done === 1) control.abort();
    };
    const target = join(folder, 'out');
    const asked = write(
      { files, features: 'log-mel', target, offsetSamples: null },
      { ...NO_CONTEXT, signal: control.signal, progress },
    );
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(target).length).toBeLessThan(3);
  });
});

it('finds built-in feature settings by name, but no names of object members', () => {
  for (const name of Object.keys(FEATURES)) expect(featuresNamed(name)).toBe(FEATURES[name]);
  for (const name of ['', 'mfcc', 'constructor', '__proto__', 'toString']) {
    expect(() => featuresNamed(name)).toThrow(expect.objectContaining({ code: 'unknown-recipe' }));
  }
});

describe('features.show', () => {
  const floats = (bytes: Uint8Array) => new Float32Array(bytes.slice().buffer);
  const RATE = 16_000;
  /** Silence, a tone, silence. */
  const spoken = (before: number, tone: number, after: number) => {
    const samples = new Float32Array(RATE * (before + tone + after));
    for (let i = 0; i < RATE * tone; i++) samples[RATE * before + i] = 0.5 * Math.sin(i / 10);
    return encodeWav(samples, RATE);
  };

  it.each(Object.values(FEATURES))(
    'gives the bits that a training reads from its cache: $name',
    async (features) => {
      using prepared = await prepareVoices(1);
      const { clips } = await scanFolders([prepared.corpus]);
      const services = { folder: prepared.laboratory, entries: ENTRIES } as Services;
      const { cache } = await prepareFeatures(services, clips, features, NO_CONTEXT);
      using rows = openFeatureRows(cache.rowsPath, cache.rowFloats);
      for (const { path, fingerprint } of clips.slice(0, 5)) {
        const trained = new Float32Array(cache.rowFloats);
        rows.read(cache.rowOf(fingerprint)!, trained, 0);
        const shown = await show({ sound: { path }, features }, NO_CONTEXT);
        expect(floats(shown.bytes)).toEqual(trained);
        expect([shown.rows, shown.frames]).toEqual(featureShape(features));
        const bytes = { wav: readFileSync(path) as Uint8Array<ArrayBuffer> };
        expect(await show({ sound: bytes, features }, NO_CONTEXT)).toEqual(shown);
      }
      cache[Symbol.dispose]();
    },
  );

  it('says what was trimmed and padded', async () => {
    const shown = await show({ sound: { wav: spoken(1, 1, 0.5) }, features: LOG_MEL }, NO_CONTEXT);
    expect(shown.clipSeconds).toBe(2.5);
    // Within a frame of the silence.
    expect(Math.abs(shown.trimmed.startSeconds - 1)).toBeLessThan(0.03);
    expect(Math.abs(shown.trimmed.endSeconds - 2)).toBeLessThan(0.03);
    expect(shown.used).toEqual(shown.trimmed);
    const length = shown.used.endSeconds - shown.used.startSeconds;
    expect(shown.windowStartSeconds).toBeCloseTo((3 - length) / 2, 3);
    expect(shown.frequenciesHz).toHaveLength(64);
  });

  it('says what does not fit into the window', async () => {
    const shown = await show({ sound: { wav: spoken(0, 5, 1) }, features: LOG_MEL }, NO_CONTEXT);
    expect(shown.windowStartSeconds).toBe(0);
    expect(shown.used.endSeconds - shown.used.startSeconds).toBeCloseTo(3, 6);
    expect(shown.used.startSeconds).toBeCloseTo(1, 1);
  });

  it('refuses settings that do not fit together, and what is no sound', async () => {
    const impossible = { ...LOG_MEL, fftSamples: 1000 };
    const wav = spoken(0, 1, 0);
    await expect(show({ sound: { wav }, features: impossible }, NO_CONTEXT)).rejects.toMatchObject({
      code: 'invalid-recipe',
    });
    await expect(
      show({ sound: { wav: new Uint8Array(9) }, features: LOG_MEL }, NO_CONTEXT),
    ).rejects.toMatchObject({ code: 'wav-unreadable' });
  });
});
