import { setImmediate as nextTurn } from 'node:timers/promises';
import { compareGroups, comparePredictions } from '#core/metrics/difference.ts';
import { correctedResampledT } from '#core/statistics/corrected-t.ts';
import { holmAdjusted } from '#core/statistics/holm.ts';
import type { Comparability, ComparedDifference } from '#shared/comparison.ts';
import type { Prediction, TestedClip } from '#shared/metrics.ts';
import { type ComparedRun, countingRuns, type TestResults } from './compared-run.ts';
import { differenceSentence, isTested, verdictOf } from './difference-sentence.ts';
import { foldPairs } from './fold-pairs.ts';

type Result = ComparedDifference['result'];
type CountingRun = ComparedRun & { results: TestResults };

/** Each other item against the baseline, with p-values corrected for all of them. */
export async function differencesFrom(
  baseline: number,
  items: readonly (readonly ComparedRun[])[],
  titles: readonly string[],
  basis: Comparability['basis'],
): Promise<{ differences: ComparedDifference[]; correction: string | null }> {
  const others = items.map((_, index) => index).filter((index) => index !== baseline);
  const counting = items.map(countingRuns);
  const results: Result[] = [];
  for (const other of others) {
    // Each takes up to 30 milliseconds, so other work can run in between.
    await nextTurn();
    results.push(differenceOf(counting[baseline], counting[other], basis));
  }
  const tested = results.flatMap((result, index) => (isTested(result) ? [{ index, p: result.uarP }] : []));
  const adjusted = new Map(
    holmAdjusted(tested.map(({ p }) => p)).map((p, place) => [tested[place].index, p]),
  );
  const differences = results.map((result, index): ComparedDifference => {
    const adjustedP = adjusted.get(index) ?? null;
    const verdict = verdictOf(result, adjustedP);
    const pair = [titles[baseline], titles[others[index]]] as const;
    return {
      first: baseline,
      second: others[index],
      sentence: differenceSentence(result, verdict, pair),
      verdict,
      adjustedP,
      result,
    };
  });
  const correction =
    tested.length > 1
      ? `P-values are corrected for ${tested.length} comparisons with the baseline (Holm). Intervals are not.`
      : null;
  return { differences, correction };
}

/**
 * The test that fits:
 * - two single runs on the same clips: paired bootstrap over speakers, and McNemar's test;
 * - groups with folds or seeds that have the same test clips in both: corrected resampled t-test;
 * - other groups on the same clips: bootstrap over speakers of the difference of the means;
 * - different clips: no test.
 */
function differenceOf(
  first: readonly CountingRun[],
  second: readonly CountingRun[],
  basis: Comparability['basis'],
): Result {
  const none = (reason: string): Result => ({ test: 'none', uar: null, accuracy: null, reason });
  if (first.length === 0 || second.length === 0) return none('One of the two has no test results yet.');
  if (basis === 'none') return none('They were tested on different clips, so the difference is not tested.');
  const sameClips = sharesClips([...first, ...second]);
  if (sameClips && first.length === 1 && second.length === 1) return pairedResult(first[0], second[0]);
  const pairs = foldPairs(first, second);
  if (pairs.length >= 2) return foldResult(pairs);
  if (sameClips) return groupResult(first, second);
  return {
    test: 'none',
    uar: mean(second, ({ uar }) => uar) - mean(first, ({ uar }) => uar),
    accuracy: mean(second, ({ accuracy }) => accuracy) - mean(first, ({ accuracy }) => accuracy),
    reason:
      pairs.length === 1
        ? 'Not tested: only one pair of runs has the same test clips. Train both with the same two or more seeds.'
        : 'Not tested: other seeds chose other test clips. Train both with the same seeds.',
  };
}

const sharesClips = (runs: readonly CountingRun[]): boolean =>
  runs.every(({ results }) => results.clipsHash === runs[0].results.clipsHash);

function pairedResult(first: CountingRun, second: CountingRun): Result {
  const [a, b] = [first.results, second.results];
  const difference = comparePredictions(a.tested, withSpeakersOf(b.tested, a.tested), {
    seed: first.run.settings.seed,
  });
  const { onlyFirstRight, onlySecondRight, clips } = difference;
  const right = Math.round(a.metrics.accuracy * clips);
  return {
    test: 'bootstrap',
    ...pick(difference),
    mcnemarP: difference.mcnemarP,
    bothRight: right - onlyFirstRight,
    onlyFirstRight,
    onlySecondRight,
    bothWrong: clips - right - onlySecondRight,
  };
}

function groupResult(first: readonly CountingRun[], second: readonly CountingRun[]): Result {
  const [{ run, results }] = first;
  const clipsOf = (runs: readonly CountingRun[]) =>
    runs.map((one) => withSpeakersOf(one.results.tested, results.tested));
  const difference = compareGroups(clipsOf(first), clipsOf(second), { seed: run.settings.seed });
  const counts = {
    mcnemarP: null,
    bothRight: null,
    onlyFirstRight: null,
    onlySecondRight: null,
    bothWrong: null,
  };
  return { test: 'bootstrap', ...pick(difference), ...counts };
}

const pick = ({
  uar,
  uarInterval,
  uarP,
  accuracy,
  accuracyInterval,
  resampling,
}: ReturnType<typeof compareGroups>) => ({
  ...{ uar, uarInterval, uarP, accuracy, accuracyInterval, resampling },
});

/** A speaker has another name in a corpus that was renamed or added again. The clips are the same, in the same order. */
function withSpeakersOf(clips: readonly TestedClip[], named: readonly TestedClip[]): readonly Prediction[] {
  if (clips.every(({ speaker }, index) => speaker === named[index].speaker)) return clips;
  return clips.map(({ actual, probabilities }, index) => ({
    ...{ actual, probabilities },
    speaker: named[index].speaker,
  }));
}

function foldResult(pairs: ReturnType<typeof foldPairs>): Result {
  const ratio = pairs.reduce((sum, { testTrainRatio }) => sum + testTrainRatio, 0) / pairs.length;
  const uars = correctedResampledT(
    pairs.map(({ uar }) => uar),
    ratio,
  );
  const seeds = new Set(pairs.map(({ seed }) => seed)).size;
  return {
    test: 'corrected-t',
    uar: uars.mean,
    uarInterval: uars.interval,
    uarP: uars.p,
    accuracy: pairs.reduce((sum, { accuracy }) => sum + accuracy, 0) / pairs.length,
    t: uars.t,
    degreesOfFreedom: uars.degreesOfFreedom,
    pairs: pairs.length,
    seeds,
    folds: Math.round(pairs.length / seeds),
  };
}

const mean = (runs: readonly CountingRun[], value: (metrics: TestResults['metrics']) => number): number =>
  runs.reduce((sum, { results }) => sum + value(results.metrics), 0) / runs.length;
