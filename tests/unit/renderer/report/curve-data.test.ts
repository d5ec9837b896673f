import { describe, expect, it } from 'vitest';
import { curveData, curveLayout } from '../../../../src/renderer/pages/run/report/curve-data.ts';
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
    const [train, validation] = curveData([epoch(1), epoch(2)], 'loss');
    expect(train).toMatchObject({ x: [1, 2], y: [2, 1] });
    expect(validation).toMatchObject({ y: [3, 1.5], line: { dash: 'dash' } });
  });

  it('have no validation where there is none', () => {
    const alone = [epoch(1, { validationLoss: null, validationAccuracy: null })];
    expect(curveData(alone, 'accuracy')).toHaveLength(1);
  });

  it('show a single epoch as a point, which no line would', () => {
    expect(curveData([epoch(1)], 'loss')[0]).toMatchObject({ mode: 'markers' });
  });

  it('mark the best epoch', () => {
    expect(curveLayout('loss', 4, 10).shapes).toEqual([expect.objectContaining({ x0: 4, x1: 4 })]);
    expect(curveLayout('loss', null, 10).shapes).toBeUndefined();
  });
});
