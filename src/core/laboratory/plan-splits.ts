import type { Clip } from '../../shared/corpora.ts';
import { perEmotion } from '../../shared/emotions.ts';
import type { SplitPreview } from '../../shared/plans.ts';
import type { Fold } from '../../shared/protocols.ts';
import { auditLeakage, copyGroups, type LeakageAudit } from '../splits/leakage-audit.ts';

/**
 * The audit of every fold. `trainedOn`: clips that the start weights were trained on, which have been trained on
 * whichever part of this split they stand in.
 */
export function auditFolds(
  clips: readonly Clip[],
  folds: readonly Fold[],
  trainedOn: readonly Clip[] = [],
): LeakageAudit[] {
  const known = [...clips, ...trainedOn];
  const before = trainedOn.map((_, index) => clips.length + index);
  const groups = rememberedGroups(known);
  return folds.map((fold) => auditLeakage(known, { ...fold, train: [...fold.train, ...before] }, groups));
}

/** Folds as they are shown before a run. */
export function previewFolds(
  clips: readonly Clip[],
  folds: readonly Fold[],
  audits: readonly LeakageAudit[],
): SplitPreview[] {
  return folds.map((fold, index) => ({
    name: fold.name,
    sizes: { train: fold.train.length, validation: fold.validation.length, test: fold.test.length },
    emotions: {
      train: countEmotions(clips, fold.train),
      validation: countEmotions(clips, fold.validation),
      test: countEmotions(clips, fold.test),
    },
    leakage: audits[index].test.leakage,
  }));
}

function countEmotions(clips: readonly Clip[], indices: readonly number[]) {
  return perEmotion((emotion) => indices.filter((index) => clips[index].emotion === emotion).length);
}

let latest: { signatures: readonly string[]; groups: Int32Array } | undefined;

/**
 * {@link copyGroups}, which takes a second or two for 12,000 clips, of the clips that were asked about last: a form
 * that is being filled in asks about the same ones again and again.
 */
function rememberedGroups(clips: readonly Clip[]): Int32Array {
  const signatures = clips.map(({ signature }) => signature);
  const same =
    latest?.signatures.length === signatures.length &&
    signatures.every((signature, index) => signature === latest?.signatures[index]);
  if (latest === undefined || !same) latest = { signatures, groups: copyGroups(clips) };
  return latest.groups;
}
