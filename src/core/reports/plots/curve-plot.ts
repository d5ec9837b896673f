import { type Markup, markup } from '#core/reports/markup.ts';
import type { Epoch, RunDescription } from '#shared/runs.ts';
import { legend } from './legend.ts';
import { itemColour, type Palette, PLOT_WIDTH, type Plot, px } from './plot.ts';
import { niceScale } from './scale.ts';

/** The mean of a value at an epoch over the folds and runs that have it. */
export interface CurvePoint {
  epoch: number;
  mean: number;
  /** Sample standard deviation over runs and folds; null for one. */
  deviation: number | null;
}

/** The curve of an item. Epochs without a finite value are not in it. */
export function meanCurve(
  runs: readonly Pick<RunDescription, 'epochs'>[],
  value: (epoch: Epoch) => number | null,
): CurvePoint[] {
  const byEpoch = new Map<number, number[]>();
  for (const { epochs } of runs) {
    for (const epoch of epochs) {
      const one = value(epoch);
      if (one === null || !Number.isFinite(one)) continue;
      const values = byEpoch.get(epoch.epoch);
      if (values) values.push(one);
      else byEpoch.set(epoch.epoch, [one]);
    }
  }
  return [...byEpoch]
    .sort(([a], [b]) => a - b)
    .map(([epoch, values]) => {
      const n = values.length;
      const mean = values.reduce((sum, one) => sum + one, 0) / n;
      const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
      return { epoch, mean, deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : null };
    });
}

interface Curve {
  name: string;
  title: string;
  training: (epoch: Epoch) => number | null;
  validation: (epoch: Epoch) => number | null;
  /** Shown in %. */
  percent: boolean;
}

const CURVES: readonly Curve[] = [
  {
    name: 'loss',
    title: 'Loss',
    training: ({ loss }) => loss,
    validation: ({ validationLoss }) => validationLoss,
    percent: false,
  },
  {
    name: 'accuracy',
    title: 'Accuracy',
    training: ({ accuracy }) => accuracy,
    validation: ({ validationAccuracy }) => validationAccuracy,
    percent: true,
  },
  {
    name: 'validation-uar',
    title: 'UAR of the validation clips',
    training: () => null,
    validation: ({ validationUar }) => validationUar,
    percent: true,
  },
];

/** Curves over the epochs for all items: training thin, validation thick. Only those with values. */
export function curvePlots(
  items: readonly (readonly Pick<RunDescription, 'epochs' | 'folds'>[])[],
  titles: readonly string[],
  palette: Palette,
): Plot[] {
  return CURVES.flatMap((curve) => {
    const drawn = items.map((runs) => ({
      training: meanCurve(runs, curve.training),
      validation: meanCurve(runs, curve.validation),
      best: bestEpoch(runs),
    }));
    const points = drawn.flatMap(({ training, validation }) => [...training, ...validation]);
    return points.length === 0 ? [] : [curvePlot(curve, drawn, titles, palette)];
  });
}

/** The best epoch of an item with one run and one fold. */
function bestEpoch(runs: readonly Pick<RunDescription, 'folds'>[]): number | null {
  const folds = runs.flatMap((run) => run.folds);
  return folds.length === 1 ? folds[0].bestEpoch : null;
}

interface DrawnItem {
  training: CurvePoint[];
  validation: CurvePoint[];
  best: number | null;
}

const HEIGHT = 220;
const LEFT = 52;
const AXIS = 36;

function curvePlot(
  { name, title, percent }: Curve,
  items: readonly DrawnItem[],
  titles: readonly string[],
  palette: Palette,
): Plot {
  const top = legend(titles, palette);
  const factor = percent ? 100 : 1;
  const points = items.flatMap(({ training, validation }) => [...training, ...validation]);
  const [first, last] = [top.height + 6, top.height + HEIGHT];
  const y = niceScale(
    points.map(({ mean }) => factor * mean),
    [last, first],
    percent ? [0, 100] : [0, Infinity],
  );
  const maxEpoch = Math.max(...points.map(({ epoch }) => epoch));
  const x = (epoch: number) =>
    LEFT + (maxEpoch === 1 ? 0.5 : (epoch - 1) / (maxEpoch - 1)) * (PLOT_WIDTH - LEFT - 14);
  const at = (point: CurvePoint): [number, number] => [px(x(point.epoch)), px(y.at(factor * point.mean))];

  const grid = y.ticks.map((tick) => {
    const level = px(y.at(tick));
    return markup`<line x1="${LEFT}" y1="${level}" x2="${PLOT_WIDTH - 14}" y2="${level}" stroke="${palette.grid}"/><text x="${LEFT - 8}" y="${level + 4}" text-anchor="end" fill="${palette.faint}">${tick}</text>`;
  });
  const epochs = epochTicks(maxEpoch).map(
    (epoch) =>
      markup`<text x="${px(x(epoch))}" y="${last + 17}" text-anchor="middle" fill="${palette.faint}">${epoch}</text>`,
  );
  const curves = items.map(({ training, validation, best }, item): Markup => {
    const colour = itemColour(palette, item);
    const ring = validation.find(({ epoch }) => epoch === best);
    return markup`${band(validation, x, (value) => y.at(factor * value), colour)}${line(training.map(at), colour, 1)}${line(validation.map(at), colour, 2.4)}${
      ring === undefined
        ? null
        : markup`<circle cx="${at(ring)[0]}" cy="${at(ring)[1]}" r="5" fill="${palette.paper}" stroke="${colour}" stroke-width="2"/>`
    }`;
  });
  return {
    name,
    title: `${title}${percent ? ', %' : ''}, by epoch`,
    about:
      'Thin: training. Thick: validation. Ring: best epoch. Folds and the runs of a group: mean, with a band of ± one deviation.',
    width: PLOT_WIDTH,
    height: last + AXIS,
    content: markup`${top.content}${grid}${epochs}<text x="${PLOT_WIDTH - 14}" y="${last + 32}" text-anchor="end" fill="${palette.faint}">epoch; thin: training, thick: validation, ring: best epoch</text>${curves}`,
  };
}

function line(points: readonly (readonly [number, number])[], colour: string, width: number): Markup {
  if (points.length === 0) return markup``;
  if (points.length === 1) {
    return markup`<circle cx="${points[0][0]}" cy="${points[0][1]}" r="${width + 1}" fill="${colour}"/>`;
  }
  const path = points.map((point) => point.join(' ')).join('L');
  return markup`<path d="${`M${path}`}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"/>`;
}

function band(
  points: readonly CurvePoint[],
  x: (epoch: number) => number,
  y: (value: number) => number,
  colour: string,
): Markup {
  const spread = points.filter(({ deviation }) => deviation !== null);
  if (spread.length < 2) return markup``;
  const edge = (sign: 1 | -1) =>
    spread.map(({ epoch, mean, deviation }) => `${px(x(epoch))} ${px(y(mean + sign * deviation!))}`);
  const path = [...edge(1), ...edge(-1).reverse()].join('L');
  return markup`<path d="${`M${path}Z`}" fill="${colour}" fill-opacity="0.16"/>`;
}

/** At most ten epochs, the first and round numbers. */
function epochTicks(maxEpoch: number): number[] {
  const step =
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((candidate) => maxEpoch / candidate <= 10) ?? 5000;
  const ticks = Array.from({ length: Math.floor(maxEpoch / step) }, (_, index) => (index + 1) * step);
  return step === 1 ? ticks : [1, ...ticks];
}
