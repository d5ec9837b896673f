import type { Metrics, Prediction } from '#shared/metrics.ts';
import { computeMetrics, type MetricsOptions } from './metrics.ts';

/** How the labels of test clips and of a training set overlap. Indices, ascending. */
export interface LabelOverlap {
  /** In both. */
  shared: number[];
  /** In the training set, not in the clips. */
  missing: number[];
  /** In the clips, not in the training set: the network cannot know these. */
  unseen: number[];
}

/** Compares the labels of test clips with those of a training set. Works for any set of labels. */
export function overlapOf(actual: Iterable<number>, trained: ReadonlySet<number>): LabelOverlap {
  const tested = new Set(actual);
  const ascending = (labels: Iterable<number>) => [...labels].sort((a, b) => a - b);
  return {
    shared: ascending(tested.intersection(trained)),
    missing: ascending(trained.difference(tested)),
    unseen: ascending(tested.difference(trained)),
  };
}

/**
 * The probabilities if only the `kept` labels are possible: the others are zero, and the rest are divided by their sum.
 * This is the posterior for new priors that are zero for the excluded labels and unchanged in their ratio for the others
 * (Saerens, Latinne and Decaestecker 2002, Adjusting the Outputs of a Classifier to New a Priori Probabilities, Neural
 * Computation 14(1), the case of known new priors). If all kept probabilities are zero, the kept labels are equally probable.
 */
export function restrictedTo(probabilities: readonly number[], kept: readonly number[]): number[] {
  const sum = kept.reduce((total, label) => total + probabilities[label], 0);
  const restricted = probabilities.map(() => 0);
  for (const label of kept) restricted[label] = sum > 0 ? probabilities[label] / sum : 1 / kept.length;
  return restricted;
}

export interface SharedLabelMetrics {
  /** The clips with a shared label; every label can be predicted. */
  results: Metrics;
  /** The same clips; only shared labels can be predicted. Null if every label is shared, or only one is. */
  restricted: Metrics | null;
}

/**
 * The metrics of clips of another corpus, over the labels that it shares with the training set (Schuller et al. 2010,
 * Cross-Corpus Acoustic Emotion Recognition: Variances and Strategies, IEEE Transactions on Affective Computing 1(2)).
 * Clips with another label are excluded. UAR is the mean recall of the shared labels (`balanced_accuracy_score` of
 * scikit-learn), so a label that the corpus lacks does not count as a recall of zero.
 * @throws UserError `no-predictions` if no clip has a shared label.
 */
export function sharedLabelMetrics(
  predictions: readonly Prediction[],
  shared: readonly number[],
  options: MetricsOptions,
): SharedLabelMetrics {
  const counted = predictions.filter(({ actual }) => shared.includes(actual));
  const labels = predictions[0]?.probabilities.length ?? 0;
  const changes = shared.length > 1 && shared.length < labels;
  return {
    results: computeMetrics(counted, options),
    restricted: changes
      ? computeMetrics(
          counted.map((prediction) => ({
            ...prediction,
            probabilities: restrictedTo(prediction.probabilities, shared),
          })),
          options,
        )
      : null,
  };
}
