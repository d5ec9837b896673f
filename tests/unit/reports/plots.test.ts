import { describe, expect, it } from 'vitest';
import { curvePlots, meanCurve } from '#core/reports/plots/curve-plot.ts';
import { dotPlot } from '#core/reports/plots/dot-plot.ts';
import { confusionDifferencePlot, confusionPlot } from '#core/reports/plots/matrix-plot.ts';
import { PAPER_PALETTE, PLOT_WIDTH, paletteFor, svgFile } from '#core/reports/plots/plot.ts';
import { rankPlot } from '#core/reports/plots/rank-plot.ts';
import { reliabilityPlot } from '#core/reports/plots/reliability-plot.ts';
import { niceScale } from '#core/reports/plots/scale.ts';
import { fitText, textWidth } from '#core/reports/plots/text-width.ts';
import type { Comparison } from '#shared/comparison.ts';
import { sampleEpoch } from '../database/sample-run.ts';

/** For three items. */
const PALETTE = paletteFor(PAPER_PALETTE, [['a'], ['b'], ['c']]);

const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
const all = (svg: string, pattern: RegExp) =>
  [...svg.matchAll(pattern)].map((found) => found.slice(1).map(Number));

describe('an axis', () => {
  it('covers the values with round ticks', () => {
    expect(niceScale([12, 47], [0, 100]).ticks).toEqual([10, 20, 30, 40, 50]);
    expect(niceScale([0.013, 0.021], [0, 1]).ticks).toEqual([0.012, 0.014, 0.016, 0.018, 0.02, 0.022]);
    // Not beyond what is possible.
    expect(niceScale([3, 99.5], [0, 1], [0, 100]).domain).toEqual([0, 100]);
    const scale = niceScale([0, 100], [20, 120]);
    expect([scale.at(0), scale.at(50), scale.at(100), scale.at(900)]).toEqual([20, 70, 120, 120]);
  });

  it('exists for one value, equal values and none', () => {
    for (const values of [[0], [5, 5], [100], [], [Number.NaN]]) {
      const { domain, ticks } = niceScale(values, [0, 100], [0, 100]);
      expect(domain[1], String(values)).toBeGreaterThan(domain[0]);
      expect(ticks.length, String(values)).toBeGreaterThan(1);
    }
  });
});

describe('a text', () => {
  it('is cut to a width between characters', () => {
    expect(fitText('short', 100)).toBe('short');
    const cut = fitText('👩‍👩‍👧‍👦'.repeat(40), 100);
    expect(cut).toMatch(/^(?:👩‍👩‍👧‍👦)+…$/u);
    expect(textWidth(cut)).toBeLessThanOrEqual(100);
  });
});

describe('a reliability diagram', () => {
  it('has a dot with its interval for each bin, larger with more clips', () => {
    const bin = (confidence: number, accuracy: number, clips: number) => ({
      from: confidence - 0.03,
      to: confidence + 0.03,
      clips,
      confidence,
      accuracy,
      accuracyInterval: [accuracy - 0.1, accuracy + 0.1] as [number, number],
    });
    const { content, width, height } = reliabilityPlot([bin(0.5, 0.25, 100), bin(0.8, 0.75, 4)], PALETTE);
    const circles = all(content.markup, /<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/g);
    const [[x1, y1, r1], [x2, y2, r2]] = circles;
    expect(circles).toHaveLength(2);
    expect(r1).toBeGreaterThan(r2);
    // 0.3 to the right and 0.5 upwards, on axes of equal length.
    expect((y1 - y2) / (x2 - x1)).toBeCloseTo(0.5 / 0.3, 2);
    const intervals = all(
      content.markup,
      /<line x1="([\d.]+)" y1="([\d.]+)" x2="\1" y2="([\d.]+)" stroke="[^"]*" stroke-width="2"/g,
    );
    expect(intervals).toHaveLength(2);
    for (const [index, [x, low, high]] of intervals.entries()) {
      expect(x).toBe(circles[index][0]);
      expect((low + high) / 2).toBeCloseTo(circles[index][1], 1);
    }
    expect(x2).toBeLessThan(width);
    expect(y1).toBeLessThan(height);
  });
});

describe('dots', () => {
  const metric = (value: number, low: number, high: number) => ({
    value,
    interval: [low, high] as [number, number],
    deviation: null,
  });
  const about = { name: 'x', title: 'X', axis: 'UAR', referenceLabel: 'guessing' };

  it('are at their values, with their intervals, on one axis', () => {
    const bands = [
      { label: 'UAR', values: [metric(0.5, 0, 1), metric(0.25, 0.2, 0.3)], reference: 0.125 },
      { label: 'Accuracy', values: [null, { value: 0.75, interval: null, deviation: 0.1 }] },
    ];
    const svg = dotPlot(bands, ['a', 'b'], PALETTE, about).content.markup;
    const ticks = new Map(
      [...svg.matchAll(/<text x="([\d.]+)"[^>]*>(\d+)<\/text>/g)].map(([, x, text]) => [
        Number(text),
        Number(x),
      ]),
    );
    const [zero, hundred] = [ticks.get(0)!, ticks.get(100)!];
    const at = (percent: number) => zero + ((hundred - zero) * percent) / 100;
    const intervals = all(svg, /<line x1="([\d.]+)"[^>]*x2="([\d.]+)"[^>]*stroke-width="2"/g);
    expect(intervals.map((ends) => ends.map(Math.round))).toEqual(
      [
        [0, 100],
        [20, 30],
        [65, 85],
      ].map((ends) => ends.map((end) => Math.round(at(end)))),
    );
    const [reference] = all(svg, /<line x1="([\d.]+)"[^>]*stroke-dasharray="4 3"/g);
    expect(reference[0]).toBeCloseTo(at(12.5), 1);
    // The first mark is that of the legend.
    const circles = all(svg, /<circle cx="([\d.]+)"/g).flat();
    expect(circles[1]).toBeCloseTo(at(50), 1);
  });
});

