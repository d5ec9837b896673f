import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { contradictionIn } from '#core/archives/check-archived-run.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { LabelSet } from '#shared/label-sets.ts';
import { openLog, sampleClip, samplePredictions, sampleRun, temporaryFolder } from '../sample-run.ts';

describe('the predicted clips of a run', () => {
  const given = sampleRun();
  const { test: members } = given.folds[0];
  const stored = () => {
    const log = openLog();
    const id = log.createRun(given);
    const predictions = samplePredictions(members);
    log.finishFold(id, 0, { bestEpoch: 1, predictions });
    return { log, id, predictions };
  };

  test('have all seven exact probabilities, most confident first', () => {
    const { log, id, predictions } = stored();
    const predicted = log.listPredictions(id);
    const expected = predictions
      .map(({ clip, probabilities }) => {
        const values = Array.from(probabilities);
        const confidence = Math.max(...values);
        return {
          clip: given.clips[clip],
          fold: 0,
          actual: given.clips[clip].emotion,
          predicted: EMOTIONS[values.indexOf(confidence)],
          confidence,
          probabilities: values,
        };
      })
      .sort((a, b) => b.confidence - a.confidence);
    expect(predicted).toEqual(expected);
    expect(log.listPredictions(id, { errorsOnly: true })).toEqual(
      expected.filter((j) => j.actual !== j.predicted),
    );
    expect(log.listPredictions(id, { limit: 2, offset: 1 })).toEqual(expected.slice(1, 3));
    expect(log.listPredictions(id, { fold: 1 })).toEqual([]);
  });

  test('match the cells of the confusion matrix', () => {
    const { log, id } = stored();
    const confusion = log.showRun(id).test!.confusion;
    EMOTIONS.forEach((actual, row) => {
      EMOTIONS.forEach((predicted, column) => {
        const cell = log.listPredictions(id, { actual, predicted });
        expect(cell).toHaveLength(confusion[row][column]);
        for (const clip of cell) expect([clip.actual, clip.predicted]).toEqual([actual, predicted]);
      });
    });
  });

  test('are empty before the fold is tested', () => {
    const log = openLog();
    expect(log.listPredictions(log.createRun(given))).toEqual([]);
  });
});

describe('the predictions of a run with another label set', () => {
  const labels: LabelSet = {
    name: 'moods',
    emotions: ['low', 'wide awake', 'хорошо'].map((name) => ({ name, colour: null, labels: [name] })),
  };
  const names = labels.emotions.map(({ name }) => name);
  const clips = Array.from({ length: 21 }, (_, index) => sampleClip(index, { emotion: names[index % 3] }));
  const given = sampleRun({ clips, settings: { ...sampleRun().settings, labels } });
  const { test: members } = given.folds[0];
  // Exact in float32, the first of equal ones is predicted.
  const probabilities = [0.25, 0.5, 0.25];
  const stored = () => {
    const folder = temporaryFolder();
    const log = openLog(folder);
    const id = log.createRun(given);
    log.finishFold(id, 0, { bestEpoch: 1, predictions: members.map((clip) => ({ clip, probabilities })) });
    log.setStatus(id, 'finished');
    return { log, id, folder };
  };

  test('have one probability per emotion of the set, also after reopening', () => {
    const { log, id, folder } = stored();
    log.close();
    const again = openLog(folder);
    const { test, settings } = again.showRun(id);
    expect(settings.labels).toEqual(labels);
    expect(Object.keys(test!.perEmotion)).toEqual(names);
    expect(test!.confusion).toHaveLength(3);
    const predicted = again.listPredictions(id);
    expect(predicted).toHaveLength(members.length);
    for (const clip of predicted) {
      expect(clip).toMatchObject({ predicted: 'wide awake', confidence: 0.5, probabilities });
    }
    expect(again.listPredictions(id, { actual: 'wide awake', errorsOnly: true })).toEqual([]);
    expect(again.listRuns()).toMatchObject([{ labelSet: 'moods', emotions: 3, damaged: false }]);
  });

  test('are kept in an archive', () => {
    const { log, id } = stored();
    const { archived, metrics } = log.readArchivedRun(id);
    expect(archived.head.labels).toEqual(names);
    expect(contradictionIn(archived, metrics)).toEqual(expect.stringMatching(/fingerprint/));
    const other = openLog();
    other.addArchivedRun(archived, other.saveClips(clips));
    expect(other.listPredictions(id)).toEqual(log.listPredictions(id));
  });

  test('are protected by the checksum of the record', () => {
    const { log, id, folder } = stored();
    log.close();
    const db = new Database(join(folder, 'laboratory.sqlite'));
    db.prepare(
      "UPDATE label_probabilities SET probabilities = x'0000803f0000000000000000' WHERE position = 0",
    ).run();
    db.close();
    expect(() => openLog(folder).showRun(id)).toThrow(expect.objectContaining({ code: 'record-damaged' }));
  });

  test('must have one per emotion', () => {
    const log = openLog();
    const id = log.createRun(given);
    const seven = members.map((clip) => ({ clip, probabilities: [1, 0, 0, 0, 0, 0, 0] }));
    expect(() => log.finishFold(id, 0, { bestEpoch: 1, predictions: seven })).toThrow(
      /7 probabilities instead of 3/,
    );
  });
});
