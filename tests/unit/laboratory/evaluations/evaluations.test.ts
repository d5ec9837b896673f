import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PredictJob } from '#core/jobs/kinds/predict-job.ts';
import { evaluateOn } from '#core/laboratory/runs/evaluation.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';
import { evaluate, finishedRun } from '../finished-run.ts';
import {
  NO_CONTEXT,
  type PreparedVoices,
  prepareVoices,
  temporaryFolder,
  voices,
} from '../laboratory-services.ts';

let prepared: PreparedVoices;
let corpus = '';
beforeAll(async () => {
  prepared = await prepareVoices(4);
  corpus = prepared.corpus;
});
afterAll(() => prepared[Symbol.dispose]());

/** Probabilities of two emotions for every clip. */
const predicting = (first: Emotion, second: Emotion) => (clips: number) =>
  Float32Array.from(
    Array.from({ length: clips }, () =>
      EMOTIONS.map((emotion) => (emotion === first ? 0.75 : emotion === second ? 0.25 : 0)),
    ).flat(),
  );

/** RAVDESS's code of surprise. */
const SURPRISE = '08';
/** Removes all clips whose emotion has this code. */
function withoutEmotion(folder: string, code: string): string {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (file.split('-')[2] === code) rmSync(join(folder, file));
  }
  return folder;
}
const keep = { keep: true };
/** The features of new voices take seconds on a busy machine. */
const PATIENT = { timeout: 30_000 };

describe('a saved evaluation', () => {
  it('has the metrics of the command, and the clips of a cell', async () => {
    const run = await finishedRun(prepared);
    const { metrics } = await evaluate(run, [corpus], predicting('happy', 'sad'), keep);
    const [listed] = await run.requests['evaluations.list'](
      { run: run.id, limit: 10, offset: 0 },
      NO_CONTEXT,
    );
    expect(listed).toMatchObject({
      ...{ id: metrics.evaluation, run: run.id, engine: 'wasm', device: 'cpu', problems: 0, synthetic: true },
      ...{ corpora: [{ folder: corpus, clips: 28 }], leakage: metrics.leakage, restricted: null },
      results: { uar: metrics.uar, uarInterval: metrics.uarInterval, clips: 28 },
      emotions: { shared: EMOTIONS, missing: [], excluded: [] },
    });
    const evaluation = metrics.evaluation!;
    const shown = await run.requests['evaluations.show']({ evaluation }, NO_CONTEXT);
    const {
      leakage: _l,
      problems: _p,
      corpora: _c,
      emotions: _e,
      evaluation: _v,
      restricted: _r,
      warnings,
      ...all
    } = metrics;
    expect(shown.results).toEqual(all);
    expect(warnings).toEqual([]);

    const ask = (query: object) =>
      run.requests['evaluations.predictions'](
        { evaluation, restricted: false, limit: 1000, ...query },
        NO_CONTEXT,
      );
    const clips = await ask({});
    expect(clips).toHaveLength(28);
    expect(clips.filter(({ trainedOn }) => trainedOn === 'same clip')).toHaveLength(metrics.leakage.clips);
    const cell = await ask({ actual: 'sad', predicted: 'happy' });
    expect(cell).toHaveLength(4);
    expect(cell[0]).toMatchObject({
      actual: 'sad',
      predicted: 'happy',
      probabilities: { happy: 0.75, sad: 0.25 },
    });
    // Errors first.
    expect(clips.slice(0, 24).every(({ actual }) => actual !== 'happy')).toBe(true);
    expect(await ask({ limit: 3 })).toEqual(clips.slice(0, 3));
  });

  it('is replaced if the same clips are evaluated again, and can be removed', async () => {
    const run = await finishedRun(prepared);
    const first = await evaluate(run, [corpus], predicting('happy', 'sad'), keep);
    const copy = await voices(temporaryFolder(), 4);
    // The same sounds in another folder are the same clips.
    const second = await evaluate(run, [copy], predicting('sad', 'happy'), keep);
    expect(second.metrics.evaluation).toBe(first.metrics.evaluation);
    expect(run.log.listEvaluations()).toMatchObject([{ corpora: [{ folder: copy }] }]);
    await run.requests['evaluations.remove']({ evaluation: first.metrics.evaluation! }, NO_CONTEXT);
    expect(run.log.listEvaluations()).toEqual([]);
  });

  it('is not made if it is not wanted or the run is not finished', async () => {
    const run = await finishedRun(prepared);
    expect((await evaluate(run, [corpus])).metrics.evaluation).toBeNull();
    const stopped = { ...run.log.showRun(run.id), status: 'stopped' as const };
    const asked = evaluateOn(run, stopped, { folders: [corpus], corpus: null, keep: true }, NO_CONTEXT);
    await expect.poll(() => run.hosts.evaluation.jobs.length, PATIENT).toBe(2);
    const probabilities = predicting('sad', 'happy')(28);
    run.hosts.evaluation.jobs[1].end({ status: 'finished', result: { probabilities } });
    expect(await asked).toMatchObject({ clips: 28, evaluation: null });
    expect(run.log.listEvaluations()).toEqual([]);
  });

  it('can be of one corpus of a folder with several', async () => {
    const run = await finishedRun(prepared);
    const both = temporaryFolder();
    await voices(join(both, 'a'), 1, 91);
    const asked = evaluate(run, [both], undefined, { corpus: 'SAVEE' });
    await expect(asked).rejects.toMatchObject({ code: 'no-such-corpus', message: /They have: RAVDESS/ });
    const [{ name }] = (await evaluate(run, [both])).metrics.corpora;
    expect((await evaluate(run, [both], undefined, { corpus: name })).metrics.clips).toBe(7);
  });
});

