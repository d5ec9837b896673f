/**
 * Tables of results as plain data. The window, the command line, the report and the files for a paper show the same
 * table, so their numbers are equal.
 */
import type { ItemMetric } from '#shared/comparison.ts';
import { count } from '#shared/format.ts';
import type { Interval } from '#shared/metrics.ts';
import { plainText } from '#shared/plain-text.ts';

export interface ResultColumn {
  title: string;
  /** The unit of the cells, such as `%`; null without one. */
  unit: string | null;
  align: 'left' | 'right';
}

export interface ResultCell {
  /** As it is shown, without the unit of the column. `–`: no value. */
  text: string;
  /** In the unit of the column and not rounded; null: no value. */
  value: string | number | null;
  /** 95 %, in the unit of the column. */
  interval?: Interval;
  /** Sample standard deviation over the runs of a group, in the unit of the column. */
  deviation?: number;
  /** The best of the cells that are compared. */
  best?: boolean;
}

export interface ResultTable {
  /** For file names and labels: lower-case letters, digits and hyphens. */
  name: string;
  title: string;
  columns: readonly ResultColumn[];
  rows: readonly (readonly ResultCell[])[];
  /** Sentences about the table: how intervals were computed, what limits it. */
  notes: readonly string[];
}

export const EMPTY_CELL: ResultCell = { text: '–', value: null };

export const textColumn = (title: string): ResultColumn => ({
  title: plainText(title),
  unit: null,
  align: 'left',
});

export const numberColumn = (title: string, unit: string | null = null): ResultColumn => ({
  title: plainText(title),
  unit,
  align: 'right',
});

/** The title of a column with its unit: `UAR (%)`. */
export const columnTitle = ({ title, unit }: ResultColumn): string =>
  unit === null ? title : `${title} (${unit})`;

export function textCell(text: string): ResultCell {
  const plain = plainText(text);
  return { text: plain, value: plain };
}

export const countCell = (value: number | null): ResultCell =>
  value === null ? EMPTY_CELL : { text: count(value), value };

/** A number with a fixed number of decimals. */
export const decimalCell = (value: number | null, decimals: number): ResultCell =>
  value === null ? EMPTY_CELL : { text: signed(value.toFixed(decimals)), value };

/** 0…1 in %, with one decimal: `42.1`, with an interval `42.1 [39.0–45.2]`, for a group `42.1 ± 2.3`. */
export function metricCell(metric: ItemMetric | null): ResultCell {
  if (metric === null) return EMPTY_CELL;
  const value = hundredfold(metric.value);
  const text = value.toFixed(1);
  if (metric.interval !== null) {
    const interval: Interval = [hundredfold(metric.interval[0]), hundredfold(metric.interval[1])];
    return { text: `${text} [${interval[0].toFixed(1)}–${interval[1].toFixed(1)}]`, value, interval };
  }
  if (metric.deviation !== null) {
    const deviation = hundredfold(metric.deviation);
    return { text: `${text} ± ${deviation.toFixed(1)}`, value, deviation };
  }
  return { text, value };
}

/** A share as a metric without interval. */
export const shareCell = (value: number | null): ResultCell =>
  metricCell(value === null ? null : { value, interval: null, deviation: null });

/** A difference of shares in percentage points: `+3.1 [−0.4 to 6.5]`. */
export function pointsCell(difference: number | null, interval: Interval | null = null): ResultCell {
  if (difference === null) return EMPTY_CELL;
  const value = hundredfold(difference);
  const rounded = value.toFixed(1);
  const text = `${Number(rounded) > 0 ? '+' : ''}${signed(rounded)}`;
  if (interval === null) return { text, value };
  const [low, high] = [hundredfold(interval[0]), hundredfold(interval[1])];
  return {
    text: `${text} [${signed(low.toFixed(1))} to ${signed(high.toFixed(1))}]`,
    value,
    interval: [low, high],
  };
}

/** A p-value with three decimals: `0.034`, `< 0.001`. */
export function pValueCell(p: number | null): ResultCell {
  if (p === null) return EMPTY_CELL;
  return { text: p < 0.0005 ? '< 0.001' : p.toFixed(3), value: p };
}

/** Marks the greatest of the cells, and those that show the same value. One cell alone is not marked. */
export function withBest(cells: readonly ResultCell[]): ResultCell[] {
  const values = cells.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  if (values.length < 2) return [...cells];
  const best = Math.max(...values).toFixed(1);
  return cells.map((cell) =>
    typeof cell.value === 'number' && cell.value.toFixed(1) === best ? { ...cell, best: true } : cell,
  );
}

/** With a minus sign instead of a hyphen, and no sign for zero. */
const signed = (text: string): string =>
  Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');

/** In %, without the noise of binary fractions: 0.07 is 7, not 7.000000000000001. */
const hundredfold = (share: number): number => Number((100 * share).toPrecision(12));
