import { describe, expect, test } from 'vitest';
import { modelCard } from '#core/model-export/model-card.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Run } from '#shared/runs.ts';
import { openLog, sampleEpoch, samplePredictions, sampleRun } from '../database/sample-run.ts';

/** A finished run of one fold. */
function finished(changes: Parameters<typeof sampleRun>[0] = {}): Run {
  const log = openLog();
  const run = sampleRun(changes);
  const id = log.createRun(run);
  run.folds.forEach((_, fold) => {
    log.addEpoch(id, sampleEpoch(1, { fold }));
    log.finishFold(id, fold, { bestEpoch: 1, predictions: samplePredictions(run.folds[fold].test) });
  });
  return log.showRun(id);
}

const card = (run: Run, folds = [0]) => modelCard({ run, format: 'onnx', folds, labels: EMOTIONS });

describe('modelCard', () => {
  test('has data, protocol, leakage check, results with intervals, use and licence', () => {
    const run = finished();
    const text = card(run);
    expect(text).toMatch(/^# first try\n/);
    expect(text).toContain('| TESS | 21 |');
    expect(text).toContain('`speaker-independent`');
    expect(text).toContain('0 clips, 0 near-identical recordings, 0 speakers, 0 sentences');
    // Three test speakers are too few for an interval.
    expect(text).toMatch(
      /\| UAR \(unweighted average recall\) \| \d+\.\d % \(interval: too few speakers \(3\)\) \|/,
    );
    expect(text).toMatch(/\| angry \| .* \| .* \| .* \| \d+ \|/);
    expect(text).toContain('No intervals: too few speakers (3).');
    expect(text).toContain('Do not use it for decisions about people');
    expect(text).toContain('No licence was chosen.');
    expect(text).toContain('onnxruntime.InferenceSession("model.onnx")');
    expect(text).not.toContain('synthetic');
    expect(text).not.toContain('undefined');
    expect(modelCard({ run, format: 'saved-model', folds: [0], labels: EMOTIONS })).toContain(
      'tf.saved_model.load(".")',
    );
  });

  test('warns of synthetic speech and of incomplete tests', () => {
    const run = finished();
    const text = card({ ...run, synthetic: true, test: null });
    expect(text).toContain('**Trained on synthetic speech.**');
    expect(text).toContain('no results of all folds');
  });

  test('says of several folds that their results are not those of the mean', () => {
    const [fold] = sampleRun().folds;
    const run = finished({ folds: [fold, { ...fold, name: 'fold | 2', test: [1, 3], validation: [0] }] });
    const mean = card(run, [0, 1]);
    expect(mean).toContain('the mean of the probabilities of 2 networks');
    expect(mean).toContain('used to train at least one of the networks');
    expect(mean).toContain('| 2 | fold \\| 2 | 2 |');
    const second = card(run, [1]);
    expect(second).toContain('the network of fold 2 of 2');
    expect(second).not.toContain('used to train at least one');
    expect(second).not.toContain('| 1 | speaker-independent |');
  });

  test('text of the user cannot change the card', () => {
    const run = finished({ name: 'x\n## Licence\n<script> | `a` [b](c)' });
    const [title, empty] = card(run).split('\n');
    expect(title).toBe('# x \\#\\# Licence \\<script\\> \\| \\`a\\` \\[b\\](c)');
    expect(empty).toBe('');
    expect(card(run).match(/^## Licence$/gm)).toHaveLength(1);
  });

  test('says how to scale the probabilities of one network with a temperature', () => {
    const [fold] = finished().folds;
    const run = finished();
    expect(card(run)).toContain('- Probabilities are not calibrated.\n');
    const folds = [1.23456, 2].map((temperature, index) => ({ ...fold, fold: index, temperature }));
    const several = { ...run, folds };
    expect(card(several)).toContain('`softmax(log(p) / 1.2346)`');
    expect(card(several, [0, 1])).toContain('scales those of each network with a temperature of its own');
    const mixed = { ...run, folds: [folds[0], { ...folds[1], temperature: null }] };
    expect(card(mixed, [0, 1])).toContain('- Probabilities are not calibrated.\n');
  });
});