describe('emotions that differ from those of the training set', () => {
  it('are reported if the corpus lacks them, with restricted predictions beside', async () => {
    const run = await finishedRun(prepared);
    const folder = withoutEmotion(await voices(temporaryFolder(), 2, 91), SURPRISE);
    const { metrics } = await evaluate(run, [folder], predicting('surprise', 'sad'), keep);
    expect(metrics.emotions).toEqual({
      shared: EMOTIONS.filter((emotion) => emotion !== 'surprise'),
      missing: ['surprise'],
      excluded: [],
    });
    expect(metrics.uar).toBe(0);
    // Without surprise, sad is predicted: one of six emotions is right.
    expect(metrics.restricted!.uar).toBeCloseTo(1 / 6, 12);
    const evaluation = metrics.evaluation!;
    const shown = await run.requests['evaluations.show']({ evaluation }, NO_CONTEXT);
    expect(shown.restricted).toEqual(metrics.restricted);
    const query = { evaluation, actual: 'sad', predicted: 'sad', limit: 10 } as const;
    expect(
      await run.requests['evaluations.predictions']({ ...query, restricted: false }, NO_CONTEXT),
    ).toEqual([]);
    const sad = await run.requests['evaluations.predictions']({ ...query, restricted: true }, NO_CONTEXT);
    expect(sad).toHaveLength(2);
    expect(sad[0].probabilities).toMatchObject({ sad: 1, surprise: 0 });
  });

  it('are excluded and counted if the run was not trained on them', async () => {
    const six = withoutEmotion(await voices(temporaryFolder(), 4, 17), SURPRISE);
    const run = await finishedRun(prepared, {}, [six]);
    const { metrics } = await evaluate(run, [corpus], predicting('surprise', 'sad'), keep);
    expect(metrics).toMatchObject({
      clips: 24,
      emotions: { missing: [], excluded: [{ emotion: 'surprise', clips: 4 }] },
      restricted: { clips: 24 },
    });
    expect(metrics.perEmotion.surprise.support).toBe(0);
    const clips = await run.requests['evaluations.predictions'](
      { evaluation: metrics.evaluation!, restricted: false, limit: 100 },
      NO_CONTEXT,
    );
    expect(clips.map(({ actual }) => actual)).not.toContain('surprise');
    // The predictions of all clips are stored.
    expect(run.log.listEvaluationClips(metrics.evaluation!)).toHaveLength(28);
  });

  it('must have one emotion in common, which is found before the prediction', async () => {
    const surprise = await voices(temporaryFolder(), 1, 91);
    for (const code of ['01', '02', '03', '04', '05', '06', '07']) withoutEmotion(surprise, code);
    const six = withoutEmotion(await voices(temporaryFolder(), 4, 17), SURPRISE);
    const run = await finishedRun(prepared, {}, [six]);
    const asked = evaluate(run, [surprise]);
    await expect(asked).rejects.toMatchObject({ code: 'no-common-emotions' });
    expect(run.hosts.evaluation.jobs).toEqual([]);
  });
});

