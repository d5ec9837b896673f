import type { CurveKind } from '#renderer/pages/run/report/curve-data.ts';
import type { BatchPoint, Epoch } from '#shared/runs.ts';
import { epochScale, lossRange, niceScale, type Scale } from './curve-scale.ts';

/** The data of a live curve. */
export interface LiveCurveData {
  kind: CurveKind;
  /** The epochs of one fold, in order. */
  epochs: readonly Epoch[];
  /** The batches of the same fold, in order. */
  batches: readonly BatchPoint[];
  /** Steps per epoch of that fold. */
  steps: number;
  /** The maximum number of epochs. */
  maxEpochs: number;
  /** The best epoch so far (from 1), which gets a ring; null if none was compared yet. */
  best: number | null;
  /** The first epochs, which are not compared for the best one. They are shaded. */
  uncompared: number;
}

export interface CurveStyle {
  grid: string;
  text: string;
  shade: string;
  train: string;
  validation: string;
  font: string;
}

/** Pixels around the plot, for the numbers of the axes. */
const CURVE_MARGIN = { left: 46, right: 10, top: 8, bottom: 24 } as const;

interface CurveScales {
  x: Scale;
  y: Scale;
}

const validationOf = (kind: CurveKind) => (epoch: Epoch) =>
  kind === 'loss' ? epoch.validationLoss : epoch.validationAccuracy;

/** The accuracy axis is always 0…1, so that a curve near the top means an accuracy near 1. */
function curveScales({ kind, epochs, batches, steps, maxEpochs }: LiveCurveData): CurveScales {
  const newest = Math.max(epochs.at(-1)?.epoch ?? 0, (batches.at(-1)?.stepInFold ?? 0) / steps);
  const x = epochScale(newest, maxEpochs);
  if (kind === 'accuracy') return { x, y: { low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1] } };
  const values = epochs.flatMap((epoch) => [epoch.loss, epoch.validationLoss ?? epoch.loss]);
  return { x, y: niceScale(...lossRange(values, batchValues(batches, kind))) };
}

/** Draws the grid and the curves of batches, training and validation. @param width, height In CSS pixels. */
export function drawCurve(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  curve: LiveCurveData,
  style: CurveStyle,
): void {
  const { left, right, top, bottom } = CURVE_MARGIN;
  const plot = { left, top, width: Math.max(1, width - left - right), height: height - top - bottom };
  const { x, y } = curveScales(curve);
  const toX = (value: number) => plot.left + ((value - x.low) / (x.high - x.low)) * plot.width;
  const toY = (value: number) => plot.top + (1 - (value - y.low) / (y.high - y.low)) * plot.height;

  context.clearRect(0, 0, width, height);
  if (curve.uncompared > 0) {
    context.fillStyle = style.shade;
    const end = Math.min(plot.left + plot.width, toX(curve.uncompared + 0.5));
    context.fillRect(plot.left, plot.top, end - plot.left, plot.height);
  }
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
      curve.kind === 'loss' ? String(tick) : `${Math.round(100 * tick)} %`,
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
  drawBatches(context, curve, style.train, toX, toY);
  drawEpochs(context, curve, (epoch) => epoch[curve.kind], style.train, [], toX, toY);
  drawEpochs(context, curve, validationOf(curve.kind), style.validation, [5, 3], toX, toY);
  context.strokeStyle = style.text;
  drawBest(context, curve, toX, toY);
  context.restore();
}

/** Draws a ring around the best epoch so far. */
function drawBest(
  context: CanvasRenderingContext2D,
  curve: LiveCurveData,
  toX: ToPixels,
  toY: ToPixels,
): void {
  const best = curve.epochs.find(({ epoch }) => epoch === curve.best);
  if (best === undefined) return;
  // Without validation clips, the training loss chooses the epoch.
  const value = validationOf(curve.kind)(best) ?? best[curve.kind];
  context.lineWidth = 1.5;
  context.setLineDash([]);
  context.beginPath();
  context.arc(toX(best.epoch), toY(value), 6, 0, 2 * Math.PI);
  context.stroke();
}

type ToPixels = (value: number) => number;

/**
 * The loss or accuracy of each batch. A point holds the mean of its epoch so far, so two points give the mean of the
 * batches between them. The more batches were dropped between the points, the smoother the curve.
 */
export function batchValues(batches: readonly BatchPoint[], kind: CurveKind): number[] {
  return batches.map((point, index) => {
    const previous = batches[index - 1];
    if (previous === undefined || previous.epoch !== point.epoch || previous.step >= point.step)
      return point[kind];
    const mean = (point[kind] * point.step - previous[kind] * previous.step) / (point.step - previous.step);
    // Clamped, because the last batch of an epoch may be smaller than the others.
    return kind === 'accuracy' ? Math.min(1, Math.max(0, mean)) : Math.max(0, mean);
  });
}

/** Draws a thin line behind the curves of the epochs. */
function drawBatches(
  context: CanvasRenderingContext2D,
  { kind, batches, steps }: LiveCurveData,
  colour: string,
  toX: ToPixels,
  toY: ToPixels,
): void {
  context.globalAlpha = 0.55;
  context.strokeStyle = colour;
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

/** Up to this number of epochs each epoch has a dot; with more, the dots would touch. */
const MAX_DOTTED_EPOCHS = 40;

function drawEpochs(
  context: CanvasRenderingContext2D,
  { epochs }: LiveCurveData,
  valueAt: (epoch: Epoch) => number | null,
  colour: string,
  dash: number[],
  toX: ToPixels,
  toY: ToPixels,
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
  if (points.length > MAX_DOTTED_EPOCHS) return;
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

/** The epoch at a horizontal position in CSS pixels; null outside of the plot or without an epoch there. */
export function epochAt(curve: LiveCurveData, width: number, x: number): Epoch | null {
  const { left, right } = CURVE_MARGIN;
  const share = (x - left) / Math.max(1, width - left - right);
  if (share < 0 || share > 1.02) return null;
  const scale = curveScales(curve).x;
  const pointed = Math.round(scale.low + share * (scale.high - scale.low));
  return curve.epochs.find(({ epoch }) => epoch === pointed) ?? null;
}
