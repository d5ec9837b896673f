import type { NetworkInput, TimeRange } from '#shared/sounds.ts';
import type { Tick } from './sound-axes.ts';
import {
  canvasOf,
  clipped,
  drawRowAxis,
  drawTimeAxis,
  type Frame,
  hatch,
  type PictureStyle,
  spectrogramImage,
} from './sound-drawing.ts';
import { floatsOf } from './sound-levels.ts';
import { wholeRange } from './view-range.ts';

/** The parts of the window that are padded with zeros, in seconds from its start. */
export function paddedParts({ windowSeconds, windowStartSeconds, used }: NetworkInput): TimeRange[] {
  const end = windowStartSeconds + (used.endSeconds - used.startSeconds);
  return [
    { startSeconds: 0, endSeconds: windowStartSeconds },
    { startSeconds: end, endSeconds: windowSeconds },
  ].filter(isPart);
}

/** The parts of the clip that the network does not get: silence and noise that were trimmed, and what does not fit into the window. */
export function unusedParts({ clipSeconds, trimmed, used }: NetworkInput): {
  trimmed: TimeRange[];
  cut: TimeRange[];
} {
  const between = (startSeconds: number, endSeconds: number) => ({ startSeconds, endSeconds });
  return {
    trimmed: [between(0, trimmed.startSeconds), between(trimmed.endSeconds, clipSeconds)].filter(isPart),
    cut: [
      between(trimmed.startSeconds, used.startSeconds),
      between(used.endSeconds, trimmed.endSeconds),
    ].filter(isPart),
  };
}

/** Rounding of the resampled length makes no part. */
const isPart = ({ startSeconds, endSeconds }: TimeRange) => endSeconds - startSeconds > 0.001;

/** Draws the matrix with its axes; the padded parts are hatched. The lowest value has the first colour. */
export function drawNetworkInput(
  context: CanvasRenderingContext2D,
  input: NetworkInput,
  frame: Frame,
  axisHeight: number,
  style: PictureStyle,
): void {
  const { rows, frames, hopSeconds, windowSeconds } = input;
  const values = floatsOf(input.bytes);
  let [lowestDb, highestDb] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    lowestDb = Math.min(lowestDb, value);
    highestDb = Math.max(highestDb, value);
  }
  const pixels = spectrogramImage(values, rows, frames, { lowestDb, highestDb }, style.loudness);
  const perSecond = frame.width / windowSeconds;
  const window = wholeRange(windowSeconds);
  clipped(context, frame, () => {
    // Each cell of the matrix keeps its edges.
    context.imageSmoothingEnabled = false;
    const left = frame.left - (hopSeconds / 2) * perSecond;
    context.drawImage(
      canvasOf(pixels, frames, rows),
      left,
      frame.top,
      frames * hopSeconds * perSecond,
      frame.height,
    );
  });
  for (const part of paddedParts(input)) hatch(context, part, window, frame, style);
  drawRowAxis(context, rowTicks(input, frame.height), frame, style);
  drawTimeAxis(context, window, { ...frame, top: frame.top + frame.height, height: axisHeight }, style);
}

const FREQUENCIES_HZ = [16_000, 8000, 4000, 2000, 1000, 500, 200, 100];

/** Ticks at the rows that are nearest to round frequencies; of cepstral coefficients, at round numbers. */
function rowTicks(
  { rows, frequenciesHz }: Pick<NetworkInput, 'rows' | 'frequenciesHz'>,
  heightPixels: number,
  minPixels = 18,
): Tick[] {
  const centres = frequenciesHz;
  const wanted =
    centres === null
      ? Array.from({ length: Math.floor(rows / 10) + 1 }, (_, n) => ({
          row: Math.max(1, 10 * n) - 1,
          text: String(Math.max(1, 10 * n)),
        })).toReversed()
      : FREQUENCIES_HZ.filter((hz) => hz >= centres[0] && hz <= centres[rows - 1]).map((hz) => ({
          row: rowOf(centres, hz),
          text: hz >= 1000 ? `${hz / 1000} kHz` : `${hz} Hz`,
        }));
  const ticks: Tick[] = [];
  for (const { row, text } of wanted) {
    const share = (row + 0.5) / rows;
    const previous = ticks[ticks.length - 1];
    if (previous && (previous.share - share) * heightPixels < minPixels) continue;
    ticks.push({ share, text });
  }
  return ticks;
}

/** The place of a frequency between the rows. */
function rowOf(centres: readonly number[], hz: number): number {
  const above = Math.max(
    1,
    centres.findIndex((centre) => centre >= hz),
  );
  return above - 1 + (hz - centres[above - 1]) / (centres[above] - centres[above - 1]);
}