describe('the matrix', () => {
  it('has own test clips, evaluations and missing cells', async () => {
    const run = await finishedRun(prepared);
    const strangers = await voices(temporaryFolder(), 1, 91);
    const unknown = temporaryFolder();
    const { metrics } = await evaluate(run, [strangers], predicting('sad', 'happy'), keep);
    const columns = [corpus, strangers, unknown].map((folder) => ({ folder, corpus: null }));
    const ask = () => run.requests['evaluations.matrix']({ runs: [run.id], columns }, NO_CONTEXT);
    const { rows } = await ask();
    const shown = run.log.showRun(run.id);
    expect(rows).toMatchObject([
      {
        ...{ run: run.id, name: shown.name, network: 'compact', seed: shown.settings.seed, synthetic: true },
        cells: [
          {
            ...{ kind: 'own-test', evaluation: null, corpusClips: 28, leakage: shown.leakage },
            results: { uar: shown.test!.uar, uarInterval: shown.test!.uarInterval, clips: shown.test!.clips },
          },
          {
            kind: 'evaluation',
            evaluation: metrics.evaluation,
            corpusClips: 7,
            results: { uar: metrics.uar },
          },
          null,
        ],
      },
    ]);
    expect(await ask()).toEqual({ rows });
    // A name that the folder does not have.
    const other = await run.requests['evaluations.matrix'](
      { runs: [run.id], columns: [{ folder: corpus, corpus: 'another' }] },
      NO_CONTEXT,
    );
    expect(other.rows[0].cells).toEqual([null]);
  });

  it('shows an evaluation only in the column of exactly its corpus', async () => {
    const run = await finishedRun(prepared);
    const [one, two] = [await voices(temporaryFolder(), 1, 91), await voices(temporaryFolder(), 1, 92)];
    await evaluate(run, [one, two], predicting('sad', 'happy'), keep);
    const columns = [one, two].map((folder) => ({ folder, corpus: null }));
    const { rows } = await run.requests['evaluations.matrix']({ runs: [run.id], columns }, NO_CONTEXT);
    expect(rows[0].cells).toEqual([null, null]);
  });

  it('is filled in order; a corpus that cannot be read does not end the others', async () => {
    const run = await finishedRun(prepared);
    const strangers = await voices(temporaryFolder(), 1, 91);
    const phases = new Set<string>();
    let changed = 0;
    const cells = [temporaryFolder(), strangers].map((folder) => ({ run: run.id, folder, corpus: null }));
    const asked = run.requests['evaluations.fill'](
      { cells },
      { progress: (phase) => void phases.add(phase), changed: () => changed++ },
    );
    await expect.poll(() => run.hosts.evaluation.jobs.length, PATIENT).toBe(1);
    const [played] = run.hosts.evaluation.jobs;
    const { inputs } = played.job as PredictJob;
    const clips = inputs.from === 'rows' ? inputs.rows.length : 0;
    played.say({ kind: 'progress', done: 1, total: clips });
    played.end({ status: 'finished', result: { probabilities: predicting('sad', 'happy')(clips) } });
    const answers = await asked;
    expect(answers).toMatchObject([
      { evaluation: null, failure: { code: 'no-clips' } },
      { evaluation: expect.stringContaining(run.id), failure: null },
    ]);
    expect(changed).toBe(1);
    expect([...phases]).toContain('evaluation 2 of 2: recognising');
    expect(run.log.listEvaluations()).toHaveLength(1);
  });

  it('stops filling when it is cancelled, and keeps what is done', async () => {
    const run = await finishedRun(prepared);
    const control = new AbortController();
    const [one, two] = [await voices(temporaryFolder(), 1, 91), await voices(temporaryFolder(), 1, 92)];
    const cells = [one, two].map((folder) => ({ run: run.id, folder, corpus: null }));
    const asked = run.requests['evaluations.fill']({ cells }, { ...NO_CONTEXT, signal: control.signal });
    const refused = expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => run.hosts.evaluation.jobs.length, PATIENT).toBe(1);
    const { jobs } = run.hosts.evaluation;
    jobs[0].end({ status: 'finished', result: { probabilities: predicting('sad', 'happy')(7) } });
    await expect.poll(() => jobs.length, PATIENT).toBe(2);
    control.abort();
    jobs[1].end({ status: 'cancelled' });
    await refused;
    expect(run.log.listEvaluations()).toMatchObject([{ corpora: [{ folder: one }] }]);
  });
});
