import type { Interval } from '#shared/metrics.ts';
import { createRandom } from '#shared/random.ts';

/**
 * The cluster bootstrap: clips of one speaker are similar, so speakers are resampled with replacement, each with all
 * of their clips (Davison AC, Hinkley DV (1997), Bootstrap Methods and their Application, 3.8).
 */
export interface Resampling {
  unit: 'speakers' | 'clips';
  /** Number of speakers, or of clips. */
  units: number;
  /** The index of the unit of each clip. */
  unitOfClip: Int32Array;
}

/**
 * What to resample: speakers, or single clips when there are fewer than two speakers or the speaker of any clip is
 * unknown. Intervals over clips are too narrow when speakers repeat, so the resampled unit is shown with them.
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
  // Sorted, so that intervals do not depend on the order of the clips.
  const indices = new Map([...names].sort().map((name, index) => [name, index]));
  return {
    unit: 'speakers',
    units: names.size,
    unitOfClip: Int32Array.from(speakers, (speaker) => indices.get(speaker) ?? 0),
  };
}

/**
 * Calls `visit` `draws` times with the summed counts (`[width]`, reused) of `units` units drawn with replacement.
 * `layers` are arrays with one cell index per clip, each below `width`: one array for a confusion matrix, two for a
 * pair. Counts are summed per unit, not per clip: 2,000 draws of 90 speakers take about ten milliseconds.
 */
export function forEachResample(
  layers: readonly ArrayLike<number>[],
  width: number,
  { unit, units, unitOfClip }: Resampling,
  { seed, draws }: { seed: number; draws: number },
  visit: (counts: Float64Array, draw: number) => void,
): void {
  // Single clips differ only in their cells, so sorting by cell makes the result independent of their order.
  const sorted = unit === 'clips' ? sortClips(layers) : layers;
  const { starts, cells, amounts } = countByUnit(sorted, width, units, unitOfClip);
  const random = createRandom(seed, 'bootstrap');
  const counts = new Float64Array(width);
  // How often each unit is drawn. A third of the units are not, and others several times.
  const times = new Int32Array(units);
  for (let draw = 0; draw < draws; draw++) {
    times.fill(0);
    for (let i = 0; i < units; i++) times[random.integer(units)]++;
    counts.fill(0);
    for (let unit = 0; unit < units; unit++) {
      const drawn = times[unit];
      if (drawn === 0) continue;
      for (let k = starts[unit]; k < starts[unit + 1]; k++) counts[cells[k]] += drawn * amounts[k];
    }
    visit(counts, draw);
  }
}

/** The layers with their clips sorted by the cells of the first layer, then of the next. */
function sortClips(layers: readonly ArrayLike<number>[]): Uint32Array[] {
  const compare = (a: number, b: number): number => {
    for (const layer of layers) if (layer[a] !== layer[b]) return layer[a] - layer[b];
    return 0;
  };
  const order = Array.from(layers[0], (_, clip) => clip).sort(compare);
  return layers.map((layer) => Uint32Array.from(order, (clip) => layer[clip]));
}

/** The non-zero counts of each unit u: entries `starts[u]` … `starts[u + 1] − 1` of `cells` and `amounts`. */
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
 * The percentile interval of resampled `values`, of 95 % unless `error` is given, the share beyond both ends together. NaN values (metrics that are undefined in a draw) are excluded;
 * without other values the result is `[fallback, fallback]`. Sorts `values`.
 */
export function percentileInterval(values: Float64Array, fallback: number, error = 0.05): Interval {
  // Typed arrays sort NaN to the end.
  values.sort();
  let n = values.length;
  while (n > 0 && Number.isNaN(values[n - 1])) n--;
  if (n === 0) return [fallback, fallback];
  return [quantile(values, n, error / 2), quantile(values, n, 1 - error / 2)];
}

/** Interpolates between the two nearest of the first `n` sorted values (NumPy's default, Hyndman and Fan's type 7). */
function quantile(sorted: Float64Array, n: number, share: number): number {
  const position = (n - 1) * share;
  const below = Math.floor(position);
  const above = Math.min(n - 1, below + 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
