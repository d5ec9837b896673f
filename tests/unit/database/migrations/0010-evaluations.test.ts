import { expect, test } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { migrate } from '#core/database/migrate.ts';
import { samplePredictions } from '../sample-run.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

/** A run with two clips, of which one was tested. */
const ROWS_OF_VERSION_9 = `
  ${TWO_CLIPS}
  INSERT INTO runs (number, id, name, status, created_at, network, recipe, protocol, engine, seed, synthetic,
    parameters, corpus_fingerprint, corpora, leakage, settings, environment)
  VALUES (1, '20261122-1530-k3f9', 'one', 'finished', '2026-11-22T15:30:00.000Z', 'compact', 'log-mel', 'random', 'wasm',
     7, 0, 1000, 'ff', '[]', '{}', '{}', '{}');
  INSERT INTO run_clips VALUES (1, 0, 1), (1, 1, 2);
  INSERT INTO folds VALUES (1, 0, 'random', '{}', 1, 1, 1, '2026-11-22T15:40:00.000Z');
  INSERT INTO predictions VALUES (1, 0, 0, 0.9, 0.1, 0, 0, 0, 0, 0);
  INSERT INTO run_tags VALUES (1, 'kept');
`;

test('adds empty tables and keeps every row; evaluations can then be saved', () => {
  const db = databaseOfVersion(9);
  db.exec(ROWS_OF_VERSION_9);
  const before = allRows(db);
  migrate(db, 10);
  expect(userVersion(db)).toBe(10);
  expect(allRows(db)).toEqual({ ...before, evaluations: [], evaluation_clips: [] });

  migrate(db);
  using log = experimentLogOver(db, null);
  const id = log.saveEvaluation(
    {
      run: 'one',
      corpora: [{ name: 'TESS', folder: '/t', clips: 1 }],
      clipsFingerprint: 'ab'.repeat(32),
      synthetic: false,
      engine: 'wasm',
      device: 'cpu',
      leakage: { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 },
      problems: 0,
      labels: ['angry', 'disgust', 'fear', 'happy', 'neutral', 'sad', 'surprise'],
      emotions: { shared: ['sad'], missing: [], excluded: [] },
      scores: {
        results: {
          ...{ clips: 1, accuracy: 1, accuracyInterval: [1, 1], uar: 1, uarInterval: [1, 1], f1Macro: 1 },
          ...{ f1MacroInterval: [1, 1], resampling: { unit: 'clips', units: 1, draws: 1 } },
        },
        restricted: null,
      },
      probabilities: samplePredictions([1])[0].probabilities as Float32Array,
      trainedOn: [null],
    },
    [2],
  );
  expect(log.listEvaluations().map((evaluation) => evaluation.id)).toEqual([id]);
});
