import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { experimentLogOver, openExperimentLog } from '#core/database/experiment-log.ts';
import { LOG_FILE } from '#core/database/open-database.ts';
import type { NewEvaluation } from '#core/database/tables/evaluations-table.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import {
  openLog,
  sampleClip,
  sampleEpoch,
  samplePredictions,
  sampleRun,
  temporaryFolder,
} from '../sample-run.ts';

const TESTED = [0, 9, 11, 13, 15, 17, 19];

/** A log with two finished runs on different clips, and an evaluation of the first. */
function twoRuns() {
  const folder = temporaryFolder();
  const log = openExperimentLog(folder);
  const [first, second] = [0, 100].map((from) => {
    const clips = Array.from({ length: 21 }, (_, index) => sampleClip(from + index));
    const id = log.createRun(sampleRun({ clips, name: `from ${from}` }));
    log.addEpoch(id, sampleEpoch(1));
    log.finishFold(id, 0, { bestEpoch: 1, temperature: 1.5, predictions: samplePredictions(TESTED) });
    log.setStatus(id, 'finished');
    return id;
  });
  log.close();
  return { folder, first, second };
}

/** Changes the file as a faulty disk does: behind the back of the program. */
function corrupt(folder: string, sql: string): void {
  const db = new SqliteDatabase(join(folder, LOG_FILE));
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
  expect(db.prepare(sql).run().changes).toBe(1);
  db.close();
}

const SHARE: [number, number] = [0, 1];
const SCORES: NewEvaluation['scores']['results'] = {
  ...{ clips: 2, accuracy: 0.5, uar: 0.5, f1Macro: 0.5 },
  ...{ accuracyInterval: SHARE, uarInterval: SHARE, f1MacroInterval: SHARE },
  resampling: { unit: 'speakers', units: 2, draws: 2000 },
};

const FIRST = 'SELECT number FROM runs ORDER BY number LIMIT 1';
const damaged = expect.objectContaining({ name: 'UserError', code: 'record-damaged' });

describe('a changed value of an ended run is found', () => {
  it.each([
    [
      'a probability',
      `UPDATE predictions SET angry = angry + 1e-9 WHERE run_number = (${FIRST}) AND position = 9`,
    ],
    ['a missing prediction', `DELETE FROM predictions WHERE run_number = (${FIRST}) AND position = 9`],
    ['a loss', `UPDATE epochs SET loss = loss + 1 WHERE run_number = (${FIRST})`],
    ['a UAR in lists', `UPDATE runs SET uar = uar + 0.25 WHERE number = (${FIRST})`],
    ['a UAR of a fold', `UPDATE folds SET uar = uar + 0.25 WHERE run_number = (${FIRST})`],
    ['a temperature of a fold', `UPDATE folds SET temperature = 1.6 WHERE run_number = (${FIRST})`],
    ['a missing temperature', `UPDATE folds SET temperature = NULL WHERE run_number = (${FIRST})`],
    [
      'a setting',
      `UPDATE runs SET settings = replace(settings, '"epochs":', '"epochs":1') WHERE number = (${FIRST})`,
    ],
    ['a status', `UPDATE runs SET status = 'failed' WHERE number = (${FIRST})`],
    ['settings that are no JSON', `UPDATE runs SET settings = '{"network' WHERE number = (${FIRST})`],
    ['corpora that are no JSON', `UPDATE runs SET corpora = '[{' WHERE number = (${FIRST})`],
    [
      'a split',
      `UPDATE split_parts SET positions = '[1,3,5,8]' WHERE run_number = (${FIRST}) AND part = 'validation'`,
    ],
    ['the label of a clip', `UPDATE clips SET emotion = 'sad' WHERE number = 1`],
    ['a label that is none', `UPDATE clips SET emotion = 'sbd' WHERE number = 1`],
  ])('%s', (_, sql) => {
    const { folder, first, second } = twoRuns();
    const intact = openLog(folder);
    const before = intact.showRun(second);
    intact.close();
    corrupt(folder, sql);
    const log = openLog(folder);
    expect(() => log.showRun(first)).toThrow(damaged);
    expect(() => log.showRun(first)).toThrow(first);
    expect(() => log.readArchivedRun(first)).toThrow(damaged);
    // The rest can be used.
    expect(log.showRun(second)).toEqual(before);
    for (const number of log.listChecked()) log.checkRecord(number);
    expect(log.listRuns().map(({ id, damaged }) => [id, damaged])).toEqual([
      [second, false],
      [first, true],
    ]);
  });
});

