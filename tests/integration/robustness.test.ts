/** Robustness tests through the laboratory and its real processes. */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Laboratory } from '#core/laboratory/index.ts';
import type { EventData, RequestOutput } from '#shared/contract.ts';
import { ROBUSTNESS_CONDITIONS } from '#shared/robustness.ts';
import type { Run } from '#shared/runs.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

let workspace: LaboratoryWithVoices;
let laboratory: Laboratory;
let run: Run;
let own: RequestOutput<'robustness.test'>;
const progress: EventData<'progress'>[] = [];

const features = () => join(workspace.folder, 'laboratory', 'features');
const rowsInCache = () => readdirSync(features(), { withFileTypes: true }).map(({ name }) => name);
/** Everything but the time of the test. */
const results = ({ seconds: _s, createdAt: _c, ...others }: RequestOutput<'robustness.test'>) => others;

beforeAll(async () => {
  workspace = await laboratoryWithVoices();
  ({ laboratory } = workspace);
  laboratory.subscribe((event) => {
    if (event.name === 'progress') progress.push(event.data);
  });
  // Two folds, so that each clip must be predicted by its own network.
  const protocol = { name: 'k-fold-speakers', folds: 2, validationShare: 0 } as const;
  const id = await workspace.start({ epochs: 8, protocol });
  run = await laboratory.invoke('runs.show', { run: id });
  const before = rowsInCache();
  own = await laboratory.invoke('robustness.test', { run: run.id }, { call: 'own' });
  // No distorted sound has entered the cache.
  expect(rowsInCache()).toEqual(before);
}, 180_000);
afterAll(() => workspace?.[Symbol.asyncDispose]());

describe('on the run’s own test clips', () => {
  it('the clean condition has the results of the run’s test', () => {
    expect(own).toMatchObject({
      run: run.id,
      ownTest: true,
      clips: run.test!.clips,
      problems: 0,
      saved: true,
    });
    expect(own.conditions.map(({ effect }) => effect)).toEqual(ROBUSTNESS_CONDITIONS);
    const [clean] = own.conditions;
    const { uar, uarInterval, accuracy, accuracyInterval, resampling } = run.test!;
    expect(clean).toEqual({ effect: null, uar, uarInterval, accuracy, accuracyInterval, difference: null });
    expect(own.resampling).toEqual(resampling);
  });

  it('the differences are those of the scores, within their intervals’ order', () => {
    const [clean, ...changed] = own.conditions;
    for (const { uar, accuracy, difference } of changed) {
      expect(difference!.uar).toBeCloseTo(uar - clean.uar, 12);
      expect(difference!.accuracy).toBeCloseTo(accuracy - clean.accuracy, 12);
      expect(difference!.uarInterval[0]).toBeLessThanOrEqual(difference!.uarInterval[1]);
    }
    // The features do not change with the level, but some prediction changes with the strongest noise.
    expect(changed.some(({ difference }) => difference!.uar !== 0)).toBe(true);
  });

  it('is saved with the run, and repeated with the same results in the same place', async () => {
    const { skipped, saved: _, ...stored } = own;
    expect(skipped).toEqual([]);
    expect(await laboratory.invoke('robustness.list', { run: run.id })).toEqual([stored]);
    const again = await laboratory.invoke('robustness.test', { run: run.id });
    expect(results(again)).toEqual(results(own));
    const listed = await laboratory.invoke('robustness.list', { run: run.id });
    expect(listed.map(({ createdAt }) => createdAt)).toEqual([again.createdAt]);
  });

  it('reports its progress in clips', () => {
    const reported = progress.filter(({ call }) => call === 'own');
    const done = reported.map((event) => event.done);
    expect(reported.every(({ phase, total }) => phase === 'testing' && total === own.clips)).toBe(true);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect([done[0], done.at(-1)]).toEqual([0, own.clips]);
  });

  it('can be cancelled', async () => {
    const control = new AbortController();
    const asked = laboratory.invoke(
      'robustness.test',
      { run: run.id },
      { call: 'cancelled', signal: control.signal },
    );
    const refused = expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect
      .poll(() => progress.some(({ call }) => call === 'cancelled'), { timeout: 30_000 })
      .toBe(true);
    control.abort();
    await refused;
  });

  it('leaves out a clip that cannot be read, and says what to do if none can', async () => {
    const path = join(workspace.voices, 'Actor_01');
    renameSync(path, `${path}-moved`);
    const part = await laboratory.invoke('robustness.test', { run: run.id, keep: false });
    expect(part).toMatchObject({ clips: 14, problems: 7, saved: false });
    expect(part.skipped[0]).toMatchObject({ code: 'missing', path: expect.stringContaining('Actor_01') });
    renameSync(workspace.voices, `${workspace.voices}-moved`);
    const none = laboratory.invoke('robustness.test', { run: run.id });
    await expect(none).rejects.toMatchObject({ code: 'no-clips' });
    renameSync(`${workspace.voices}-moved`, workspace.voices);
    renameSync(`${path}-moved`, path);
    // Not saved in place of the whole test.
    expect((await laboratory.invoke('robustness.list', { run: run.id }))[0].clips).toBe(own.clips);
  });
});

describe('on other clips', () => {
  it('the clean condition has the results of an evaluation', async () => {
    const folder = join(workspace.folder, 'others');
    await laboratory.invoke('corpora.sample', { folder, speakers: 2, clipsPerEmotion: 1, seed: 91 });
    const evaluation = await laboratory.invoke('runs.evaluate', { run: run.id, folders: [folder] });
    const tested = await laboratory.invoke('robustness.test', { run: run.id, folders: [folder] });
    const { uar, uarInterval, accuracy, accuracyInterval } = evaluation;
    expect(tested.conditions[0]).toMatchObject({
      effect: null,
      uar,
      uarInterval,
      accuracy,
      accuracyInterval,
    });
    expect(tested).toMatchObject({
      ...{
        ownTest: false,
        clips: evaluation.clips,
        leakage: evaluation.leakage,
        emotions: evaluation.emotions,
      },
      resampling: evaluation.resampling,
    });
    expect(tested.corpora).toEqual(evaluation.corpora);
    // Beside the test on the run's own clips.
    const listed = await laboratory.invoke('robustness.list', { run: run.id });
    expect(listed.map(({ ownTest }) => ownTest)).toEqual([false, true]);
    rmSync(folder, { recursive: true });
    await expect(
      laboratory.invoke('robustness.test', { run: run.id, folders: [folder] }),
    ).rejects.toMatchObject({ name: 'UserError' });
  });
});
