import type { SoundCurve, SoundCurves, TimeRange } from '#shared/sounds.ts';
import { clipped, type Frame, type PictureStyle } from './sound-drawing.ts';
import { floatsOf } from './sound-levels.ts';
import { shareInView } from './view-range.ts';

/** Decibels from the bottom to the top of the intensity axis. */
const INTENSITY_RANGE_DB = 50;

/** The ends of a curve's own axis. */
export interface CurveAxis {
  lowest: number;
  highest: number;
}

export const pitchAxis = ({ pitch }: SoundCurves): CurveAxis => ({
  lowest: pitch.floorHz,
  highest: pitch.ceilingHz,
});

/** 50 dB up to the next ten above the maximum of the sound. */
export function intensityAxis({ intensity }: SoundCurves): CurveAxis {
  let loudest = INTENSITY_RANGE_DB;
  for (const value of floatsOf(intensity.bytes)) loudest = Math.max(loudest, value);
  const highest = 10 * Math.ceil(loudest / 10);
  return { lowest: highest - INTENSITY_RANGE_DB, highest };
}

/** The value of a curve at the nearest of its times; null outside of it. */
export function valueAt({ firstSeconds, stepSeconds, bytes }: SoundCurve, seconds: number): number | null {
  const values = floatsOf(bytes);
  const index = Math.round((seconds - firstSeconds) / stepSeconds);
  return index >= 0 && index < values.length ? values[index] : null;
}

/** Draws the pitch as dots on its own linear axis. */
export function drawPitch(
  context: CanvasRenderingContext2D,
  curves: SoundCurves,
  view: TimeRange,
  frame: Frame,
  style: PictureStyle,
): void {
  const points = pointsInView(curves.pitch, pitchAxis(curves), view, frame).filter(({ value }) => value > 0);
  const radius = points.length > 1 && points[1].x - points[0].x > 4 ? 2.2 : 1.5;
  clipped(context, frame, () => {
    for (const [colour, wider] of [
      [style.halo, 1.3],
      [style.pitch, 0],
    ] as const) {
      context.fillStyle = colour;
      context.beginPath();
      for (const { x, y } of points) {
        context.moveTo(x + radius + wider, y);
        context.arc(x, y, radius + wider, 0, 2 * Math.PI);
      }
      context.fill();
    }
  });
}

/** Draws the intensity as a line on its own axis. */
export function drawIntensity(
  context: CanvasRenderingContext2D,
  curves: SoundCurves,
  view: TimeRange,
  frame: Frame,
  style: PictureStyle,
): void {
  const points = pointsInView(curves.intensity, intensityAxis(curves), view, frame);
  clipped(context, frame, () => {
    context.lineJoin = 'round';
    for (const [colour, width] of [
      [style.halo, 3.5],
      [style.intensity, 1.5],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      for (const { x, y } of points) context.lineTo(x, y);
      context.stroke();
    }
  });
}

/** Labels the ends of the curves' axes beside the spectrogram. */
export function drawCurveAxes(
  context: CanvasRenderingContext2D,
  labels: readonly { axis: CurveAxis; unit: string; colour: string }[],
  { left, top, width, height }: Frame,
  style: PictureStyle,
): void {
  context.font = style.font;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const [index, { axis, unit, colour }] of labels.entries()) {
    context.fillStyle = colour;
    const x = left + width + 4;
    context.fillText(`${axis.highest} ${unit}`, x, top + 6 + 14 * index);
    context.fillText(`${axis.lowest} ${unit}`, x, top + height - 6 - 14 * (labels.length - 1 - index));
  }
}

interface CurvePoint {
  x: number;
  y: number;
  value: number;
}

/** More values than this in a pixel column are drawn as their lowest and highest. */
const MAX_PER_COLUMN = 3;

/** The points of a curve in the view, and one beyond each end. A long view has at most a few for each pixel column. */
function pointsInView(curve: SoundCurve, axis: CurveAxis, view: TimeRange, frame: Frame): CurvePoint[] {
  const values = floatsOf(curve.bytes);
  const indexAt = (seconds: number) => (seconds - curve.firstSeconds) / curve.stepSeconds;
  const from = Math.max(0, Math.floor(indexAt(view.startSeconds)));
  const to = Math.min(values.length - 1, Math.ceil(indexAt(view.endSeconds)));
  const point = (index: number): CurvePoint => {
    const seconds = curve.firstSeconds + index * curve.stepSeconds;
    const share = (values[index] - axis.lowest) / (axis.highest - axis.lowest);
    return {
      x: frame.left + shareInView(view, seconds) * frame.width,
      y: frame.top + (1 - Math.max(0, Math.min(1, share))) * frame.height,
      value: values[index],
    };
  };
  const perColumn = Math.floor((to - from + 1) / Math.max(1, frame.width));
  if (perColumn < MAX_PER_COLUMN)
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => point(from + n));
  const points: CurvePoint[] = [];
  for (let start = from; start <= to; start += perColumn)
    for (const index of extremes(values, start, Math.min(to + 1, start + perColumn)))
      points.push(point(index));
  return points;
}

/** The indices of the lowest and the highest value from `start` to `end − 1`; a pitch of 0 is no value. */
function extremes(values: Float32Array, start: number, end: number): number[] {
  let [low, high] = [-1, -1];
  for (let index = start; index < end; index++) {
    if (values[index] === 0) continue;
    if (low < 0 || values[index] < values[low]) low = index;
    if (high < 0 || values[index] > values[high]) high = index;
  }
  return low < 0 ? [] : low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
}
