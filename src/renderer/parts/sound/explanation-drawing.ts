import type { Explanation } from '#shared/explanations.ts';
import { type FrequencyAxis, frequencyAt } from '#shared/frequency-scale.ts';
import type { TimeRange } from '#shared/sounds.ts';
import { canvasOf, clipped, type Frame, type PictureStyle } from './sound-drawing.ts';
import { floatsOf } from './sound-levels.ts';
import { shareInView } from './view-range.ts';

/** Rows of the image: more than a mel spectrogram has bands. */
const IMAGE_ROWS = 160;
/** The share of the colour where the weight is 1. */
const MOST = 0.85;

/** Draws the weights over the spectrogram, on its axes. Only where the sound is: zeros around it have no place in the picture. */
export function drawExplanation(
  context: CanvasRenderingContext2D,
  explanation: Explanation,
  axis: FrequencyAxis,
  view: TimeRange,
  frame: Frame,
  style: Pick<PictureStyle, 'weight'>,
): void {
  const { frames, hopSeconds, used, windowStartSeconds } = explanation.input;
  const canvas = canvasOf(weightImage(explanation, axis, style.weight), frames, IMAGE_ROWS);
  const x = (seconds: number) => frame.left + shareInView(view, seconds) * frame.width;
  // Frames are centred on their times.
  const first = used.startSeconds - windowStartSeconds - hopSeconds / 2;
  const [from, end] = [x(first), x(first + frames * hopSeconds)];
  const [start, stop] = [x(used.startSeconds), x(used.endSeconds)];
  clipped(context, frame, () => {
    clipped(context, { ...frame, left: start, width: stop - start }, () => {
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = 'high';
      context.drawImage(canvas, from, frame.top, end - from, frame.height);
    });
  });
}

/**
 * RGBA pixels `[IMAGE_ROWS, frames]` of the weights on a frequency axis, the highest frequency first. Beyond the bands nothing is
 * drawn. Cepstral coefficients are no frequencies: each frame then has the sum of its weights, over the whole height.
 */
export function weightImage(
  { weights, input: { rows, frames, frequenciesHz } }: Pick<Explanation, 'weights' | 'input'>,
  axis: FrequencyAxis,
  [red, green, blue]: PictureStyle['weight'],
): Uint8ClampedArray<ArrayBuffer> {
  const values = floatsOf(weights);
  const image = new Uint8ClampedArray(4 * IMAGE_ROWS * frames);
  const sums = frequenciesHz === null ? sumsByFrame(values, frames) : null;
  for (let y = 0; y < IMAGE_ROWS; y++) {
    const hz = frequencyAt(axis, 1 - (y + 0.5) / IMAGE_ROWS);
    const place = frequenciesHz === null ? null : rowAt(frequenciesHz, hz);
    for (let frame = 0; frame < frames; frame++) {
      const weight = sums === null ? valueAt(values, rows, frames, frame, place) : sums[frame];
      image.set([red, green, blue, 255 * MOST * weight], 4 * (y * frames + frame));
    }
  }
  return image;
}

function sumsByFrame(values: Float32Array, frames: number): Float32Array {
  const sums = new Float32Array(frames);
  values.forEach((value, i) => {
    sums[i % frames] += value;
  });
  const most = Math.max(...sums);
  return most === 0 ? sums : sums.map((sum) => sum / most);
}

/** The place of a frequency between the rows; null: half a band or more beyond them. */
function rowAt(centres: readonly number[], hz: number): number | null {
  const last = centres.length - 1;
  const first = centres.findIndex((centre) => centre >= hz);
  const above = Math.min(last, Math.max(1, first === -1 ? last : first));
  const [low, high] = [centres[above - 1], centres[above]];
  const place = above - 1 + (hz - low) / (high - low);
  return place < -0.5 || place > last + 0.5 ? null : Math.min(last, Math.max(0, place));
}

function valueAt(
  values: Float32Array,
  rows: number,
  frames: number,
  frame: number,
  place: number | null,
): number {
  if (place === null) return 0;
  const row = Math.min(rows - 1, Math.floor(place));
  const next = Math.min(rows - 1, row + 1);
  const share = place - row;
  return values[row * frames + frame] * (1 - share) + values[next * frames + frame] * share;
}
