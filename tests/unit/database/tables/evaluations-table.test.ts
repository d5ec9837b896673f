import { beforeEach, describe, expect, it } from 'vitest';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import type { NewEvaluation } from '#core/database/tables/evaluations-table.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { NO_LEAKAGE, openLog, sampleClip, samplePredictions, sampleRun } from '../sample-run.ts';

let log: ExperimentLog;
let run: string;
let minute = 0;
const CLIPS = Array.from({ length: 4 }, (_, index) => sampleClip(100 + index));
let numbers: number[];

beforeEach(() => {
  minute = 0;
  log = openLog(undefined, { now: () => new Date(Date.UTC(2026, 10, 22, 15, minute++)) });
  run = log.createRun(sampleRun());
  numbers = log.saveClips(CLIPS);
});

const scores = {
  clips: 4,
  accuracy: 0.5,
  accuracyInterval: [0.25, 0.75] as [number, number],
  uar: 0.4,
  uarInterval: [0.2, 0.6] as [number, number],
  f1Macro: 0.3,
  f1MacroInterval: [0.1, 0.5] as [number, number],
  resampling: { unit: 'speakers' as const, units: 3, draws: 2000 },
};

const evaluation = (changes: Partial<NewEvaluation> = {}): NewEvaluation => ({
  run,
  corpora: [{ name: 'TESS', folder: '/tess', clips: 4 }],
  clipsFingerprint: 'a'.repeat(64),
  synthetic: true,
  engine: 'wasm',
  device: 'cpu',
  leakage: { ...NO_LEAKAGE, speakers: 1 },
  problems: 2,
  labels: EMOTIONS,
  emotions: { shared: ['angry'], missing: ['sad'], excluded: [{ emotion: 'surprise', clips: 1 }] },
  scores: { results: scores, restricted: { ...scores, uar: 0.45 } },
  probabilities: Float32Array.from(
    samplePredictions([0, 1, 2, 3]).flatMap(({ probabilities }) => Array.from(probabilities)),
  ),
  trainedOn: [null, 'same clip', 'near-identical', null],
  ...changes,
});

describe('evaluations', () => {
  it('are read as they were saved', () => {
    const saved = evaluation();
    const id = log.saveEvaluation(saved, numbers);
    expect(id).toBe(`${run}-aaaaaaaaaaaa`);
    const { labels: _l, probabilities, trainedOn, scores: both, clipsFingerprint: _c, ...rest } = saved;
    const summary = { ...rest, ...both, id, createdAt: expect.stringMatching(/^2026-11-22T15:/) };
    expect(log.listEvaluations()).toEqual([summary]);
    expect(log.findEvaluation(id)).toEqual({
      summary,
      labels: [...EMOTIONS],
      seed: sampleRun().settings.seed,
    });
    const clips = log.listEvaluationClips(id);
    expect(clips.map(({ clip }) => clip)).toEqual(CLIPS);
    // Bit by bit.
    expect(clips.flatMap((clip) => clip.probabilities)).toEqual([...probabilities]);
    expect(clips.map((clip) => clip.trainedOn)).toEqual(trainedOn);
  });

  it('are replaced by another evaluation of the same run on the same clips, with the same id', () => {
    const id = log.saveEvaluation(evaluation(), numbers);
    const other = log.saveEvaluation(evaluation({ clipsFingerprint: 'b'.repeat(64) }), numbers);
    expect(log.saveEvaluation(evaluation({ problems: 0, engine: 'tensorflow' }), numbers)).toBe(id);
    const listed = log.listEvaluations();
    // The newest first.
    expect(listed.map((one) => [one.id, one.problems, one.engine])).toEqual([
      [id, 0, 'tensorflow'],
      [other, 2, 'wasm'],
    ]);
    expect(log.listEvaluationClips(id)).toHaveLength(4);
  });

  it('of a run are found by its id or name, and limited', () => {
    const second = log.createRun(sampleRun({ name: 'second' }));
    log.saveEvaluation(evaluation(), numbers);
    log.saveEvaluation(evaluation({ run: 'second' }), numbers);
    expect(log.listEvaluations({ run: 'second' }).map((one) => one.run)).toEqual([second]);
    expect(log.listEvaluations({ limit: 1, offset: 1 }).map((one) => one.run)).toEqual([run]);
    expect(() => log.listEvaluations({ run: 'nothing' })).toThrow(
      expect.objectContaining({ code: 'no-such-run' }),
    );
  });

  it('work for another set of labels', () => {
    const id = log.saveEvaluation(
      evaluation({
        labels: ['calm', 'tense'],
        probabilities: Float32Array.of(1, 0, 0.5, 0.5, 0.25, 0.75, 0, 1),
      }),
      numbers,
    );
    expect(log.findEvaluation(id).labels).toEqual(['calm', 'tense']);
    expect(log.listEvaluationClips(id)[2].probabilities).toEqual([0.25, 0.75]);
  });

  it('with the wrong number of probabilities are refused, and the earlier one stays', () => {
    const id = log.saveEvaluation(evaluation(), numbers);
    expect(() => log.saveEvaluation(evaluation({ labels: ['one'] }), numbers)).toThrow(RangeError);
    expect(() => log.saveEvaluation(evaluation({ trainedOn: [] }), numbers)).toThrow(RangeError);
    // A clip that is not in the log.
    expect(() => log.saveEvaluation(evaluation({ problems: 9 }), [...numbers.slice(1), 999])).toThrow();
    expect(log.listEvaluations()).toMatchObject([{ id, problems: 2 }]);
  });

  it('can be removed once', () => {
    const id = log.saveEvaluation(evaluation(), numbers);
    log.removeEvaluation(id);
    expect(log.listEvaluations()).toEqual([]);
    const missing = expect.objectContaining({ code: 'no-such-evaluation' });
    expect(() => log.removeEvaluation(id)).toThrow(missing);
    expect(() => log.findEvaluation(id)).toThrow(missing);
    expect(() => log.listEvaluationClips(id)).toThrow(missing);
  });

  it('stay with a run in the trash and are deleted with it', () => {
    const id = log.saveEvaluation(evaluation(), numbers);
    log.setStatus(run, 'stopped');
    log.trashRun(run);
    expect(log.findEvaluation(id).summary.run).toBe(run);
    log.emptyTrash();
    expect(log.listEvaluations()).toEqual([]);
  });
});
