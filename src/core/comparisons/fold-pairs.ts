import type { ComparedRun, TestResults } from './compared-run.ts';

/** Two folds with the same test clips: of a run of the first group and one of the second. Differences are second − first. */
export interface FoldPair {
  seed: number;
  uar: number;
  accuracy: number;
  /** Test clips divided by training clips. */
  testTrainRatio: number;
}

interface TestedFold {
  hash: string;
  seed: number;
  uar: number;
  accuracy: number;
  testTrainRatio: number;
}

/**
 * Pairs of folds with the same test clips, each fold at most once. Runs of the same seed are paired first, because they
 * also share everything else that a seed decides.
 */
export function foldPairs(
  first: readonly (ComparedRun & { results: TestResults })[],
  second: readonly (ComparedRun & { results: TestResults })[],
): FoldPair[] {
  const free = second.flatMap(testedFolds);
  const pairs: FoldPair[] = [];
  const take = (fold: TestedFold, matches: (other: TestedFold) => boolean): boolean => {
    const index = free.findIndex((other) => other.hash === fold.hash && matches(other));
    if (index < 0) return false;
    const [other] = free.splice(index, 1);
    pairs.push({
      seed: fold.seed,
      uar: other.uar - fold.uar,
      accuracy: other.accuracy - fold.accuracy,
      testTrainRatio: (fold.testTrainRatio + other.testTrainRatio) / 2,
    });
    return true;
  };
  const left = first.flatMap(testedFolds).filter((fold) => !take(fold, ({ seed }) => seed === fold.seed));
  for (const fold of left) take(fold, () => true);
  return pairs;
}

function testedFolds({ run, results }: ComparedRun & { results: TestResults }): TestedFold[] {
  return run.folds.flatMap(({ fold, uar, accuracy, train, test }) =>
    uar === null || accuracy === null || train === 0 || test === 0
      ? []
      : [
          {
            hash: results.foldHashes[fold],
            seed: run.settings.seed,
            uar,
            accuracy,
            testTrainRatio: test / train,
          },
        ],
  );
}
