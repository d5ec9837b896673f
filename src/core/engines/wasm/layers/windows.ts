import type { Sliding } from './sliding.ts';

/**
 * Neighbouring output pixels of one row whose windows are cut off equally by the image's edge. Offsets are in floats
 * from the sample's first value. The window has `rows` × `columns` taps inside the image, from tap `fromRow`,
 * `fromColumn`.
 */
export interface WindowRun {
  image: number;
  pixels: number;
  count: number;
  rows: number;
  columns: number;
  fromRow: number;
  fromColumn: number;
}

/** All output pixels of one image as runs; padding is not part of any window. */
function windowRuns(s: Sliding): WindowRun[] {
  const along = (outputs: number, size: number, kernel: number, stride: number, before: number) =>
    Array.from({ length: outputs }, (_, output) => {
      const start = output * stride - before;
      const from = Math.max(0, -start);
      return { start: start + from, from, taps: Math.min(kernel, size - start) - from };
    });
  const rows = along(s.outHeight, s.height, s.kernelHeight, s.strideHeight, s.top);
  const columns = along(s.outWidth, s.width, s.kernelWidth, s.strideWidth, s.left);
  return rows.flatMap((row, y) => {
    const runs: WindowRun[] = [];
    columns.forEach((column, x) => {
      const last = runs.at(-1);
      const inside = column.from === 0 && column.taps === s.kernelWidth;
      if (last && inside && last.fromColumn === 0 && last.columns === s.kernelWidth) last.count++;
      else
        runs.push({
          image: (row.start * s.width + column.start) * s.channels,
          pixels: (y * s.outWidth + x) * s.channels,
          count: 1,
          rows: row.taps,
          columns: column.taps,
          fromRow: row.from,
          fromColumn: column.from,
        });
    });
    return runs;
  });
}

/**
 * Returns a function that calls `visit` for each run of each sample, with byte offsets into the images and output
 * pixels.
 */
export function overRuns(
  s: Sliding,
): (visit: (run: WindowRun, image: number, pixels: number) => void) => void {
  const runs = windowRuns(s);
  const imageBytes = s.height * s.width * s.channels * 4;
  const pixelBytes = s.outHeight * s.outWidth * s.channels * 4;
  return (visit) => {
    for (let sample = 0; sample < s.samples; sample++)
      for (const run of runs)
        visit(run, sample * imageBytes + run.image * 4, sample * pixelBytes + run.pixels * 4);
  };
}
