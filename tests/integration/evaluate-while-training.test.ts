/** Evaluation and recognition while a run trains, through the laboratory and its real processes. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Laboratory } from '#core/laboratory/index.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

let workspace: LaboratoryWithVoices;
let voices = '';
let laboratory: Laboratory;
let trained = '';
let training = '';
const events: LaboratoryEvent[] = [];

const status = (run: string) => workspace.status(run);
const goFile = () => join(workspace.folder, 'laboratory', 'runs', trained, 'fold-0', 'go');
/** Whether the call has reported that it recognises, so its job has started. */
const hasStarted = (call: string) =>
  events.some(({ name, data }) => name === 'progress' && data.call === call && data.phase === 'recognising');
const sound = () => new Uint8Array(readFileSync(workspace.clip));

beforeAll(async () => {
  workspace = await laboratoryWithVoices({ jobs: new URL('./patient-job-process.ts', import.meta.url) });
  ({ voices, laboratory } = workspace);
  laboratory.subscribe((event) => void events.push(event));
  trained = await workspace.start({ epochs: 1 });
  training = await workspace.start(
    { epochs: 10_000, earlyStopping: false, checkpointSeconds: 3600 },
    'running',
  );
}, 120_000);
afterAll(() => workspace?.[Symbol.asyncDispose]());

describe('while a run trains', () => {
  it('an evaluation finishes and does not block a recording or a plan', async () => {
    const input = { run: trained, folders: [voices] };
    let ended = false;
    const evaluation = laboratory.invoke('runs.evaluate', input, { call: 'evaluation' }).finally(() => {
      ended = true;
    });
    await expect.poll(() => ended || hasStarted('evaluation'), { timeout: 30_000 }).toBe(true);
    // The evaluation continues only when the file exists. These requests are answered before.
    const recognised = await laboratory.invoke('predict.sound', { run: trained, wav: sound() });
    expect(recognised).toHaveProperty('emotion');
    const plan = await laboratory.invoke('runs.plan', { folders: [voices], settings: {} });
    expect(plan.clips).toBe(21);
    expect(ended).toBe(false);

    writeFileSync(goFile(), '');
    const metrics = await evaluation;
    rmSync(goFile());
    expect(metrics.clips).toBe(21);
    expect(metrics.leakage.clips).toBeGreaterThan(0);
    expect(await status(training)).toBe('running');
  });

  it('an evaluation can be cancelled, and the next one starts', async () => {
    const control = new AbortController();
    const input = { run: trained, folders: [voices] };
    const evaluation = laboratory.invoke('runs.evaluate', input, {
      call: 'cancelled call',
      signal: control.signal,
    });
    // Attaches a handler now, because the rejection can come at any time.
    const refused = expect(evaluation).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => hasStarted('cancelled call'), { timeout: 30_000 }).toBe(true);
    control.abort();
    await refused;
    writeFileSync(goFile(), '');
    expect((await laboratory.invoke('runs.evaluate', input)).clips).toBe(21);
    rmSync(goFile());
    expect(await status(training)).toBe('running');
  });

  it('the run continues until it is stopped', async () => {
    await laboratory.invoke('runs.stop', { run: training });
    await expect.poll(() => status(training), { timeout: 30_000 }).toBe('stopped');
  });
});
