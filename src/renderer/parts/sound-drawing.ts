import type { SoundPicture } from '../../shared/sounds.ts';
import { frequencyTicks, type Tick, timeTicks } from './sound-axes.ts';

/** What a picture of a sound is drawn with; colours as CSS writes them. */
export interface PictureStyle {
  wave: string;
  axis: string;
  text: string;
  font: string;
  /** Of {@link loudnessColours}. */
  loudness: Uint8ClampedArray;
}

/** A rectangle in CSS pixels. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The float32 values of bytes that may lie anywhere in their buffer (little-endian, as every browser's machine is). */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, Math.floor(bytes.byteLength / 4));
}

/** The lowest and highest sample per pixel column; the loudest sample of a quiet sound fills at least half of it. */
export function drawWaveform(
  context: CanvasRenderingContext2D,
  picture: SoundPicture,
  { left, top, width, height }: Frame,
  style: PictureStyle,
): void {
  const { stretches } = picture.waveform;
  const values = floatsOf(picture.waveform.bytes);
  const middle = top + height / 2;
  let peak = 0;
  for (const value of values) peak = Math.max(peak, Math.abs(value));
  const scale = (height / 2 - 1) / Math.max(peak, 0.02);
  context.fillStyle = style.axis;
  context.fillRect(left, middle - 0.5, width, 1);
  if (stretches === 0) return;
  context.fillStyle = style.wave;
  const columns = Math.max(1, Math.floor(width));
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column / columns) * stretches);
    const to = Math.max(from + 1, Math.floor(((column + 1) / columns) * stretches));
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let n = from; n < to && n < stretches; n++) {
      low = Math.min(low, values[2 * n]);
      high = Math.max(high, values[2 * n + 1]);
    }
    if (low > high) continue;
    const y = middle - high * scale;
    context.fillRect(left + column, y - 0.5, 1, Math.max(1, (high - low) * scale + 1));
  }
}

/** The log-mel spectrogram, one row a band, the lowest at the bottom, in the loudness's colours. */
export function drawSpectrogram(
  context: CanvasRenderingContext2D,
  { spectrogram, durationSeconds }: SoundPicture,
  { left, top, width, height }: Frame,
  style: PictureStyle,
): void {
  const { bands, frames, lowestDb, hopSeconds } = spectrogram;
  if (bands === 0 || frames === 0 || width < 1) return;
  const image = spectrogramImage(floatsOf(spectrogram.bytes), bands, frames, lowestDb, style.loudness);
  const canvas = document.createElement('canvas');
  canvas.width = frames;
  canvas.height = bands;
  canvas.getContext('2d')?.putImageData(new ImageData(image, frames, bands), 0, 0);
  // Frames are centred on their times: the first begins half a hop before the sound, the last may end after it.
  const perSecond = width / Math.max(durationSeconds, 1e-6);
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    canvas,
    left - (hopSeconds / 2) * perSecond,
    top,
    frames * hopSeconds * perSecond,
    height,
  );
  context.restore();
}

/** RGBA rows from the highest band down of decibels `[bands, frames]`: 0 dB is the last colour. */
export function spectrogramImage(
  decibels: Float32Array,
  bands: number,
  frames: number,
  lowestDb: number,
  colours: Uint8ClampedArray,
): Uint8ClampedArray<ArrayBuffer> {
  const image = new Uint8ClampedArray(4 * bands * frames);
  for (let band = 0; band < bands; band++) {
    const row = (bands - 1 - band) * frames;
    for (let frame = 0; frame < frames; frame++) {
      const share = 1 - decibels[band * frames + frame] / lowestDb;
      const colour = 4 * Math.round(255 * Math.max(0, Math.min(1, share)));
      image.set(colours.subarray(colour, colour + 4), 4 * (row + frame));
    }
  }
  return image;
}

/** Seconds under the picture. */
export function drawTimeAxis(
  context: CanvasRenderingContext2D,
  durationSeconds: number,
  { left, top, width, height }: Frame,
  style: PictureStyle,
): void {
  context.font = style.font;
  context.textBaseline = 'alphabetic';
  for (const { share, text } of timeTicks(durationSeconds, width)) {
    const x = left + share * width;
    context.fillStyle = style.axis;
    context.fillRect(Math.round(x), top, 1, 4);
    context.fillStyle = style.text;
    context.textAlign = share === 0 ? 'left' : 'center';
    context.fillText(text, x, top + height - 3);
  }
}

/** Hertz beside the spectrogram, as far apart as their mels. */
export function drawFrequencyAxis(
  context: CanvasRenderingContext2D,
  frequenciesHz: readonly number[],
  { left, top, height }: Frame,
  style: PictureStyle,
): void {
  context.font = style.font;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const ticks: Tick[] = frequencyTicks(frequenciesHz, height);
  for (const { share, text } of ticks) {
    const y = top + (1 - share) * height;
    context.fillStyle = style.axis;
    context.fillRect(left - 4, Math.round(y), 4, 1);
    context.fillStyle = style.text;
    context.fillText(text, left - 7, Math.max(top + 6, Math.min(top + height - 6, y)));
  }
}
