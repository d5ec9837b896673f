import { describe, expect, test } from 'vitest';
import { EMOTIONS } from '../../../src/shared/emotions.ts';
import { openLog, samplePredictions, sampleRun } from './sample-run.ts';

describe('the clips behind the figures', () => {
  const given = sampleRun();
  const { test: members } = given.folds[0];
  const stored = () => {
    const log = openLog();
    const id = log.createRun(given);
    const predictions = samplePredictions(members);
    log.finishFold(id, 0, { bestEpoch: 1, predictions });
    return { log, id, predictions };
  };

  test('come with all seven probabilities to the bit, the most confident first', () => {
    const { log, id, predictions } = stored();
    const judged = log.listPredictions(id);
    const expected = predictions
      .map(({ clip, probabilities }) => {
        const values = Array.from(probabilities);
        const confidence = Math.max(...values);
        return {
          clip: given.clips[clip],
          fold: 0,
          truth: given.clips[clip].emotion,
          predicted: EMOTIONS[values.indexOf(confidence)],
          confidence,
          probabilities: values,
        };
      })
      .sort((a, b) => b.confidence - a.confidence);
    expect(judged).toEqual(expected);
    expect(log.listPredictions(id, { errorsOnly: true })).toEqual(
      expected.filter((j) => j.truth !== j.predicted),
    );
    expect(log.listPredictions(id, { limit: 2, offset: 1 })).toEqual(expected.slice(1, 3));
    expect(log.listPredictions(id, { fold: 1 })).toEqual([]);
  });

  test('fill the cells of the confusion matrix exactly', () => {
    const { log, id } = stored();
    const confusion = log.showRun(id).test!.confusion;
    EMOTIONS.forEach((truth, row) => {
      EMOTIONS.forEach((predicted, column) => {
        const cell = log.listPredictions(id, { truth, predicted });
        expect(cell).toHaveLength(confusion[row][column]);
        for (const judged of cell) expect([judged.truth, judged.predicted]).toEqual([truth, predicted]);
      });
    });
  });

  test('are none before the fold was tested', () => {
    const log = openLog();
    expect(log.listPredictions(log.createRun(given))).toEqual([]);
  });
});
