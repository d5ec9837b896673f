import { rememberedGroups } from '#core/laboratory/runs/remembered-groups.ts';
import { auditLeakage, type LeakageAudit } from '#core/splits/leakage-audit.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { Clip, EmotionCounts } from '#shared/corpora.ts';
import type { SplitPreview } from '#shared/plans.ts';
import type { Fold } from '#shared/protocols.ts';

/**
 * The leakage check of every fold. `trainedOn` are the clips that the start weights were trained on. They count as
 * training clips of every fold. Other work can run in between.
 * @throws UserError `cancelled`.
 */
export async function auditFolds(
  clips: readonly Clip[],
  folds: readonly Fold[],
  trainedOn: readonly Clip[] = [],
  signal?: AbortSignal,
): Promise<LeakageAudit[]> {
  const known = [...clips, ...trainedOn];
  const trainedIndices = trainedOn.map((_, index) => clips.length + index);
  const groups = await rememberedGroups(known, signal);
  const yieldNow = createYielder(signal);
  const audits: LeakageAudit[] = [];
  for (const fold of folds) {
    const extended = { ...fold, train: [...fold.train, ...trainedIndices] };
    audits.push(await auditLeakage(known, extended, groups, yieldNow));
  }
  return audits;
}

/** The folds for the plan of a run. */
export function previewFolds(
  clips: readonly Clip[],
  folds: readonly Fold[],
  audits: readonly LeakageAudit[],
  /** The names of the emotions, in the order of the label set. */
  names: readonly string[],
): SplitPreview[] {
  return folds.map((fold, index) => ({
    name: fold.name,
    sizes: { train: fold.train.length, validation: fold.validation.length, test: fold.test.length },
    emotions: {
      train: countEmotions(clips, fold.train, names),
      validation: countEmotions(clips, fold.validation, names),
      test: countEmotions(clips, fold.test, names),
    },
    leakage: audits[index].test.leakage,
  }));
}

function countEmotions(
  clips: readonly Clip[],
  indices: readonly number[],
  names: readonly string[],
): EmotionCounts {
  const counts: EmotionCounts = Object.fromEntries(names.map((name) => [name, 0]));
  for (const index of indices) counts[clips[index].emotion]++;
  return counts;
}
