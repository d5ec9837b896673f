/** What is asked of recognisers while a run trains, through the laboratory and its real processes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeSampleVoices } from '../../src/core/corpora/sample-voices/write-sample-voices.ts';
import { type Laboratory, openLaboratory } from '../../src/core/laboratory.ts';
import type { LaboratoryEvent } from '../../src/shared/contract.ts';
import { ENTRIES } from '../unit/laboratory/laboratory-parts.ts';

let folder = '';
let voices = '';
let laboratory: Laboratory;
let trained = '';
let training = '';
const events: LaboratoryEvent[] = [];

const status = async (run: string) => (await laboratory.invoke('runs.show', { run })).status;
const go = () => join(folder, 'laboratory', 'runs', trained, 'fold-0', 'go');
/** Whether the call has told that it recognises: its job has begun then. */
const recognises = (call: string) =>
  events.some(({ name, data }) => name === 'progress' && data.call === call && data.phase === 'recognising');
const sound = () => new Uint8Array(readFileSync(join(voices, 'Actor_01', '03-01-05-01-01-01-01.wav')));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'neural-ser-evaluating-'));
  voices = join(folder, 'voices');
  await writeSampleVoices({ folder: voices, layout: 'ravdess', speakers: 3, clipsPerEmotion: 1, seed: 3 });
  laboratory = await openLaboratory({
    folder: join(folder, 'laboratory'),
    entries: { ...ENTRIES, compute: new URL('./patient-compute-process.ts', import.meta.url) },
    native: { explicit: 'off' },
  });
  laboratory.subscribe((event) => void events.push(event));
  const first = await laboratory.invoke('runs.start', { folders: [voices], settings: { epochs: 1 } });
  trained = first.id;
  await vi.waitUntil(async () => (await status(trained)) === 'finished', { timeout: 60_000 });
  const settings = { epochs: 10_000, earlyStopping: false, checkpointSeconds: 3600 };
  training = (await laboratory.invoke('runs.start', { folders: [voices], settings })).id;
  await vi.waitUntil(async () => (await status(training)) === 'running', { timeout: 60_000 });
}, 120_000);
afterAll(async () => {
  await laboratory?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe('while a run trains', () => {
  it('an evaluation ends, and keeps neither a recording nor a plan waiting meanwhile', async () => {
    const input = { run: trained, folders: [voices] };
    let ended = false;
    const evaluation = laboratory.invoke('runs.evaluate', input, { call: 'evaluation' }).finally(() => {
      ended = true;
    });
    await expect.poll(() => ended || recognises('evaluation'), { timeout: 30_000 }).toBe(true);
    // It goes on only when the file is there: these are answered before it is.
    const heard = await laboratory.invoke('recognise.sound', { run: trained, wav: sound() });
    expect(heard).toHaveProperty('emotion');
    const plan = await laboratory.invoke('runs.plan', { folders: [voices], settings: {} });
    expect(plan.clips).toBe(21);
    expect(ended).toBe(false);

    writeFileSync(go(), '');
    const figures = await evaluation;
    rmSync(go());
    expect(figures.clips).toBe(21);
    expect(figures.leakage.clips).toBeGreaterThan(0);
    expect(await status(training)).toBe('running');
  });

  it('an evaluation can be given up, and the next one begins', async () => {
    const control = new AbortController();
    const input = { run: trained, folders: [voices] };
    const given = laboratory.invoke('runs.evaluate', input, { call: 'given up', signal: control.signal });
    // Told of at once, whatever comes first.
    const refused = expect(given).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => recognises('given up'), { timeout: 30_000 }).toBe(true);
    control.abort();
    await refused;
    writeFileSync(go(), '');
    expect((await laboratory.invoke('runs.evaluate', input)).clips).toBe(21);
    rmSync(go());
    expect(await status(training)).toBe('running');
  });

  it('the run itself goes on to its stop', async () => {
    await laboratory.invoke('runs.stop', { run: training });
    await expect.poll(() => status(training), { timeout: 30_000 }).toBe('stopped');
  });
});