describe('matrices', () => {
  it('show % of each row, and none for a row without clips', () => {
    const plot = confusionPlot(
      'c',
      'C',
      ['a', 'b'],
      [
        [3, 1],
        [0, 0],
      ],
      PALETTE,
    );
    expect(texts(plot.content.markup)).toEqual(
      expect.arrayContaining(['75.0', '25.0', '–', 'predicted', 'actual']),
    );
    expect(plot.width).toBeLessThanOrEqual(PLOT_WIDTH);
  });

  it('show differences with signs, in opposite colours', () => {
    const svg = confusionDifferencePlot(
      'd',
      'D',
      ['a', 'b'],
      [
        [1, 1],
        [1, 1],
      ],
      [
        [2, 0],
        [1, 1],
      ],
      PALETTE,
    ).content.markup;
    expect(texts(svg)).toEqual(expect.arrayContaining(['+50.0', '−50.0', '0.0']));
    const fills = [...svg.matchAll(/fill="rgb\((\d+),(\d+),(\d+)\)"/g)].map((found) =>
      found.slice(1).map(Number),
    );
    expect(fills[0]).toEqual([194, 84, 0]);
    expect(fills[1]).toEqual([0, 84, 153]);
    expect(fills[2]).toEqual([255, 255, 255]);
  });
});

describe('curves', () => {
  it('are means over folds and runs of the epochs that they reached', () => {
    const runs = [
      { epochs: [sampleEpoch(1, { loss: 4 }), sampleEpoch(2, { loss: 2 })] },
      { epochs: [sampleEpoch(1, { loss: 6 }), sampleEpoch(2, { loss: Number.NaN })] },
    ];
    expect(meanCurve(runs, ({ loss }) => loss)).toEqual([
      { epoch: 1, mean: 5, deviation: Math.SQRT2 },
      { epoch: 2, mean: 2, deviation: null },
    ]);
  });

  it('are drawn for what has values only, also for one epoch and for none', () => {
    const one = [{ epochs: [sampleEpoch(1, { validationUar: null })], folds: [] }];
    expect(curvePlots([one], ['a'], PALETTE).map(({ name }) => name)).toEqual(['loss', 'accuracy']);
    expect(curvePlots([[{ epochs: [], folds: [] }]], ['a'], PALETTE)).toEqual([]);
  });
});

describe('a critical-difference diagram', () => {
  it('has the items at their mean ranks, and bars over those that do not differ', () => {
    const titles = ['third', 'first', 'second'];
    const comparison = {
      items: titles.map((title) => ({ title })),
      friedman: {
        unit: 'speakers',
        units: 12,
        statistic: 9,
        p: 0.01,
        ranks: [2.75, 1.25, 2],
        criticalDifference: 0.8,
        pairs: [],
        cliques: [
          [1, 2],
          [2, 0],
        ],
        sentence: 'They differ.',
      },
    } as unknown as Comparison;
    const svg = rankPlot(comparison, PALETTE)!.content.markup;
    const [from, to] = all(svg, /<line x1="(\d+)" y1="62" x2="(\d+)" y2="62"/g)[0];
    const at = (rank: number) => from + ((rank - 1) / 2) * (to - from);
    const paths = all(svg, /<path d="M([\d.]+) 62V/g).flat();
    expect(paths).toEqual([1.25, 2, 2.75].map(at));
    expect(all(svg, /<line x1="([\d.]+)"[^>]*x2="([\d.]+)"[^>]*stroke-width="3.5"/g)).toEqual([
      [at(1.25) - 4, at(2) + 4],
      [at(2) - 4, at(2.75) + 4],
    ]);
    expect(rankPlot({ ...comparison, friedman: null }, PALETTE)).toBeNull();
  });
});

describe('an SVG file', () => {
  it('has its title, its size and no colours of a page', () => {
    const plot = confusionPlot(
      'c',
      'A <title> & more',
      ['a', 'b'],
      [
        [3, 1],
        [0, 2],
      ],
      PALETTE,
    );
    const svg = svgFile(plot);
    expect(svg).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/,
    );
    expect(svg).toContain('<title>A &lt;title&gt; &amp; more</title>');
    expect(svg).not.toContain('var(');
  });
});
