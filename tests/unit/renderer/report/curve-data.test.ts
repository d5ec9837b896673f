import { describe, expect, it } from 'vitest';
import { curveData, curveLayout, lowestLoss } from '../../../../src/renderer/pages/run/report/curve-data.ts';
import type { Epoch } from '../../../../src/shared/runs.ts';

const epoch = (number: number, change: Partial<Epoch> = {}): Epoch => ({
  epoch: number,
  fold: 0,
  loss: 2 / number,
  accuracy: 0.1 * number,
  validationLoss: 3 / number,
  validationAccuracy: 0.05 * number,
  learningRate: 0.001,
  seconds: 1,
  ...change,
});

describe('curves', () => {
  it('are of training and validation', () => {
    const [train, validation] = curveData([epoch(1), epoch(2)], 'loss', null);
    expect(train).toMatchObject({ x: [1, 2], y: [2, 1] });
    expect(validation).toMatchObject({ y: [3, 1.5], line: { dash: 'dash' } });
  });

  it('have no validation where there is none', () => {
    const alone = [epoch(1, { validationLoss: null, validationAccuracy: null })];
    expect(curveData(alone, 'accuracy', null)).toHaveLength(1);
  });

  it('show a single epoch as a point, which no line would', () => {
    expect(curveData([epoch(1)], 'loss', null)[0]).toMatchObject({ mode: 'markers' });
  });

  it('mark the best epoch', () => {
    const epochs = [epoch(1), epoch(2), epoch(3), epoch(4)];
    const { shapes } = curveLayout('accuracy', epochs, 3);
    expect(shapes).toEqual([expect.objectContaining({ x0: 3, x1: 3 })]);
    // On the curve of the validation, which chose it.
    expect(curveData(epochs, 'accuracy', 3).at(-1)).toMatchObject({
      name: 'best epoch 3',
      ...{ x: [3], y: [0.05 * 3] },
    });
    expect(curveLayout('loss', epochs, null).shapes).toBeUndefined();
  });

  it('have their lowest validation loss, unless nothing was validated', () => {
    const epochs = [epoch(1), epoch(2, { validationLoss: 0.5 }), epoch(3, { validationLoss: 0.5 })];
    expect(lowestLoss(epochs)?.epoch).toBe(2);
    expect(lowestLoss([epoch(1, { validationLoss: null })])).toBeNull();
    expect(lowestLoss([])).toBeNull();
  });
});
