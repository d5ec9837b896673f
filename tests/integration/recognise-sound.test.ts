/** Recognition of sounds without a file, through the laboratory and its real processes. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeWav } from '#core/audio/wav/wav.ts';
import type { Laboratory } from '#core/laboratory/index.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { decodeWav } from '../decode-wav.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

let workspace: LaboratoryWithVoices;
let voices = '';
let laboratory: Laboratory;
let single = '';
let folds = '';

const status = (run: string) => workspace.status(run);
const trained = (settings: RunSettingsInput) => workspace.start(settings);
const clip = () => workspace.clip;

beforeAll(async () => {
  workspace = await laboratoryWithVoices();
  ({ voices, laboratory } = workspace);
  single = await trained({ epochs: 1 });
  // The positions of its windows are drawn from the sound's fingerprint.
  folds = await trained({
    epochs: 1,
    features: 'thesis-mfcc',
    protocol: { name: 'k-fold-speakers', folds: 3 },
  });
});
afterAll(() => workspace?.[Symbol.asyncDispose]());

describe('a sound without a file', () => {
  it('gives the same result as a file with the same bytes, for one model or folds, with or without a timeline', async () => {
    const wav = new Uint8Array(readFileSync(clip()));
    for (const run of [single, folds]) {
      for (const timeline of [false, true]) {
        const [file] = await laboratory.invoke('predict.files', {
          run,
          files: [clip()],
          timeline,
          hopSeconds: 0.5,
        });
        const sound = await laboratory.invoke('predict.sound', { run, wav, timeline, hopSeconds: 0.5 });
        if (!('emotion' in file && 'emotion' in sound)) throw new Error('The sound is a voice.');
        const { path: _, milliseconds: _f, ...ofFile } = file;
        const { path, milliseconds: _s, ...ofSound } = sound;
        expect(ofSound).toEqual(ofFile);
        expect(path).toBe('');
        expect(sound.timeline === undefined).toBe(!timeline);
      }
    }
  });

  it('reports silence, an empty sound, a truncated sound and a clipped sound', async () => {
    const ask = (wav: Uint8Array<ArrayBuffer>) => laboratory.invoke('predict.sound', { run: single, wav });
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
    expect(await ask(tooLoud)).toMatchObject({ warning: expect.stringMatching(/^Clipped: \d/) });
  });

  it('does not wait for a running training', async () => {
    const settings = { epochs: 10_000, earlyStopping: false, checkpointSeconds: 3600 };
    const { id } = await laboratory.invoke('runs.start', { folders: [voices], settings });
    await expect.poll(() => status(id), { timeout: 30_000 }).toBe('running');
    const wav = new Uint8Array(readFileSync(clip()));
    await laboratory.invoke('predict.prepare', { run: single });
    for (let time = 0; time < 3; time++) await laboratory.invoke('predict.sound', { run: single, wav });
    expect(await status(id)).toBe('running');
    await laboratory.invoke('runs.stop', { run: id });
    await expect.poll(() => status(id), { timeout: 30_000 }).toBe('stopped');
  });

  it('can be cancelled between two windows, and the next sound is recognised', async () => {
    const abort = new AbortController();
    const minutes = new Float32Array(10 * 60 * 16_000);
    for (let i = 0; i < minutes.length; i++) minutes[i] = 0.2 * Math.sin(i * 0.05 + 3 * Math.sin(i / 4000));
    const wav = encodeWav(minutes, 16_000);
    const long = laboratory.invoke(
      'predict.sound',
      { run: single, wav, hopSeconds: 0.05 },
      { signal: abort.signal },
    );
    setTimeout(() => abort.abort(), 300);
    await expect(long).rejects.toMatchObject({ code: 'cancelled' });
    const [file] = await laboratory.invoke('predict.files', { run: single, files: [clip()] });
    expect(file).toHaveProperty('emotion');
  });
});
