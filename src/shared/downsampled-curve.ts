/**
 * A curve of bounded size for hours of training. It keeps the first point of each interval of the axis, and doubles the
 * interval when there are too many points. The result depends only on the points, not on when they arrive or are read, so
 * the laboratory and a page that was opened later have the same curve.
 */
export interface DownsampledCurve<T> {
  /**
   * Adds a point. A point at or before the newest replaces all points from its position on, because a run that resumes
   * from its checkpoint repeats some steps.
   */
  add(point: T): void;
  /** In order, at most `capacity`, always with the first and the newest point. */
  points(): T[];
  readonly size: number;
  /** Width of the interval of each point; 1 as long as all points are kept. */
  readonly stride: number;
}

/** More steps than any fold has. A power of two, so that no interval includes two folds. */
const FOLD_STEPS = 2 ** 40;

/** The position of a batch on the axis of its run, which has one fold after another. */
export const batchPosition = ({ fold, stepInFold }: { fold: number; stepInFold: number }): number =>
  fold * FOLD_STEPS + stepInFold;

/**
 * @param capacity Maximum number of points, at least 2.
 * @param positionOf Position of a point on the axis, a whole number from 0 up to 2^52.
 */
export function createDownsampledCurve<T>(
  capacity: number,
  positionOf: (point: T) => number,
): DownsampledCurve<T> {
  if (!(Number.isInteger(capacity) && capacity >= 2)) {
    throw new RangeError(`A curve needs a capacity of 2 or more points, not ${capacity}.`);
  }
  let kept: T[] = [];
  /** The newest point, if it is not one of the kept points. */
  let newest: T | null = null;
  let stride = 1;

  const stretchOf = (point: T): number => Math.floor(positionOf(point) / stride);

  const rewind = (position: number): void => {
    newest = null;
    while (kept.length > 0 && positionOf(kept[kept.length - 1]) >= position) kept.pop();
  };

  const thin = (): void => {
    // One less than the capacity, because the newest point needs a place too.
    while (kept.length > capacity - 1 && stride < FOLD_STEPS) {
      stride *= 2;
      kept = kept.filter((point, index) => index === 0 || stretchOf(point) !== stretchOf(kept[index - 1]));
    }
    // With more folds than the capacity, the oldest points are dropped, except the first.
    if (kept.length > capacity - 1) kept.splice(1, kept.length - (capacity - 1));
  };

  return {
    add(point) {
      const position = positionOf(point);
      const last = newest ?? kept.at(-1);
      if (last !== undefined && position <= positionOf(last)) rewind(position);
      const before = kept.at(-1);
      if (before !== undefined && stretchOf(before) === stretchOf(point)) {
        newest = point;
        return;
      }
      newest = null;
      kept.push(point);
      thin();
    },
    points: () => (newest === null ? [...kept] : [...kept, newest]),
    get size() {
      return kept.length + (newest === null ? 0 : 1);
    },
    get stride() {
      return stride;
    },
  };
}
