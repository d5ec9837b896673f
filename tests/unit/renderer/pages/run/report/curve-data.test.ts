import { describe, expect, it } from 'vitest';
import { curveData, curveLayout, shadeSentence } from '#renderer/pages/run/report/curve-data.ts';
import type { Epoch } from '#shared/runs.ts';

const epoch = (number: number, change: Partial<Epoch> = {}): Epoch => ({
  epoch: number,
  fold: 0,
  loss: 2 / number,
  accuracy: 0.1 * number,
  validationLoss: 3 / number,
  validationAccuracy: 0.05 * number,
  validationUar: 0.04 * number,
  learningRate: 0.001,
  seconds: 1,
  ...change,
});

describe('curves', () => {
  it('show training and validation', () => {
    const [train, validation] = curveData([epoch(1), epoch(2)], 'loss', null);
    expect(train).toMatchObject({ x: [1, 2], y: [2, 1] });
    expect(validation).toMatchObject({ y: [3, 1.5], line: { dash: 'dash' } });
  });

  it('have one line without validation', () => {
    const alone = [epoch(1, { validationLoss: null, validationAccuracy: null })];
    expect(curveData(alone, 'accuracy', null)).toHaveLength(1);
  });

  it('show a single epoch as a point', () => {
    expect(curveData([epoch(1)], 'loss', null)[0]).toMatchObject({ mode: 'markers' });
  });

  it('mark the best epoch', () => {
    const epochs = [epoch(1), epoch(2), epoch(3), epoch(4)];
    const best = { epoch: 3, reason: 'lowest-loss' } as const;
    const { shapes } = curveLayout('accuracy', epochs, best, 0);
    expect(shapes).toEqual([expect.objectContaining({ type: 'line', x0: 3, x1: 3 })]);
    // On the validation curve, because validation chose the epoch.
    expect(curveData(epochs, 'accuracy', best).at(-1)).toMatchObject({
      name: 'best epoch 3',
      ...{ x: [3], y: [0.05 * 3] },
    });
    expect(curveLayout('loss', epochs, null, 0).shapes).toEqual([]);
  });

  it('name a last epoch that is tested without being the best', () => {
    const epochs = [epoch(1), epoch(2)];
    expect(curveData(epochs, 'loss', { epoch: 2, reason: 'last' }).at(-1)).toMatchObject({
      name: 'last epoch 2',
    });
  });

  it('shade the epochs that are not compared', () => {
    const epochs = [epoch(1), epoch(2), epoch(3), epoch(4)];
    expect(curveLayout('loss', epochs, null, 2).shapes).toEqual([
      expect.objectContaining({ type: 'rect', x0: 1, x1: 2.5, layer: 'below' }),
    ]);
    // An unfinished run may have none of the compared epochs yet.
    expect(curveLayout('loss', epochs, null, 24).shapes?.[0]).toMatchObject({ x1: 4 });
    expect(shadeSentence(24)).toContain('epochs 1 to 24');
    expect(shadeSentence(0)).toBeNull();
  });
});
