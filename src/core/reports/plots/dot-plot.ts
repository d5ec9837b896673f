import { type Markup, markup } from '#core/reports/markup.ts';
import type { ItemMetric } from '#shared/comparison.ts';
import { itemMark, legend } from './legend.ts';
import { itemColour, type Palette, PLOT_WIDTH, type Plot, px } from './plot.ts';
import { niceScale } from './scale.ts';
import { FONT_SIZE, fitText, textWidth } from './text-width.ts';

/** A band of the plot: a metric, an emotion, a corpus or a speaker, with a value of each item. */
export interface DotBand {
  label: string;
  /** 0…1 for each item; null: no value. */
  values: readonly (ItemMetric | null)[];
  /** A value to compare with, such as the UAR of guessing; drawn as a line. */
  reference?: number;
}

const ROW_HEIGHT = 15;
const BAND_GAP = 9;
const AXIS_HEIGHT = 38;
const MAX_LABEL_WIDTH = 190;

/**
 * Dots with their 95 % intervals (or ± deviation of a group) on one axis in %, for all items: one band per metric or
 * part. `referenceLabel` explains the reference line.
 */
export function dotPlot(
  bands: readonly DotBand[],
  titles: readonly string[],
  palette: Palette,
  about: { name: string; title: string; axis: string; referenceLabel?: string },
): Plot {
  const top = legend(titles, palette);
  const labelWidth = Math.min(MAX_LABEL_WIDTH, Math.max(...bands.map(({ label }) => textWidth(label)))) + 12;
  const shown = bands.flatMap(({ values, reference }) => [
    ...values.flatMap((metric) => (metric === null ? [] : rangeOf(metric))),
    ...(reference === undefined ? [] : [100 * reference]),
  ]);
  const scale = niceScale(shown, [labelWidth, PLOT_WIDTH - 14], [0, 100]);
  const bandHeight = titles.length * ROW_HEIGHT + BAND_GAP;
  const bottom = top.height + bands.length * bandHeight;
  const height = bottom + AXIS_HEIGHT;

  const grid = scale.ticks.map((tick) => {
    const x = px(scale.at(tick));
    return markup`<line x1="${x}" y1="${top.height}" x2="${x}" y2="${bottom}" stroke="${palette.grid}"/><text x="${x}" y="${bottom + 16}" text-anchor="middle" fill="${palette.faint}">${tick}</text>`;
  });
  const drawn = bands.map(({ label, values, reference }, band) => {
    const y = top.height + band * bandHeight;
    return markup`<text x="${labelWidth - 10}" y="${y + bandHeight / 2 + 4}" text-anchor="end" fill="${palette.ink}">${fitText(label, MAX_LABEL_WIDTH)}</text>${
      band === 0
        ? null
        : markup`<line x1="0" y1="${y}" x2="${PLOT_WIDTH}" y2="${y}" stroke="${palette.grid}" stroke-dasharray="2 3"/>`
    }${reference === undefined ? null : referenceLine(px(scale.at(100 * reference)), y, bandHeight, palette)}${values.map(
      (metric, item) =>
        metric === null
          ? null
          : dot(metric, item, scale.at, y + BAND_GAP / 2 + (item + 0.5) * ROW_HEIGHT, palette),
    )}`;
  });
  const note = about.referenceLabel === undefined ? '' : `; dashed line: ${about.referenceLabel}`;
  return {
    name: about.name,
    title: about.title,
    about: `Dots with 95 % intervals, or mean ± deviation of a group. The values are in the tables.`,
    width: PLOT_WIDTH,
    height,
    content: markup`${top.content}${grid}${drawn}<text x="${PLOT_WIDTH - 14}" y="${height - 4}" text-anchor="end" fill="${palette.faint}" font-size="${FONT_SIZE}">${`${about.axis}, %${note}`}</text>`,
  };
}

function referenceLine(x: number, y: number, height: number, { faint }: Palette): Markup {
  return markup`<line x1="${x}" y1="${y + 2}" x2="${x}" y2="${y + height - 2}" stroke="${faint}" stroke-width="1.5" stroke-dasharray="4 3"/>`;
}

function dot(
  metric: ItemMetric,
  item: number,
  at: (value: number) => number,
  y: number,
  palette: Palette,
): Markup {
  const [low, high] = rangeOf(metric);
  const colour = itemColour(palette, item);
  const line =
    low === high
      ? null
      : markup`<line x1="${px(at(low))}" y1="${px(y)}" x2="${px(at(high))}" y2="${px(y)}" stroke="${colour}" stroke-width="2"/>`;
  return markup`${line}${itemMark(item, at(100 * metric.value), y, palette)}`;
}

/** The limits of an interval, or one deviation to both sides, in %. */
function rangeOf({ value, interval, deviation }: ItemMetric): [number, number] {
  if (interval !== null) return [100 * interval[0], 100 * interval[1]];
  const spread = deviation ?? 0;
  return [100 * Math.max(0, value - spread), 100 * Math.min(1, value + spread)];
}
