/**
 * A curve that goes on for hours in a bounded memory: of the points that share a stretch of the axis the first is
 * kept, and the stretch doubles whenever there would be too many. What is kept depends on the points alone, not on
 * when they came or who looked: the laboratory and a page that was opened later thin to the same curve.
 */
export interface ThinnedCurve<T> {
  /**
   * Adds a point. One that lies at or before the newest takes the place of all from there on: a run that goes on from
   * its checkpoint trains some steps again.
   */
  add(point: T): void;
  /** In order, at most `capacity`; the first and the newest are always among them. */
  points(): T[];
  readonly size: number;
  /** Width of the stretches that one point stands for; 1 as long as nothing was left out. */
  readonly stride: number;
}

/** No fold has as many steps; a power of two, so that stretches never reach across a fold. */
const FOLD_STEPS = 2 ** 40;

/** Where a batch lies on the axis of its whole run: folds one after another. */
export const batchPosition = ({ fold, stepInFold }: { fold: number; stepInFold: number }): number =>
  fold * FOLD_STEPS + stepInFold;

/**
 * @param capacity Greatest number of points, at least 2.
 * @param positionOf Place of a point on the axis, a whole number from 0 up to 2^52.
 */
export function createThinnedCurve<T>(capacity: number, positionOf: (point: T) => number): ThinnedCurve<T> {
  if (!(Number.isInteger(capacity) && capacity >= 2)) {
    throw new RangeError(`A curve of ${capacity} points cannot have two ends.`);
  }
  let kept: T[] = [];
  /** The newest point where it is not one of those kept. */
  let newest: T | null = null;
  let stride = 1;

  const stretchOf = (point: T): number => Math.floor(positionOf(point) / stride);

  const rewind = (position: number): void => {
    newest = null;
    while (kept.length > 0 && positionOf(kept[kept.length - 1]) >= position) kept.pop();
  };

  const thin = (): void => {
    // One less than the capacity, for the newest needs a place as well.
    while (kept.length > capacity - 1 && stride < FOLD_STEPS) {
      stride *= 2;
      kept = kept.filter((point, index) => index === 0 || stretchOf(point) !== stretchOf(kept[index - 1]));
    }
    // More folds than places: the oldest go, but for the first.
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
