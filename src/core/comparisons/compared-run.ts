import { createHash } from 'node:crypto';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { Metrics, TestedClip } from '#shared/metrics.ts';
import type { RunDescription } from '#shared/runs.ts';

/** The test results of a finished run, with what other runs are matched by. */
export interface TestResults {
  /** The tested clips in the order of {@link clipOrder}, so that runs on the same clips have them in the same order. */
  tested: readonly TestedClip[];
  metrics: Metrics;
  /** SHA-256 over the tested clips: sound and emotion of each, in order. */
  clipsHash: string;
  /** The same for the clips of each fold, by the number of the fold. */
  foldHashes: readonly string[];
}

/** A run in a comparison. `results` is null if it has not finished. */
export interface ComparedRun {
  run: RunDescription;
  results: TestResults | null;
}

/** A run or a group of runs. */
export type ComparedRuns = readonly [ComparedRun, ...ComparedRun[]];

/** The label of each probability of a run. */
export const labelsOf = ({ run }: Pick<ComparedRun, 'run'>): string[] => emotionNames(run.settings.labels);

/** The runs of an item that have results. */
export const countingRuns = (runs: readonly ComparedRun[]): (ComparedRun & { results: TestResults })[] =>
  runs.filter((run): run is ComparedRun & { results: TestResults } => run.results !== null);

/** Sorts by sound, then emotion; equal clips by fold, then path. */
function clipOrder(a: TestedClip, b: TestedClip): number {
  if (a.fingerprint !== b.fingerprint) return a.fingerprint < b.fingerprint ? -1 : 1;
  if (a.actual !== b.actual) return a.actual - b.actual;
  if (a.fold !== b.fold) return a.fold - b.fold;
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** The results of a run's tested clips; null without any. The seed of the bootstrap is the run's own. */
export function testResults(
  clips: readonly TestedClip[],
  { folds, settings: { seed, labels } }: Pick<RunDescription, 'folds' | 'settings'>,
): TestResults | null {
  if (clips.length === 0) return null;
  const names = emotionNames(labels);
  const tested = [...clips].sort(clipOrder);
  return {
    tested,
    metrics: computeMetrics(tested, { seed, labels: names }),
    clipsHash: hashOf(tested, names),
    foldHashes: Array.from({ length: folds.length }, (_, fold) =>
      hashOf(
        tested.filter((clip) => clip.fold === fold),
        names,
      ),
    ),
  };
}

function hashOf(tested: readonly TestedClip[], names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const { fingerprint, actual } of tested) hash.update(`${fingerprint} ${names[actual]}\n`);
  return hash.digest('hex');
}
