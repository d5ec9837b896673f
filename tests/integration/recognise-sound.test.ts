/** Recognition of sounds that are no files, through the laboratory and its real processes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeWav, encodeWav } from '../../src/core/audio/wav.ts';
import { writeSampleVoices } from '../../src/core/corpora/sample-voices/write-sample-voices.ts';
import { type Laboratory, openLaboratory } from '../../src/core/laboratory.ts';
import { ENTRIES } from '../unit/laboratory/laboratory-parts.ts';

let folder = '';
let voices = '';
let laboratory: Laboratory;
let single = '';
let folds = '';

const status = async (run: string) => (await laboratory.invoke('runs.show', { run })).status;

async function trained(settings: object): Promise<string> {
  const { id } = await laboratory.invoke('runs.start', { folders: [voices], settings });
  await vi.waitUntil(async () => (await status(id)) === 'finished', { timeout: 60_000 });
  return id;
}
const clip = () => join(voices, 'Actor_01', '03-01-05-01-01-01-01.wav');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'neural-ser-hearing-'));
  voices = join(folder, 'voices');
  await writeSampleVoices({ folder: voices, layout: 'ravdess', speakers: 3, clipsPerEmotion: 1, seed: 3 });
  laboratory = await openLaboratory({
    folder: join(folder, 'laboratory'),
    entries: ENTRIES,
    native: { explicit: 'off' },
  });
  single = await trained({ epochs: 1 });
  // Its windows are placed by a draw from the sound's fingerprint.
  folds = await trained({
    epochs: 1,
    recipe: 'thesis-mfcc',
    protocol: { name: 'k-fold-speakers', folds: 3 },
  });
});
afterAll(async () => {
  await laboratory?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe('a sound that is no file', () => {
  it('is judged exactly as the file with the same bytes, by one network or by folds, short or window by window', async () => {
    const wav = new Uint8Array(readFileSync(clip()));
    for (const run of [single, folds]) {
      for (const timeline of [false, true]) {
        const [file] = await laboratory.invoke('recognise.files', {
          run,
          files: [clip()],
          timeline,
          hopSeconds: 0.5,
        });
        const sound = await laboratory.invoke('recognise.sound', { run, wav, timeline, hopSeconds: 0.5 });
        if ('problem' in file || 'problem' in sound) throw new Error('it is a voice');
        const { path: _, milliseconds: _f, ...ofFile } = file;
        const { path, milliseconds: _s, ...ofSound } = sound;
        expect(ofSound).toEqual(ofFile);
        expect(path).toBe('');
        expect(sound.timeline === undefined).toBe(!timeline);
      }
    }
  });

  it('is told what is wrong with it: silence, no sound, a sound cut off, one too loud', async () => {
    const ask = (wav: Uint8Array<ArrayBuffer>) => laboratory.invoke('recognise.sound', { run: single, wav });
    expect(await ask(encodeWav(new Float32Array(16_000), 16_000))).toMatchObject({
      problem: expect.any(String),
    });
    expect(await ask(new Uint8Array(0))).toMatchObject({ problem: expect.any(String) });
    expect(await ask(new Uint8Array(1000))).toMatchObject({ problem: expect.any(String) });
    const cut = new Uint8Array(readFileSync(clip())).slice(0, -2000);
    expect(await ask(cut)).toMatchObject({ warning: expect.stringContaining('truncated') });
    const { samples, sampleRateHz } = decodeWav(readFileSync(clip()));
    expect(await ask(encodeWav(samples, sampleRateHz))).not.toHaveProperty('warning');
    const tooLoud = encodeWav(
      samples.map((sample) => 30 * sample),
      sampleRateHz,
    );
    expect(await ask(tooLoud)).toMatchObject({ warning: expect.stringMatching(/^It is clipped: \d/) });
  });

  it('does not wait for a run that trains', async () => {
    const settings = { epochs: 10_000, earlyStopping: false, checkpointSeconds: 3600 };
    const { id } = await laboratory.invoke('runs.start', { folders: [voices], settings });
    await expect.poll(() => status(id), { timeout: 30_000 }).toBe('running');
    const wav = new Uint8Array(readFileSync(clip()));
    await laboratory.invoke('recognise.prepare', { run: single });
    for (let time = 0; time < 3; time++) await laboratory.invoke('recognise.sound', { run: single, wav });
    expect(await status(id)).toBe('running');
    await laboratory.invoke('runs.stop', { run: id });
    await expect.poll(() => status(id), { timeout: 30_000 }).toBe('stopped');
  });

  it('can be given up: a long one ends between two windows, and the next one is judged', async () => {
    const abort = new AbortController();
    const minutes = new Float32Array(10 * 60 * 16_000);
    for (let i = 0; i < minutes.length; i++) minutes[i] = 0.2 * Math.sin(i * 0.05 + 3 * Math.sin(i / 4000));
    const wav = encodeWav(minutes, 16_000);
    const long = laboratory.invoke(
      'recognise.sound',
      { run: single, wav, hopSeconds: 0.05 },
      { signal: abort.signal },
    );
    setTimeout(() => abort.abort(), 300);
    await expect(long).rejects.toMatchObject({ code: 'cancelled' });
    const [file] = await laboratory.invoke('recognise.files', { run: single, files: [clip()] });
    expect(file).toHaveProperty('emotion');
  });
});
