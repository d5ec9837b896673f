import type { SoundPicture, TimeRange } from '#shared/sounds.ts';
import { type Tick, timeTicks } from './sound-axes.ts';
import { floatsOf, type LevelRange } from './sound-levels.ts';
import { shareInView, spanOf } from './view-range.ts';

/** Colours and font of a sound picture, as CSS values. */
export interface PictureStyle {
  wave: string;
  axis: string;
  text: string;
  font: string;
  pitch: string;
  intensity: string;
  /** Drawn under curves, so that they are visible on every colour of the spectrogram. */
  halo: string;
  /** Of the weights of an explanation over the spectrogram: red, green, blue. */
  weight: readonly [number, number, number];
  /** From {@link loudnessColours}. */
  loudness: Uint8ClampedArray;
}

/** A rectangle in CSS pixels. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Runs `draw` with everything outside of the frame cut off. */
export function clipped(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Frame,
  draw: () => void,
) {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  draw();
  context.restore();
}

/**
 * Draws the lowest and highest sample of each pixel column in the view, scaled to `peak` (at least 0.02). The picture may be
 * of another part than the view.
 */
export function drawWaveform(
  context: CanvasRenderingContext2D,
  picture: SoundPicture,
  peak: number,
  view: TimeRange,
  { left, top, width, height }: Frame,
  style: PictureStyle,
): void {
  const { stretches } = picture.waveform;
  const values = floatsOf(picture.waveform.bytes);
  const middle = top + height / 2;
  const scale = (height / 2 - 1) / Math.max(peak, 0.02);
  context.fillStyle = style.axis;
  context.fillRect(left, middle - 0.5, width, 1);
  if (stretches === 0) return;
  context.fillStyle = style.wave;
  const columns = Math.max(1, Math.floor(width));
  const stretchAt = (column: number) => {
    const seconds = view.startSeconds + (column / columns) * spanOf(view);
    return Math.floor(shareInView(picture, seconds) * stretches);
  };
  let before: { low: number; high: number } | null = null;
  for (let column = 0; column < columns; column++) {
    const from = stretchAt(column);
    const to = Math.max(from + 1, stretchAt(column + 1));
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let n = Math.max(0, from); n < to && n < stretches; n++) {
      low = Math.min(low, values[2 * n]);
      high = Math.max(high, values[2 * n + 1]);
    }
    if (low > high) continue;
    // Columns of single samples are joined to a line.
    const [bottom, ceiling] =
      before === null ? [low, high] : [Math.min(low, before.high), Math.max(high, before.low)];
    before = { low, high };
    context.fillRect(
      left + column,
      middle - ceiling * scale - 0.5,
      1,
      Math.max(1, (ceiling - bottom) * scale + 1),
    );
  }
}

/** Images of pictures, which are drawn again at every change of the view. */
const images = new WeakMap<SoundPicture, { canvas: HTMLCanvasElement; key: string }>();

/** Draws the spectrogram in the view, the lowest row at the bottom. The picture may be of another part than the view. */
export function drawSpectrogram(
  context: CanvasRenderingContext2D,
  picture: SoundPicture,
  levels: LevelRange,
  view: TimeRange,
  frame: Frame,
  style: PictureStyle,
): void {
  const { rows, frames, hopSeconds } = picture.spectrogram;
  if (rows === 0 || frames === 0 || frame.width < 1) return;
  const key = `${levels.lowestDb} ${levels.highestDb} ${style.loudness.subarray(0, 3).join()}`;
  let image = images.get(picture);
  if (image?.key !== key) {
    const pixels = spectrogramImage(
      floatsOf(picture.spectrogram.bytes),
      rows,
      frames,
      levels,
      style.loudness,
    );
    image = { canvas: canvasOf(pixels, frames, rows), key };
    images.set(picture, image);
  }
  const { canvas } = image;
  // Frames are centred on their times: the first starts half a hop before the picture, the last may end after it.
  const x = (seconds: number) => frame.left + shareInView(view, seconds) * frame.width;
  const from = x(picture.startSeconds - hopSeconds / 2);
  const end = x(picture.startSeconds + (frames - 0.5) * hopSeconds);
  const [start, stop] = [x(picture.startSeconds), x(picture.endSeconds)];
  clipped(context, frame, () => {
    clipped(context, { ...frame, left: start, width: stop - start }, () => {
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = 'high';
      context.drawImage(canvas, from, frame.top, end - from, frame.height);
    });
  });
}

/** A canvas of RGBA pixels. */
export function canvasOf(
  pixels: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}

/** RGBA pixels of values `[rows, frames]`, the highest row first; the lowest level has the first colour. */
export function spectrogramImage(
  values: Float32Array,
  rows: number,
  frames: number,
  { lowestDb, highestDb }: LevelRange,
  colours: Uint8ClampedArray,
): Uint8ClampedArray<ArrayBuffer> {
  const image = new Uint8ClampedArray(4 * rows * frames);
  const pixels = new Uint32Array(image.buffer);
  const palette = new Uint32Array(colours.slice().buffer);
  const scale = highestDb > lowestDb ? 255 / (highestDb - lowestDb) : 0;
  for (let row = 0; row < rows; row++) {
    const target = (rows - 1 - row) * frames;
    for (let frame = 0; frame < frames; frame++) {
      const colour = Math.round((values[row * frames + frame] - lowestDb) * scale);
      pixels[target + frame] = palette[Math.max(0, Math.min(255, colour))];
    }
  }
  return image;
}

/** Draws the time axis under the picture, in seconds. */
export function drawTimeAxis(
  context: CanvasRenderingContext2D,
  view: TimeRange,
  { left, top, width, height }: Frame,
  style: PictureStyle,
): void {
  context.font = style.font;
  context.textBaseline = 'alphabetic';
  for (const { share, text } of timeTicks(view, width)) {
    const x = left + share * width;
    context.fillStyle = style.axis;
    context.fillRect(Math.round(x), top, 1, 4);
    context.fillStyle = style.text;
    context.textAlign = share * width < 16 ? 'left' : 'center';
    context.fillText(text, x, top + height - 3);
  }
}

/** Draws the axis of the rows beside the spectrogram. */
export function drawRowAxis(
  context: CanvasRenderingContext2D,
  ticks: readonly Tick[],
  { left, top, height }: Frame,
  style: PictureStyle,
): void {
  context.font = style.font;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { share, text } of ticks) {
    const y = top + (1 - share) * height;
    context.fillStyle = style.axis;
    context.fillRect(left - 4, Math.round(y), 4, 1);
    context.fillStyle = style.text;
    context.fillText(text, left - 7, Math.max(top + 6, Math.min(top + height - 6, y)));
  }
}

/** Hatches a part of the frame: what the network does not get. */
export function hatch(
  context: CanvasRenderingContext2D,
  range: TimeRange,
  view: TimeRange,
  frame: Frame,
  style: PictureStyle,
): void {
  const x = (seconds: number) =>
    frame.left + Math.max(0, Math.min(1, shareInView(view, seconds))) * frame.width;
  const [from, to] = [x(range.startSeconds), x(range.endSeconds)];
  if (to - from < 0.5) return;
  const part = { ...frame, left: from, width: to - from };
  clipped(context, part, () => {
    context.globalAlpha = 0.8;
    context.strokeStyle = style.text;
    context.lineWidth = 1;
    context.beginPath();
    for (let at = from - frame.height; at < to; at += 7) {
      context.moveTo(at, frame.top + frame.height);
      context.lineTo(at + frame.height, frame.top);
    }
    context.stroke();
  });
}
