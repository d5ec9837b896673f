/** The address of a comparison: what is compared and every choice of the reader, so that it can be bookmarked. */
import { COMPARED_METRICS, type ComparedMetric } from '#shared/comparison.ts';
import { PAGES } from '#shared/pages.ts';

const CURVE_AXES = ['epoch', 'step', 'time'] as const;
export type CurveAxis = (typeof CURVE_AXES)[number];
export const PART_KEYS = ['emotion', 'corpus', 'sex', 'age', 'speaker'] as const;
export type PartChoice = (typeof PART_KEYS)[number];
const LABEL_METRICS = ['recall', 'precision', 'f1'] as const;
export type LabelMetric = (typeof LABEL_METRICS)[number];
const PART_METRICS = ['uar', 'accuracy'] as const;
export type PartMetric = (typeof PART_METRICS)[number];
export const AGREEMENTS = ['all', 'both-right', 'only-first', 'only-second', 'both-wrong'] as const;
export type Agreement = (typeof AGREEMENTS)[number];
export const SCATTER_METRICS = ['uar', 'accuracy', 'f1Macro'] as const satisfies ComparedMetric[];
export type ScatterMetric = (typeof SCATTER_METRICS)[number];

/** The choices of a reader with their defaults. */
export interface CompareChoices {
  /** Index of the item that the others are compared with. */
  baseline: number;
  axis: CurveAxis;
  /** Weight of the moving average of curves, 0 … {@link MAX_SMOOTHING}. */
  smoothing: number;
  allSettings: boolean;
  /** Whether the thesis's tables have the published values beside the measured ones. */
  published: boolean;
  by: PartChoice;
  labelMetric: LabelMetric;
  partMetric: PartMetric;
  numbers: boolean;
  counts: boolean;
  /** The runs whose clips are compared; null: the baseline's and the next item's. */
  pair: readonly [string, string] | null;
  /** The selected cell of the difference of confusion matrices. */
  cell: { actual: string; predicted: string } | null;
  agreement: Agreement;
  /** Whether the plots of settings have all runs of the laboratory. */
  allRuns: boolean;
  /** The path of the setting on the axis of the scatter plot; null: the first that differs. */
  setting: string | null;
  scatterMetric: ScatterMetric;
}

export const MAX_SMOOTHING = 0.95;

export const DEFAULT_CHOICES: CompareChoices = {
  baseline: 0,
  axis: 'epoch',
  smoothing: 0,
  allSettings: false,
  published: false,
  by: 'emotion',
  labelMetric: 'recall',
  partMetric: 'uar',
  numbers: false,
  counts: false,
  pair: null,
  cell: null,
  agreement: 'all',
  allRuns: false,
  setting: null,
  scatterMetric: 'uar',
};

/** The items of an address: runs, or the runs of a group joined by `+`, separated by commas. Empty without any. */
export function itemsOf(search: string): string[][] {
  return (read(search).get('runs') ?? '')
    .split(',')
    .map((item) => item.split('+').filter((id) => id !== ''))
    .filter((item) => item.length > 0);
}

/** The choices of an address. A value that is missing or invalid is the default. */
export function choicesOf(search: string): CompareChoices {
  const params = read(search);
  const oneOf = <T extends string>(name: string, values: readonly T[], otherwise: T): T =>
    values.find((value) => value === params.get(name)) ?? otherwise;
  const number = (name: string, max: number): number => {
    const value = Number(params.get(name) ?? 0);
    return Number.isFinite(value) ? Math.min(max, Math.max(0, value)) : 0;
  };
  const pair = (params.get('pair') ?? '').split(',');
  const [actual, predicted] = [params.get('actual'), params.get('predicted')];
  return {
    baseline: Math.floor(number('baseline', Number.MAX_SAFE_INTEGER)),
    axis: oneOf('axis', CURVE_AXES, DEFAULT_CHOICES.axis),
    smoothing: number('smoothing', MAX_SMOOTHING),
    allSettings: params.get('settings') === 'all',
    published: params.get('published') === 'yes',
    by: oneOf('by', PART_KEYS, DEFAULT_CHOICES.by),
    labelMetric: oneOf('metric', LABEL_METRICS, DEFAULT_CHOICES.labelMetric),
    partMetric: oneOf('metric', PART_METRICS, DEFAULT_CHOICES.partMetric),
    numbers: params.get('numbers') === 'yes',
    counts: params.get('unit') === 'clips',
    pair: pair.length === 2 && pair.every((id) => id !== '') ? [pair[0], pair[1]] : null,
    cell: actual === null || predicted === null ? null : { actual, predicted },
    agreement: oneOf('clips', AGREEMENTS, DEFAULT_CHOICES.agreement),
    allRuns: params.get('over') === 'all',
    setting: params.get('setting'),
    scatterMetric: oneOf('score', SCATTER_METRICS, DEFAULT_CHOICES.scatterMetric),
  };
}

/** The address of a comparison without `#`; choices that are the default are left out. */
export function comparePath(
  items: readonly (readonly string[])[],
  choices: Partial<CompareChoices> = {},
): string {
  const all = { ...DEFAULT_CHOICES, ...choices };
  const { by, labelMetric, partMetric, pair, cell } = all;
  const metric =
    by === 'emotion'
      ? labelMetric === DEFAULT_CHOICES.labelMetric
        ? null
        : labelMetric
      : partMetric === DEFAULT_CHOICES.partMetric
        ? null
        : partMetric;
  const changed = <K extends keyof CompareChoices>(key: K): CompareChoices[K] | null =>
    all[key] === DEFAULT_CHOICES[key] ? null : all[key];
  const params: Record<string, string | number | null> = {
    runs: items.map((item) => item.join('+')).join(','),
    baseline: changed('baseline'),
    axis: changed('axis'),
    smoothing: changed('smoothing'),
    settings: all.allSettings ? 'all' : null,
    published: all.published ? 'yes' : null,
    by: changed('by'),
    metric,
    numbers: all.numbers ? 'yes' : null,
    unit: all.counts ? 'clips' : null,
    pair: pair === null ? null : pair.join(','),
    actual: cell?.actual ?? null,
    predicted: cell?.predicted ?? null,
    clips: changed('agreement'),
    over: all.allRuns ? 'all' : null,
    setting: all.setting,
    score: changed('scatterMetric'),
  };
  const query = Object.entries(params)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}=${encoded(String(value))}`);
  return `${PAGES.compare.path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/** Commas and plus signs stay readable; both are allowed in the fragment of an address (RFC 3986, 3.5). */
const encoded = (value: string): string =>
  encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%2B', '+');

/** In a query, `+` usually means a space; here it joins the runs of a group. */
const read = (search: string): URLSearchParams => new URLSearchParams(search.replaceAll('+', '%2B'));

/** The label of a metric of the scatter plot. */
export const scatterLabel = (metric: ScatterMetric): string => COMPARED_METRICS[metric].label;
