import type { Interval } from '../../shared/figures.ts';
import { createRandom } from '../../shared/random.ts';

/**
 * The cluster bootstrap: clips of one speaker are alike, so what is resampled with replacement are speakers, all of
 * a speaker's clips together (Davison AC, Hinkley DV (1997), Bootstrap Methods and their Application, 3.8).
 */
export interface Resampling {
  unit: 'speakers' | 'clips';
  /** Number of speakers, or of clips. */
  units: number;
  /** For each clip the index of its unit. */
  unitOfClip: Int32Array;
}

/**
 * What to resample: speakers; single clips where there are fewer than two speakers or the speaker of any clip is
 * unknown. Intervals over clips are too narrow when voices repeat, so what was resampled is shown beside them.
 */
export function chooseResampling(speakers: readonly (string | null)[]): Resampling {
  const names = new Set(speakers);
  if (names.size < 2 || names.has(null)) {
    return {
      unit: 'clips',
      units: speakers.length,
      unitOfClip: Int32Array.from(speakers, (_, clip) => clip),
    };
  }
  // Sorted, so that the clips' order changes no interval.
  const indices = new Map([...names].sort().map((name, index) => [name, index]));
  return {
    unit: 'speakers',
    units: names.size,
    unitOfClip: Int32Array.from(speakers, (speaker) => indices.get(speaker) ?? 0),
  };
}

/**
 * Calls `visit` `draws` times with the summed counts (`[width]`, reused) of `units` units drawn with replacement.
 * `layers` are arrays of one cell index a clip, each below `width`: one for a confusion matrix, two for a pair of
 * them. Counts are summed a unit, not a clip: 2,000 draws of 90 speakers take some ten milliseconds.
 */
export function forEachResample(
  layers: readonly ArrayLike<number>[],
  width: number,
  { unit, units, unitOfClip }: Resampling,
  { seed, draws }: { seed: number; draws: number },
  visit: (counts: Float64Array, draw: number) => void,
): void {
  // Single clips are told apart by their cells alone: in that order, the list's own changes nothing.
  const sorted = unit === 'clips' ? sortClips(layers) : layers;
  const { starts, cells, amounts } = countByUnit(sorted, width, units, unitOfClip);
  const random = createRandom(seed, 'bootstrap');
  const counts = new Float64Array(width);
  for (let draw = 0; draw < draws; draw++) {
    counts.fill(0);
    for (let i = 0; i < units; i++) {
      const unit = random.integer(units);
      for (let k = starts[unit]; k < starts[unit + 1]; k++) counts[cells[k]] += amounts[k];
    }
    visit(counts, draw);
  }
}

/** The same layers with their clips in the order of the first layer's cells, then the next's. */
function sortClips(layers: readonly ArrayLike<number>[]): Uint16Array[] {
  const compare = (a: number, b: number): number => {
    for (const layer of layers) if (layer[a] !== layer[b]) return layer[a] - layer[b];
    return 0;
  };
  const order = Array.from(layers[0], (_, clip) => clip).sort(compare);
  return layers.map((layer) => Uint16Array.from(order, (clip) => layer[clip]));
}

/** Each unit's counts without the zeros: entries `starts[u]` … `starts[u + 1]` of `cells` and `amounts`. */
function countByUnit(
  layers: readonly ArrayLike<number>[],
  width: number,
  units: number,
  unitOfClip: Int32Array,
): { starts: Int32Array; cells: Int32Array; amounts: Float64Array } {
  const clipsOfUnit: number[][] = Array.from({ length: units }, () => []);
  unitOfClip.forEach((unit, clip) => {
    clipsOfUnit[unit].push(clip);
  });
  const starts = new Int32Array(units + 1);
  const cells: number[] = [];
  const amounts: number[] = [];
  const counts = new Int32Array(width);
  clipsOfUnit.forEach((clips, unit) => {
    for (const layer of layers) for (const clip of clips) counts[layer[clip]]++;
    for (const layer of layers) {
      for (const clip of clips) {
        const cell = layer[clip];
        if (counts[cell] === 0) continue;
        cells.push(cell);
        amounts.push(counts[cell]);
        counts[cell] = 0;
      }
    }
    starts[unit + 1] = cells.length;
  });
  return { starts, cells: Int32Array.from(cells), amounts: Float64Array.from(amounts) };
}

/**
 * The 95 % percentile interval of resampled `values`; those that are NaN (a figure without a meaning in that draw)
 * are left out, and `[fallback, fallback]` is given when nothing is left. Sorts `values`.
 */
export function percentileInterval(values: Float64Array, fallback: number): Interval {
  // Typed arrays sort NaN to the end.
  values.sort();
  let n = values.length;
  while (n > 0 && Number.isNaN(values[n - 1])) n--;
  if (n === 0) return [fallback, fallback];
  return [quantile(values, n, 0.025), quantile(values, n, 0.975)];
}

/** Between the two nearest of the first `n` sorted values (NumPy's default, Hyndman and Fan's type 7). */
function quantile(sorted: Float64Array, n: number, share: number): number {
  const at = (n - 1) * share;
  const below = Math.floor(at);
  const above = Math.min(n - 1, below + 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
