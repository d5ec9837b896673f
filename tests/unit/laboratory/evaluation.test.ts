import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recogniserWeights } from '../../../src/core/laboratory/recogniser-files.ts';
import { createRunDirector } from '../../../src/core/laboratory/run-director.ts';
import { runRequests } from '../../../src/core/laboratory/run-requests.ts';
import type { PredictJob, TrainJob } from '../../../src/core/training/job.ts';
import { EMOTIONS } from '../../../src/shared/emotions.ts';
import type { RunSettingsInput } from '../../../src/shared/runs.ts';
import {
  NO_CONTEXT,
  type PreparedVoices,
  playedParts,
  prepareVoices,
  temporaryFolder,
  voices,
} from './laboratory-parts.ts';

let prepared: PreparedVoices;
let corpus = '';
beforeAll(async () => {
  prepared = await prepareVoices(4);
  corpus = prepared.corpus;
});
afterAll(() => prepared[Symbol.dispose]());

const EVEN = Array(EMOTIONS.length).fill(1 / EMOTIONS.length);

/** A finished run, its weights' files where they belong (a prediction is played, so nobody reads them). */
async function finishedRun(settings: RunSettingsInput = {}) {
  const parts = playedParts(prepared);
  const director = createRunDirector(parts);
  const requests = runRequests(parts, director);
  const { id } = await requests['runs.start']({ folders: [corpus], settings, tags: [] }, NO_CONTEXT);
  const [played] = parts.host.jobs;
  const job = played.job as TrainJob;
  for (const [fold, { test }] of job.folds.entries()) {
    const probabilities = Float32Array.from(test.flatMap(() => EVEN));
    played.say({ kind: 'result', fold, clips: test, probabilities, bestEpoch: 1 });
    const weights = join(job.checkpointFolder, `fold-${fold}`, 'weights.safetensors');
    mkdirSync(dirname(weights), { recursive: true });
    writeFileSync(weights, '');
  }
  played.end({ status: 'finished', result: { folds: job.folds.length } });
  await director.settled();
  return { ...parts, requests, id, job };
}

/** Evaluates on `folders`; `judge` plays the network. */
async function evaluate(
  run: Awaited<ReturnType<typeof finishedRun>>,
  folders: string[],
  judge: (clips: number) => Float32Array = (clips) =>
    Float32Array.from(Array.from({ length: clips }, () => EVEN).flat()),
) {
  const { jobs } = run.evaluator;
  const before = jobs.length;
  const asked = run.requests['runs.evaluate']({ run: run.id, folders }, NO_CONTEXT);
  while (jobs.length === before) {
    await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 5))]);
  }
  const played = jobs.at(-1)!;
  const job = played.job as PredictJob;
  if (job.inputs.from !== 'rows') throw new Error('features are read from the cache');
  played.end({ status: 'finished', result: { probabilities: judge(job.inputs.rows.length) } });
  return { figures: await asked, job };
}

