import type { BatchPoint, Epoch } from '../../../shared/runs.ts';
import { epochScale, lossRange, niceScale, type Scale } from './curve-scale.ts';
import { CURVE_COLOURS, type CurveKind, lowestLoss } from './report/curve-data.ts';

/** Everything that a live curve is drawn from. */
export interface CurvePicture {
  kind: CurveKind;
  /** Of one fold, in order. */
  epochs: readonly Epoch[];
  /** Of the same fold, in order. */
  batches: readonly BatchPoint[];
  /** Steps of an epoch of that fold. */
  steps: number;
  wanted: number;
}

export interface CurveStyle {
  grid: string;
  text: string;
  font: string;
}

/** Pixels around the plot: the numbers of the axes stand there. */
export const CURVE_MARGIN = { left: 46, right: 10, top: 8, bottom: 24 } as const;

export interface CurveScales {
  x: Scale;
  y: Scale;
}

const validationOf = (kind: CurveKind) => (epoch: Epoch) =>
  kind === 'loss' ? epoch.validationLoss : epoch.validationAccuracy;

/** Accuracy always from 0 to 1: a curve that seems to climb to the top must be there. */
export function curveScales({ kind, epochs, batches, steps, wanted }: CurvePicture): CurveScales {
  const newest = Math.max(epochs.at(-1)?.epoch ?? 0, (batches.at(-1)?.stepInFold ?? 0) / steps);
  const x = epochScale(newest, wanted);
  if (kind === 'accuracy') return { x, y: { low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1] } };
  const values = epochs.flatMap((epoch) => [epoch.loss, epoch.validationLoss ?? epoch.loss]);
  return { x, y: niceScale(...lossRange(values, batchValues(batches, kind))) };
}

/** Draws grid, batches, training and validation into a canvas of that many CSS pixels. */
export function drawCurve(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  picture: CurvePicture,
  style: CurveStyle,
): void {
  const { left, right, top, bottom } = CURVE_MARGIN;
  const plot = { left, top, width: Math.max(1, width - left - right), height: height - top - bottom };
  const { x, y } = curveScales(picture);
  const toX = (value: number) => plot.left + ((value - x.low) / (x.high - x.low)) * plot.width;
  const toY = (value: number) => plot.top + (1 - (value - y.low) / (y.high - y.low)) * plot.height;

  context.clearRect(0, 0, width, height);
  context.font = style.font;
  context.fillStyle = style.text;
  context.strokeStyle = style.grid;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of y.ticks) {
    line(context, plot.left, toY(tick), plot.left + plot.width, toY(tick));
    context.fillText(
      picture.kind === 'loss' ? String(tick) : `${Math.round(100 * tick)} %`,
      plot.left - 8,
      toY(tick),
    );
  }
  context.textBaseline = 'top';
  for (const tick of x.ticks) {
    context.textAlign = tick === x.high ? 'right' : 'center';
    context.fillText(
      String(tick),
      tick === x.high ? plot.left + plot.width : toX(tick),
      plot.top + plot.height + 8,
    );
  }

  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top - 2, plot.width + 4, plot.height + 4);
  context.clip();
  context.lineJoin = 'round';
  drawBatches(context, picture, toX, toY);
  drawEpochs(context, picture, (epoch) => epoch[picture.kind], CURVE_COLOURS.train, [], toX, toY);
  drawEpochs(context, picture, validationOf(picture.kind), CURVE_COLOURS.validation, [5, 3], toX, toY);
  context.strokeStyle = style.text;
  drawBest(context, picture, toX, toY);
  context.restore();
}

/** A ring around the best epoch so far. */
function drawBest(context: CanvasRenderingContext2D, picture: CurvePicture, toX: Place, toY: Place): void {
  const best = lowestLoss(picture.epochs);
  const value = best === null ? null : validationOf(picture.kind)(best);
  if (best === null || value === null) return;
  context.lineWidth = 1.5;
  context.setLineDash([]);
  context.beginPath();
  context.arc(toX(best.epoch), toY(value), 6, 0, 2 * Math.PI);
  context.stroke();
}

type Place = (value: number) => number;

/**
 * What is told is the mean of an epoch so far, which begins anew with each. From two of them comes the mean of the
 * batches between: the curve of the batches themselves, the smoother the more were left out.
 */
export function batchValues(batches: readonly BatchPoint[], kind: CurveKind): number[] {
  return batches.map((point, index) => {
    const before = batches[index - 1];
    if (before === undefined || before.epoch !== point.epoch || before.step >= point.step) return point[kind];
    const mean = (point[kind] * point.step - before[kind] * before.step) / (point.step - before.step);
    // The last batch of an epoch may be smaller, which this does not know of.
    return kind === 'accuracy' ? Math.min(1, Math.max(0, mean)) : Math.max(0, mean);
  });
}

/** Thin, behind the epochs. */
function drawBatches(
  context: CanvasRenderingContext2D,
  { kind, batches, steps }: CurvePicture,
  toX: Place,
  toY: Place,
): void {
  context.globalAlpha = 0.55;
  context.strokeStyle = CURVE_COLOURS.train;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.beginPath();
  for (const [index, value] of batchValues(batches, kind).entries()) {
    const at = [toX(batches[index].stepInFold / steps), toY(value)] as const;
    if (index === 0) context.moveTo(...at);
    else context.lineTo(...at);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** Epochs with a dot each as long as the dots do not touch. */
const DOTTED = 40;

function drawEpochs(
  context: CanvasRenderingContext2D,
  { epochs }: CurvePicture,
  valueAt: (epoch: Epoch) => number | null,
  colour: string,
  dash: number[],
  toX: Place,
  toY: Place,
): void {
  const points = epochs.flatMap((epoch) => {
    const value = valueAt(epoch);
    return value === null ? [] : [[toX(epoch.epoch), toY(value)] as const];
  });
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 2;
  context.setLineDash(dash);
  context.beginPath();
  for (const [index, point] of points.entries()) {
    if (index === 0) context.moveTo(...point);
    else context.lineTo(...point);
  }
  context.stroke();
  if (points.length > DOTTED) return;
  for (const [x, y] of points) {
    context.beginPath();
    context.arc(x, y, 2.5, 0, 2 * Math.PI);
    context.fill();
  }
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, Math.round(y1) + 0.5);
  context.lineTo(x2, Math.round(y2) + 0.5);
  context.stroke();
}

/** The epoch that lies at a place of the picture; null outside of it or without epochs. */
export function epochAt(picture: CurvePicture, width: number, x: number): Epoch | null {
  const { left, right } = CURVE_MARGIN;
  const share = (x - left) / Math.max(1, width - left - right);
  if (share < 0 || share > 1.02) return null;
  const scale = curveScales(picture).x;
  const wanted = Math.round(scale.low + share * (scale.high - scale.low));
  return picture.epochs.find(({ epoch }) => epoch === wanted) ?? null;
}
