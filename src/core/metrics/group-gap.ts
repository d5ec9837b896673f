import { percentileInterval } from '#core/statistics/bootstrap.ts';
import { normalCdf } from '#core/statistics/distributions/normal.ts';
import { studentTwoSidedQuantile } from '#core/statistics/distributions/student-t.ts';
import type { Gap } from '#shared/fairness.ts';
import { hasTooFewUnits, type Interval, type Prediction } from '#shared/metrics.ts';
import { createRandom } from '#shared/random.ts';
import { confusionCells } from './confusion.ts';

export interface GapGroup {
  name: string;
  predictions: readonly Prediction[];
}

const DRAWS = 2000;
/** Draws for each pair of groups, so that the ends of a corrected interval are not single draws. */
const DRAWS_PER_PAIR = 400;
const MAX_DRAWS = 20_000;

/**
 * The largest difference of UAR between two groups of test clips. The UAR of a pair is over the emotions that occur in both
 * groups, because a group with harder emotions has a lower UAR without any unfairness.
 *
 * The interval is a cluster bootstrap: speakers are drawn with replacement, each with all of their clips (Davison and Hinkley
 * 1997, 3.8). Speakers of one group only are drawn within it, as in a stratified sample; speakers of both groups (if the groups
 * are not properties of speakers) are drawn together for both, so that the difference is paired. Because the largest of
 * several differences is chosen, its interval has the level 1 − 0.05 / pairs (Bonferroni). It is widened for few speakers.
 *
 * Groups with too few known speakers for an interval come into question only if there is no pair without them; the interval
 * is then null.
 * @returns null with fewer than two groups, or without an emotion that occurs in both groups of a pair.
 */
export function groupGap(groups: readonly GapGroup[], { seed }: { seed: number }): Gap | null {
  const counted = groups.map(countGroup);
  const pairs = counted.flatMap((first, i) =>
    counted.slice(i + 1).flatMap((second) => pairOf(first, second) ?? []),
  );
  if (pairs.length === 0) return null;
  const judged = pairs.filter(({ first, second }) => hasEnough(first) && hasEnough(second));
  const candidates = judged.length > 0 ? judged : pairs;
  const largest = candidates.reduce((most, pair) => (pair.uar > most.uar ? pair : most));
  const { first, second, uar, emotions } = largest;
  return {
    better: first.name,
    worse: second.name,
    uar,
    interval: judged.length > 0 ? gapInterval(largest, judged.length, seed) : null,
    pairs: candidates.length,
    emotions: emotions.length,
  };
}

/** The clips and correct clips of one speaker in a group, by emotion. */
interface Counts {
  support: Float64Array;
  hits: Float64Array;
}

interface CountedGroup extends Counts {
  name: string;
  /** By speaker; clips of unknown speakers are not in it. */
  speakers: Map<string, Counts>;
  /** The speaker of some clip is unknown. */
  incomplete: boolean;
}

interface Pair {
  /** The group with the higher UAR. */
  first: CountedGroup;
  second: CountedGroup;
  /** UAR of the first minus that of the second. */
  uar: number;
  /** Indices of the emotions that occur in both. */
  emotions: number[];
}

const hasEnough = ({ speakers, incomplete }: CountedGroup): boolean =>
  !incomplete && !hasTooFewUnits({ unit: 'speakers', units: speakers.size });

function countGroup({ name, predictions }: GapGroup): CountedGroup {
  const classes = predictions[0]?.probabilities.length ?? 0;
  const empty = (): Counts => ({ support: new Float64Array(classes), hits: new Float64Array(classes) });
  const speakers = new Map<string, Counts>();
  const whole = empty();
  const cells = confusionCells(predictions, classes);
  let incomplete = false;
  predictions.forEach(({ actual, speaker }, clip) => {
    const targets = [whole];
    if (speaker === null) incomplete = true;
    else {
      const own = speakers.get(speaker) ?? empty();
      speakers.set(speaker, own);
      targets.push(own);
    }
    for (const { support, hits } of targets) {
      support[actual]++;
      if (cells[clip] % (classes + 1) === 0) hits[actual]++;
    }
  });
  return { name, speakers, incomplete, ...whole };
}

function pairOf(a: CountedGroup, b: CountedGroup): Pair | null {
  const emotions = [...a.support.keys()].filter((e) => a.support[e] > 0 && b.support[e] > 0);
  const uar = difference(a, b, emotions);
  if (Number.isNaN(uar)) return null;
  return uar >= 0 ? { first: a, second: b, uar, emotions } : { first: b, second: a, uar: -uar, emotions };
}

/** Mean recall of `a` minus that of `b` over those of the emotions that occur in both; NaN if none does. */
function difference(a: Counts, b: Counts, emotions: readonly number[]): number {
  let [sum, count] = [0, 0];
  for (const e of emotions) {
    if (a.support[e] === 0 || b.support[e] === 0) continue;
    sum += a.hits[e] / a.support[e] - b.hits[e] / b.support[e];
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}

function gapInterval({ first, second, uar, emotions }: Pair, pairs: number, seed: number): Interval {
  const draws = Math.min(MAX_DRAWS, Math.max(DRAWS, DRAWS_PER_PAIR * pairs));
  const random = createRandom(seed, 'gap', first.name, second.name);
  // Sorted, so that the interval does not depend on the order of the clips.
  const names = [...new Set([...first.speakers.keys(), ...second.speakers.keys()])].sort();
  const strata = Object.values(
    Object.groupBy(names, (name) => `${first.speakers.has(name)} ${second.speakers.has(name)}`),
  ).filter((stratum) => stratum !== undefined);
  const classes = first.support.length;
  const sums = [first, second].map(() => ({
    support: new Float64Array(classes),
    hits: new Float64Array(classes),
  }));
  const differences = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    for (const { support, hits } of sums) {
      support.fill(0);
      hits.fill(0);
    }
    for (const stratum of strata) {
      for (let i = 0; i < stratum.length; i++) {
        const name = stratum[random.integer(stratum.length)];
        [first, second].forEach(({ speakers }, side) => {
          const own = speakers.get(name);
          if (own === undefined) return;
          for (const e of emotions) {
            sums[side].support[e] += own.support[e];
            sums[side].hits[e] += own.hits[e];
          }
        });
      }
    }
    differences[draw] = difference(sums[0], sums[1], emotions);
  }
  return percentileInterval(
    differences,
    uar,
    expandedError(0.05 / pairs, first.speakers.size, second.speakers.size),
  );
}

/**
 * The share beyond the ends of a percentile interval, so that it holds with few speakers what `error` promises: resamples of n
 * speakers have a variance that is too small by (n − 1) / n, and their number calls for Student's t (Hesterberg TC (2015), What
 * Teachers Should Know About the Bootstrap, The American Statistician 69(4), “expanded percentile interval”). n is the smaller
 * group; the degrees of freedom are those of both.
 */
function expandedError(error: number, first: number, second: number): number {
  const smaller = Math.min(first, second);
  const t = studentTwoSidedQuantile(error, first + second - 2);
  return 2 * normalCdf(-t * Math.sqrt(smaller / (smaller - 1)));
}
