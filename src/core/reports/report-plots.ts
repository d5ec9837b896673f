import { COMPARED_METRICS, type ComparedPart } from '#shared/comparison.ts';
import { HEADLINE_METRICS } from '#shared/tables/metric-tables.ts';
import { PART_NAMES, type PartName } from '#shared/tables/part-tables.ts';
import { curvePlots } from './plots/curve-plot.ts';
import { type DotBand, dotPlot } from './plots/dot-plot.ts';
import { confusionDifferencePlot, confusionPlot } from './plots/matrix-plot.ts';
import { type BasePalette, type Palette, type Plot, paletteFor } from './plots/plot.ts';
import { rankPlot } from './plots/rank-plot.ts';
import { reliabilityPlot } from './plots/reliability-plot.ts';
import type { ReportData } from './report-data.ts';

/** Every plot of a report, each with a name of its own. */
export interface ReportPlots {
  /** Null without results. */
  headline: Plot | null;
  curves: Plot[];
  emotions: Plot | null;
  /** Null but for a single run with results. */
  reliability: Plot | null;
  /** By corpus, sex and speaker; many speakers are several plots. */
  parts: Record<PartName, Plot[]>;
  confusion: Plot[];
  /** Each item against the baseline, if they were tested on the same clips. */
  confusionDifferences: Plot[];
  ranks: Plot | null;
}

/** Rows of dots that fit on a page. */
const MAX_ROWS = 56;

export function reportPlots(data: ReportData, base: BasePalette): ReportPlots {
  const { comparison, parts, runs, calibrations } = data;
  const palette = paletteFor(
    base,
    runs.map((group) => group.map(({ id }) => id)),
  );
  const { items, labels, chanceLevel, differences } = comparison;
  const titles = items.map(({ title }) => title);
  const tested = items.some(({ results }) => results !== null);
  const headline = HEADLINE_METRICS.map(
    (name): DotBand => ({
      label: COMPARED_METRICS[name].label,
      values: items.map(({ results }) => results?.metrics[name] ?? null),
      ...(name === 'uar' && chanceLevel !== null ? { reference: chanceLevel } : {}),
    }),
  );
  const emotions = labels.map(
    (label, index): DotBand => ({
      label,
      values: items.map(({ results }) => {
        const metrics = results?.perLabel[index];
        return metrics == null || metrics.support === 0 ? null : metrics.recall;
      }),
    }),
  );
  const { testClips, labels: labelSets } = comparison.comparable;
  const sameClips = testClips === 'same' && labelSets === 'same';
  return {
    headline: tested
      ? dotPlot(headline, titles, palette, {
          name: 'results',
          title: 'Results on the test clips',
          axis: 'UAR, accuracy, F1',
          ...(chanceLevel === null ? {} : { referenceLabel: 'UAR by guessing' }),
        })
      : null,
    curves: curvePlots(runs, titles, palette),
    emotions: tested
      ? dotPlot(emotions, titles, palette, {
          name: 'emotions-recall',
          title: 'Recall of each emotion',
          axis: 'recall',
        })
      : null,
    reliability:
      calibrations.length === 1 ? reliabilityPlot(calibrations[0].calibration.bins, palette) : null,
    parts: Object.fromEntries(
      PART_NAMES.map((by) => [by, partPlots(by, parts[by], titles, chanceLevel, palette)]),
    ) as Record<PartName, Plot[]>,
    confusion: items.flatMap(({ title, results, labels: own }, index) =>
      results === null
        ? []
        : [
            confusionPlot(
              items.length > 1 ? `confusion-${index + 1}` : 'confusion',
              `Confusion matrix, ${title}`,
              own,
              results.confusion,
              palette,
            ),
          ],
    ),
    confusionDifferences: sameClips
      ? differences.flatMap(({ first, second }) => {
          const [a, b] = [items[first].results, items[second].results];
          if (a === null || b === null) return [];
          return [
            confusionDifferencePlot(
              `confusion-difference-${second + 1}-${first + 1}`,
              `Confusion matrix of ${items[second].title} − ${items[first].title}`,
              labels,
              a.confusion,
              b.confusion,
              palette,
            ),
          ];
        })
      : [],
    ranks: rankPlot(comparison, palette),
  };
}

/** The UAR by corpus, sex or speaker. */
function partPlots(
  by: PartName,
  parts: readonly ComparedPart[],
  titles: readonly string[],
  chanceLevel: number | null,
  palette: Palette,
): Plot[] {
  const perPlot = Math.max(1, Math.floor(MAX_ROWS / (titles.length + 0.6)));
  const pages = Math.ceil(parts.length / perPlot);
  return Array.from({ length: pages }, (_, page) => {
    const bands = parts.slice(page * perPlot, (page + 1) * perPlot).map(
      ({ name, items }): DotBand => ({
        label: name,
        values: items.map((item) => item?.uar ?? null),
        ...(chanceLevel === null ? {} : { reference: chanceLevel }),
      }),
    );
    return dotPlot(bands, titles, palette, {
      name: `uar-by-${by}${pages > 1 ? `-${page + 1}` : ''}`,
      title: `UAR by ${by}${pages > 1 ? ` (${page + 1} of ${pages})` : ''}`,
      axis: 'UAR',
      ...(chanceLevel === null ? {} : { referenceLabel: 'guessing' }),
    });
  });
}

/** All plots in one list. */
export const plotList = (plots: ReportPlots): Plot[] =>
  [
    plots.headline,
    ...plots.curves,
    plots.emotions,
    plots.reliability,
    ...Object.values(plots.parts).flat(),
    ...plots.confusion,
    ...plots.confusionDifferences,
    plots.ranks,
  ].filter((plot) => plot !== null);
