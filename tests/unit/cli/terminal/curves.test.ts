import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { chart, epochHead, epochLine } from '#cli/terminal/curves.ts';
import { textWidth } from '#cli/terminal/text.ts';
import type { Epoch } from '#shared/runs.ts';
import { paintFor } from '../terminal-stream.ts';

const epoch: Epoch = {
  epoch: 3,
  fold: 0,
  loss: 1.2345,
  accuracy: 0.5,
  validationLoss: 1.5,
  validationAccuracy: 0.25,
  validationUar: 0.25,
  learningRate: 1e-3,
  seconds: 2,
};
const plainLine = (
  changes: Partial<Epoch>,
  columns?: number,
  best = false,
  remaining?: number,
  epochs = 30,
) =>
  stripVTControlCharacters(epochLine({ ...epoch, ...changes }, epochs, best, remaining, paintFor(columns)));

describe('epochLine', () => {
  it('shows losses, accuracies, points and the best epoch', () => {
    expect(plainLine({}, undefined, true, 65)).toBe(
      `   3/30   1.234   1.500  ·         ●         ●         ·         ·   50 %  25 %  best  1:05 left`,
    );
    expect(plainLine({ validationLoss: null, validationAccuracy: null })).toBe(
      `   3/30   1.234       –  ·         ·         ●         ·         ·   50 %     –`,
    );
    expect(plainLine({ validationAccuracy: 0.5 })).toContain('·         ·         ◉         ·');
  });

  it('is aligned with its header on every terminal', () => {
    const longest = { loss: 12.5, accuracy: 1, validationAccuracy: 0 };
    for (const epochs of [3, 30, 10_000]) {
      for (const columns of [40, 56, 72, 80, 88, 100, 120]) {
        const [legend, head] = stripVTControlCharacters(epochHead(epochs, paintFor(columns))).split('\n');
        const line = plainLine({ ...longest, epoch: epochs }, columns, true, 35_999, epochs);
        if (columns >= 72) {
          for (const text of [legend, head, line]) expect(textWidth(text)).toBeLessThan(columns);
        }
        const train = head.indexOf('train');
        expect(line.slice(train, train + 11)).toBe('100 %   0 %');
        if (line.includes('●')) expect(line.indexOf('●')).toBe(head.indexOf('0 '));
      }
    }
    expect(plainLine({}, 100)).toHaveLength(plainLine({}).length);
    expect(plainLine({}, 80).length).toBeLessThan(plainLine({}, 100).length);
    expect(plainLine({}, 40)).not.toContain('●');
  });

  it('keeps its columns for very large losses and invalid accuracies', () => {
    for (const loss of [0, 99.9999, 1234.5, 1e5, 1e12, 3e38]) {
      expect(plainLine({ loss }).slice(0, 33)).toMatch(/^ {3}3\/30 {2}.{6} {2} 1\.500 {2}·/);
    }
    expect(plainLine({ accuracy: 2, validationAccuracy: -1 })).toContain('●         ·');
  });

  it('shows no remaining time below half a second', () => {
    expect(plainLine({}, undefined, true, 0)).not.toContain('left');
    expect(plainLine({}, undefined, true, 0.4)).not.toContain('left');
  });
});

describe('chart', () => {
  const percent = (value: number) => `${Math.round(100 * value)} %`;

  it('draws both curves between the lowest and the highest value', () => {
    const lines = chart('accuracy', [0, 0.5, 1], [0, 0.5, 1], percent, paintFor()).split('\n');
    expect(lines[0].trim()).toBe('accuracy');
    expect(lines[1]).toMatch(/^ {3}100 % ┤ +\S+$/);
    expect(lines[6]).toMatch(/^ {5}0 % ┤\S/);
    expect(lines.at(-1)).toBe(`${' '.repeat(10)}1    epoch 3`);
    // The line rises: its first dots are at the bottom, its last at the top.
    expect(lines[1].trimEnd().length).toBeGreaterThan(lines[6].trimEnd().length);
  });

  it('draws a flat curve, a curve without validation, one epoch and ten thousand epochs', () => {
    for (const [training, validation] of [
      [
        [1, 1, 1],
        [1, 1, 1],
      ],
      [
        [1, 2],
        [null, null],
      ],
      [[1], [2]],
      [Array.from({ length: 10_000 }, (_, i) => i), Array.from({ length: 10_000 }, () => null)],
    ]) {
      const text = chart('loss', training as number[], validation as (number | null)[], String, paintFor(80));
      expect(text.split('\n')).toHaveLength(9);
      for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThan(80);
      expect(text).toMatch(/[\u2801-\u28ff]/);
    }
  });
});