it('lists mark changed metrics at once', () => {
  const { folder, first } = twoRuns();
  corrupt(folder, `UPDATE runs SET uar = 0.99 WHERE number = (${FIRST})`);
  const log = openLog(folder);
  expect(log.listRuns().filter((run) => run.damaged)).toMatchObject([{ id: first }]);
  // A damaged run keeps its place, because a shorter page would end the list.
  const finished = log.listFinished({ ids: null, limit: 10, offset: 0 });
  expect(finished).toHaveLength(2);
  expect(finished.filter((run) => run === null)).toHaveLength(1);
});

it('a model is still described if only its predictions are damaged', () => {
  const { folder, first } = twoRuns();
  corrupt(folder, `UPDATE predictions SET angry = 0 WHERE run_number = (${FIRST}) AND position = 9`);
  const log = openLog(folder);
  expect(log.describeRun(first).status).toBe('finished');
  expect(() => log.showTested(first)).toThrow(/its predictions do not match/);
  expect(() => log.listPredictions(first)).toThrow(damaged);
});

it('notes, tags, the trash, paths of clips and a resumed training are no damage', () => {
  const folder = temporaryFolder();
  const log = openLog(folder);
  const id = log.createRun(sampleRun());
  log.addEpoch(id, sampleEpoch(1));
  log.setStatus(id, 'stopped');
  log.annotateRun(id, { name: 'new', tags: ['a'], notes: 'b' });
  log.updateClipPaths([sampleClip(0, { path: '/moved/0.wav' })]);
  log.saveClips([sampleClip(1, { levelDbfs: -3 })]);
  log.trashRun(id);
  log.restoreRun(id);
  const other = openLog(folder);
  expect(other.showRun(id)).toMatchObject({ name: 'new', status: 'stopped' });
  log.setStatus(id, 'running');
  log.addEpoch(id, sampleEpoch(2));
  expect(other.showRun(id).epochs).toHaveLength(2);
  log.setStatus(id, 'interrupted');
  expect(other.showRun(id).status).toBe('interrupted');
  expect(openLog(folder).listRuns()).toMatchObject([{ damaged: false }]);
});

it('a run without checksums, of an older version, is valid', () => {
  const { folder, first } = twoRuns();
  corrupt(folder, `DELETE FROM run_checksums WHERE run_number = (${FIRST})`);
  corrupt(folder, `UPDATE epochs SET loss = loss + 1 WHERE run_number = (${FIRST})`);
  expect(openLog(folder).showRun(first).epochs).toHaveLength(1);
  corrupt(folder, `UPDATE runs SET environment = 'x' WHERE number = (${FIRST})`);
  // It is still no stack trace.
  expect(() => openLog(folder).showRun(first)).toThrow(damaged);
});

it('a clip that is saved again gets its labels back', () => {
  const { folder, first } = twoRuns();
  corrupt(folder, "UPDATE clips SET emotion = 'sad' WHERE number = 1");
  const log = openLog(folder);
  log.saveClips([sampleClip(0)]);
  expect(log.showRun(first).status).toBe('finished');
});

it('a changed evaluation is found', () => {
  const { folder, first, second } = twoRuns();
  const log = openExperimentLog(folder);
  const clips = [sampleClip(500), sampleClip(501)];
  const evaluations = [first, second].map((run) =>
    log.saveEvaluation(
      {
        run,
        corpora: [{ name: 'TESS', folder: '/t', clips: 2 }],
        synthetic: false,
        engine: 'wasm',
        device: 'cpu',
        leakage: { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 },
        emotions: { shared: ['angry'], missing: [], excluded: [] },
        clipsFingerprint: 'e'.repeat(64),
        problems: 0,
        labels: EMOTIONS,
        scores: { results: SCORES, restricted: null },
        probabilities: new Float32Array(14).fill(1 / 7),
        trainedOn: [null, null],
      },
      log.saveClips(clips),
    ),
  );
  log.close();
  const where = `WHERE evaluation = 1 AND position = 1`;
  corrupt(folder, `UPDATE evaluation_clips SET probabilities = zeroblob(28) ${where}`);
  const after = openLog(folder);
  expect(() => after.findEvaluation(evaluations[0])).toThrow(damaged);
  expect(() => after.listEvaluationClips(evaluations[0])).toThrow(damaged);
  expect(after.listEvaluationClips(evaluations[1])).toHaveLength(2);
  corrupt(folder, "UPDATE evaluations SET results = '{' WHERE number = 1");
  expect(openLog(folder).listEvaluations()).toMatchObject([{ id: evaluations[1] }]);
});

it('the log of a read-only file is checked too', () => {
  const { folder, first } = twoRuns();
  corrupt(folder, `UPDATE epochs SET loss = 0 WHERE run_number = (${FIRST})`);
  const log = experimentLogOver(new SqliteDatabase(join(folder, LOG_FILE), { readonly: true }), null);
  onTestFinished(() => log.close());
  expect(() => log.showRun(first)).toThrow(damaged);
});
