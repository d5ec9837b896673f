import { confusionCells, scoreConfusion } from '#core/metrics/confusion.ts';
import { friedmanTest } from '#core/statistics/friedman.ts';
import { nemenyiTest } from '#core/statistics/nemenyi.ts';
import type { Comparability, Comparison } from '#shared/comparison.ts';
import type { TestedClip } from '#shared/metrics.ts';
import { type ComparedRun, countingRuns } from './compared-run.ts';

type Unit = NonNullable<Comparison['friedman']>['unit'];

const MIN_ITEMS = 3;
/** With fewer blocks the chi-square approximation of Friedman's test is poor (Demšar 2006, 3.2.2). */
const MIN_UNITS = 5;
const ALPHA = 0.05;

const nameOf: Record<Unit, (clip: TestedClip) => string | null> = {
  speakers: ({ speaker }) => speaker,
  corpora: ({ corpus }) => corpus,
};

/**
 * Friedman's test of the UAR of three or more items over the speakers of the same test clips, or over their corpora if
 * there are too few speakers with a name; null if neither has five. A group counts with the mean of its runs.
 */
export function rankItems(
  items: readonly (readonly ComparedRun[])[],
  titles: readonly string[],
  basis: Comparability['basis'],
): Comparison['friedman'] {
  const counting = items.map(countingRuns);
  if (basis !== 'test-clips' || items.length < MIN_ITEMS || counting.some((runs) => runs.length === 0))
    return null;
  const reference = counting[0][0].results.tested;
  for (const unit of ['speakers', 'corpora'] as const) {
    const names = namesOf(reference, unit);
    if (names === null || names.length < MIN_UNITS) continue;
    const blocks = blocksOf(reference, names, unit);
    const perItem = counting.map((runs) => {
      const perRun = runs.map(({ results }) => blocks.map((block) => uarOf(block, results.tested)));
      return names.map((_, block) => perRun.reduce((sum, uars) => sum + uars[block], 0) / perRun.length);
    });
    const friedman = friedmanTest(names.map((_, block) => perItem.map((uars) => uars[block])));
    const nemenyi = nemenyiTest(friedman, ALPHA);
    const { p, averageRanks, chiSquare } = friedman;
    return {
      unit,
      units: names.length,
      statistic: chiSquare,
      p,
      ranks: averageRanks,
      criticalDifference: nemenyi.criticalDifference,
      pairs: nemenyi.p,
      cliques: nemenyi.cliques,
      sentence: sentenceOf(p, averageRanks, titles, `${names.length} ${unit}`),
    };
  }
  return null;
}

/** The distinct names, sorted; null if a clip has none. */
function namesOf(clips: readonly TestedClip[], unit: Unit): string[] | null {
  const names = new Set(clips.map(nameOf[unit]));
  return names.has(null) ? null : ([...names] as string[]).sort();
}

/** The indices of each unit's clips. All runs have the same clips in the same order. */
function blocksOf(clips: readonly TestedClip[], names: readonly string[], unit: Unit): number[][] {
  const blocks = new Map(names.map((name): [string, number[]] => [name, []]));
  clips.forEach((clip, index) => {
    blocks.get(nameOf[unit](clip) as string)?.push(index);
  });
  return names.map((name) => blocks.get(name)!);
}

function uarOf(block: readonly number[], tested: readonly TestedClip[]): number {
  const clips = block.map((index) => tested[index]);
  const classes = clips[0].probabilities.length;
  const counts = new Float64Array(classes * classes);
  for (const cell of confusionCells(clips, classes)) counts[cell]++;
  return scoreConfusion(counts).uar;
}

function sentenceOf(p: number, ranks: readonly number[], titles: readonly string[], units: string): string {
  const best = titles[ranks.indexOf(Math.min(...ranks))];
  return p < ALPHA
    ? `Over ${units}, the results differ more than by chance (Friedman’s test, p ${shown(p)}). “${best}” has the best mean rank.`
    : `Over ${units}, no difference is certain (Friedman’s test, p ${shown(p)}).`;
}

const shown = (p: number): string => (p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`);