describe('runs.evaluate', () => {
  it('says that clips were trained on, when they were', async () => {
    const run = await finishedRun();
    const { figures, job } = await evaluate(run, [corpus]);
    const [{ train, validation, test }] = run.job.folds;
    expect(figures.clips).toBe(28);
    // Training and validation clips are known; those that the run was tested on are not.
    expect(figures.leakage.clips).toBe(train.length + validation.length);
    expect(test.length).toBeGreaterThan(0);
    expect(figures.leakage.speakers).toBeGreaterThan(0);
    expect(job.weightsPaths).toHaveLength(1);
  });

  it('finds the same sound under other names and in another folder', async () => {
    const run = await finishedRun();
    // The same seed in another folder: the same sounds.
    const copy = await voices(temporaryFolder(), 4);
    const { figures } = await evaluate(run, [copy]);
    expect(figures.leakage.clips).toBe(run.job.folds[0].train.length + run.job.folds[0].validation.length);
  });

  it('finds nothing in voices that it never heard, sentences aside', async () => {
    const run = await finishedRun();
    const strangers = await voices(temporaryFolder(), 2, 99);
    const { figures } = await evaluate(run, [strangers]);
    expect(figures.leakage).toMatchObject({ clips: 0, nearDuplicates: 0 });
  });

  it('knows every clip of a run of several folds, whose networks it averages', async () => {
    const run = await finishedRun({ protocol: 'leave-one-speaker-out' });
    const { figures, job } = await evaluate(run, [corpus]);
    expect(job.weightsPaths).toHaveLength(4);
    expect(figures.leakage.clips).toBe(28);
  });

  it('judges by the greatest probability, and gives figures over what could be read', async () => {
    const run = await finishedRun();
    const folder = await voices(temporaryFolder(), 1, 99);
    writeFileSync(join(folder, 'Actor_01', '03-01-05-01-01-01-01.wav'), 'no sound');
    const happy = EMOTIONS.indexOf('happy');
    const { figures } = await evaluate(run, [folder], (clips) =>
      Float32Array.from(
        Array.from({ length: clips }, () => EMOTIONS.map((_, i) => (i === happy ? 1 : 0))).flat(),
      ),
    );
    expect(figures.clips).toBe(6);
    expect(figures.perEmotion.happy.recall).toBe(1);
    expect(figures.uar).toBeCloseTo(1 / 6);
    expect(figures.problems).toMatchObject([{ code: 'unreadable' }]);
  });

  it('asks neither the host that trains nor the ears, tells how far it is and can be given up', async () => {
    const run = await finishedRun();
    const trained = run.host.jobs.length;
    const told: unknown[][] = [];
    const control = new AbortController();
    const asked = run.requests['runs.evaluate'](
      { run: run.id, folders: [corpus] },
      { signal: control.signal, progress: (...way) => void told.push(way) },
    );
    await expect.poll(() => run.evaluator.jobs.length).toBe(1);
    const [job] = run.evaluator.jobs;
    job.say({ kind: 'progress', done: 8, total: 28 });
    expect(told.at(-1)).toEqual(['recognising', 8, 28]);
    control.abort();
    expect(job.wishes).toEqual(['cancel']);
    job.end({ status: 'cancelled' });
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect([run.host.jobs.length, run.ears.jobs.length, run.side.jobs.length]).toEqual([trained, 0, 0]);
  });

  it('refuses a network that says nothing', async () => {
    const run = await finishedRun();
    const asked = evaluate(run, [corpus], (clips) => new Float32Array(7 * clips).fill(Number.NaN));
    await expect(asked).rejects.toMatchObject({ code: 'no-recogniser' });
  });

  it('needs clips', async () => {
    const run = await finishedRun();
    const asked = run.requests['runs.evaluate']({ run: run.id, folders: [temporaryFolder()] }, NO_CONTEXT);
    await expect(asked).rejects.toMatchObject({ code: 'no-clips' });
  });
});

describe('the recogniser of a run', () => {
  it('is one file, or one of each fold', async () => {
    const single = await finishedRun();
    expect(recogniserWeights(single.folder, single.log.showRun(single.id))).toEqual([
      join(single.folder, 'runs', single.id, 'fold-0', 'weights.safetensors'),
    ]);
    const several = await finishedRun({ protocol: 'leave-one-speaker-out' });
    expect(recogniserWeights(several.folder, several.log.showRun(several.id))).toHaveLength(4);
  });

  it('is missed with a sentence where it is gone, or was never trained', async () => {
    const { folder, log, id } = await finishedRun();
    const run = log.showRun(id);
    rmSync(join(folder, 'runs', id, 'fold-0', 'weights.safetensors'));
    expect(() => recogniserWeights(folder, run)).toThrow(/weights of run .* are gone/);
    const untrained = { ...run, status: 'stopped' as const, folds: [{ ...run.folds[0], bestEpoch: null }] };
    expect(() => recogniserWeights(folder, untrained)).toThrow(/is stopped: it has no finished recogniser/);
  });
});

describe('runs.predictions', () => {
  it('lists the most confident errors first, then what was right', async () => {
    const run = await finishedRun();
    const asked = (query: object) =>
      run.requests['runs.predictions']({ run: run.id, limit: 1000, ...query }, NO_CONTEXT);
    const judged = await asked({});
    expect(judged).toHaveLength(run.job.folds[0].test.length);
    const wrong = judged.map(({ truth, predicted }) => truth !== predicted);
    expect(wrong).toEqual(wrong.toSorted((a, b) => Number(b) - Number(a)));
    expect(wrong).toContain(true);
    expect(wrong).toContain(false);
    expect(await asked({ limit: 3 })).toEqual(judged.slice(0, 3));
    const cell = await asked({ truth: 'sad', predicted: 'angry' });
    expect(cell.every(({ truth, predicted }) => truth === 'sad' && predicted === 'angry')).toBe(true);
    expect(judged.filter(({ truth, predicted }) => truth === 'sad' && predicted === 'angry')).toEqual(cell);
  });
});
