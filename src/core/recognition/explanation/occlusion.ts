/** A part of a feature matrix that occlusion hides at once, in rows and frames. */
interface Patch {
  row: number;
  frame: number;
  rows: number;
  frames: number;
}

/** The patch covers an eighth of the rows, because a formant is about that wide on the mel scale. */
const PATCH_ROWS_SHARE = 1 / 8;
/** About the length of a syllable. */
const PATCH_SECONDS = 0.2;

export interface OcclusionOptions {
  /** `[rows, frames]` of the matrix. */
  shape: readonly [rows: number, frames: number];
  hopSeconds: number;
  /** The value that hides a cell: one for each row. */
  hidden: readonly number[];
  /** The probability of the class for each matrix. */
  predict(matrices: readonly Float32Array[]): Promise<number[]>;
  /** Called before each batch. It may throw to cancel. */
  onProgress(done: number, total: number): Promise<void>;
}

/** Matrices that are predicted at once. */
const BATCH = 32;

/**
 * Occlusion (Zeiler and Fergus 2014, arXiv:1311.2901): hides one patch of the matrix after another and measures how much the
 * probability of the class drops. Patches overlap by half. Each cell gets the mean drop of the patches that cover it;
 * it is negative where hiding raised the probability. `[rows, frames]`.
 */
export async function occlude(
  matrix: Float32Array,
  { shape, hopSeconds, hidden, predict, onProgress }: OcclusionOptions,
): Promise<{ drops: Float32Array; probability: number; patch: { rows: number; frames: number } }> {
  const [rows, frames] = shape;
  const patch = {
    rows: Math.max(1, Math.round(rows * PATCH_ROWS_SHARE)),
    frames: Math.min(frames, Math.max(1, Math.round(PATCH_SECONDS / hopSeconds))),
  };
  const patches: Patch[] = starts(rows, patch.rows).flatMap((row) =>
    starts(frames, patch.frames).map((frame) => ({ ...patch, row, frame })),
  );
  const [probability] = await predict([matrix]);
  const sums = new Float64Array(rows * frames);
  const counts = new Uint16Array(rows * frames);
  for (let from = 0; from < patches.length; from += BATCH) {
    await onProgress(from, patches.length);
    const some = patches.slice(from, from + BATCH);
    const predicted = await predict(
      some.map((one) => {
        const changed = matrix.slice();
        forEachCell(one, frames, (cell, row) => {
          changed[cell] = hidden[row];
        });
        return changed;
      }),
    );
    some.forEach((one, i) => {
      forEachCell(one, frames, (cell) => {
        sums[cell] += probability - predicted[i];
        counts[cell]++;
      });
    });
  }
  await onProgress(patches.length, patches.length);
  return { drops: Float32Array.from(sums, (sum, i) => sum / counts[i]), probability, patch };
}

/** The starts of patches of `size` in steps of half of it; the last patch ends at the end. */
function starts(length: number, size: number): number[] {
  const step = Math.max(1, Math.floor(size / 2));
  const last = length - size;
  const found: number[] = [];
  for (let start = 0; start < last; start += step) found.push(start);
  return [...found, last];
}

function forEachCell(
  { row, frame, rows, frames }: Patch,
  stride: number,
  visit: (cell: number, row: number) => void,
): void {
  for (let r = row; r < row + rows; r++)
    for (let f = frame; f < frame + frames; f++) visit(r * stride + f, r);
}
