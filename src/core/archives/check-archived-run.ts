import { corpusFingerprint } from '#core/fingerprints/corpus-fingerprint.ts';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { SPLIT_PARTS } from '#shared/corpora.ts';
import { counted } from '#shared/format.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { Metrics } from '#shared/metrics.ts';
import type { ArchivedRun } from './archived-run.ts';

/** Networks compute in float32: the sum of their probabilities differs from 1 by less than this. */
const MAX_SUM_ERROR = 1e-3;
const MAX_METRIC_ERROR = 1e-9;

/** The metrics that do not depend on resampling. */
export type PlainMetrics = Pick<Metrics, 'clips' | 'accuracy' | 'uar' | 'f1Macro'>;

/**
 * Why the parts of an archived run contradict each other, as the rest of a sentence; null if they fit together. Every
 * part must have the form of its schema.
 */
export function contradictionIn(run: ArchivedRun, metrics: PlainMetrics | null): string | null {
  return (
    labelProblem(run) ??
    clipProblem(run) ??
    splitProblem(run) ??
    epochProblem(run) ??
    predictionProblem(run) ??
    resultProblem(run, metrics)
  );
}

/** Archives of older versions have no label set in their settings: their labels must be the seven. */
function labelProblem({ head: { labels, settings }, split: { clips } }: ArchivedRun): string | null {
  const known = emotionNames(settings.labels);
  if (labels.join('\n') !== known.join('\n'))
    return `its labels are ${labels.join(', ')}, but its label set has ${known.join(', ')}`;
  const unknown = clips.find(({ emotion }) => !known.includes(emotion));
  return unknown === undefined
    ? null
    : `a clip has the label ${unknown.emotion}, which its label set does not have`;
}

function clipProblem({ head, split: { clips } }: ArchivedRun): string | null {
  if (corpusFingerprint(clips) !== head.corpusFingerprint)
    return 'its clips do not match its corpus fingerprint';
  const counts = new Map<string, number>();
  for (const { corpus } of clips) counts.set(corpus, (counts.get(corpus) ?? 0) + 1);
  const fits =
    head.corpora.length === counts.size &&
    head.corpora.every(({ name, clips }) => counts.get(name) === clips);
  return fits ? null : 'its clips do not match its list of corpora';
}

function splitProblem({ split: { clips, folds } }: ArchivedRun): string | null {
  for (const fold of folds) {
    if (fold.testedAt === null && fold.bestEpoch !== null)
      return `its fold “${fold.name}” has a best epoch, but no test`;
    if (fold.testedAt === null && fold.temperature !== null)
      return `its fold “${fold.name}” has a temperature, but no test`;
    const seen = new Uint8Array(clips.length);
    for (const part of SPLIT_PARTS) {
      for (const clip of fold[part]) {
        if (clip >= clips.length) return `its fold “${fold.name}” names clip ${clip} of ${clips.length}`;
        if (seen[clip] === 1) return `its fold “${fold.name}” has clip ${clip} twice`;
        seen[clip] = 1;
      }
    }
  }
  return null;
}

function epochProblem({ split: { folds }, epochs }: ArchivedRun): string | null {
  const seen = new Set<string>();
  for (const { fold, epoch } of epochs) {
    if (fold < 0 || fold >= folds.length)
      return `it has an epoch of fold ${fold}, but only ${counted(folds.length, 'fold')}`;
    if (epoch < 1 || seen.has(`${fold} ${epoch}`))
      return `epoch ${epoch} of its fold ${fold} cannot be right`;
    seen.add(`${fold} ${epoch}`);
  }
  return null;
}

/** A tested fold has one prediction for each of its test clips and for no other. */
function predictionProblem({ head, split: { folds }, predictions }: ArchivedRun): string | null {
  const predicted = new Map(predictions.map((each) => [each.fold, each]));
  const tested = folds.filter(({ testedAt }) => testedAt !== null).length;
  if (predicted.size !== predictions.length || predicted.size !== tested)
    return `it has predictions of ${counted(predictions.length, 'fold')}, but ${tested} ${tested === 1 ? 'was' : 'were'} tested`;
  if (head.status === 'finished' && tested < folds.length)
    return 'it is finished, but not all folds were tested';
  for (const [fold, { name, test, testedAt }] of folds.entries()) {
    if (testedAt === null) continue;
    const given = predicted.get(fold);
    const members = new Set(test);
    if (
      given === undefined ||
      given.clips.length !== test.length ||
      given.probabilities.length !== test.length ||
      new Set(given.clips).size !== test.length ||
      !given.clips.every((clip) => members.has(clip))
    ) {
      return `the predictions of its fold “${name}” are not those of its test clips`;
    }
    for (const shares of given.probabilities) {
      const sum = shares.reduce((total, share) => total + share, 0);
      if (shares.length !== head.labels.length || Math.abs(sum - 1) > MAX_SUM_ERROR)
        return `it has probabilities in fold “${name}” that are not of ${head.labels.length} labels with the sum 1`;
    }
  }
  return null;
}

/** The stored metrics must follow from the predictions, so that no reader of the archive is misled. */
function resultProblem(
  { head, split: { clips, folds }, predictions }: ArchivedRun,
  stored: PlainMetrics | null,
): string | null {
  const all = predictions.flatMap((fold) =>
    fold.clips.map((clip, index) => ({
      actual: head.labels.indexOf(clips[clip].emotion),
      probabilities: fold.probabilities[index],
      speaker: clips[clip].speaker,
    })),
  );
  const complete = predictions.length === folds.length && all.length > 0;
  if (complete !== (stored !== null)) return 'its metrics do not match its predictions';
  if (stored === null) return null;
  const computed = computeMetrics(all, { seed: 0, draws: 1, labels: head.labels });
  const same = (['clips', 'accuracy', 'uar', 'f1Macro'] as const).every(
    (name) => Math.abs(computed[name] - stored[name]) <= MAX_METRIC_ERROR,
  );
  return same ? null : 'its metrics do not match its predictions';
}
