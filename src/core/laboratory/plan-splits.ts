import type { Clip } from '../../shared/corpora.ts';
import { type Emotion, perEmotion } from '../../shared/emotions.ts';
import type { SplitPreview } from '../../shared/plans.ts';
import type { Fold } from '../../shared/protocols.ts';
import { auditLeakage, type LeakageAudit } from '../splits/leakage-audit.ts';
import { createBreath } from '../turns/breath.ts';
import { rememberedGroups } from './remembered-groups.ts';

/**
 * The audit of every fold. `trainedOn`: clips that the start weights were trained on, which have been trained on
 * whichever part of this split they stand in. Others have their turn meanwhile.
 * @throws UserError `cancelled`.
 */
export async function auditFolds(
  clips: readonly Clip[],
  folds: readonly Fold[],
  trainedOn: readonly Clip[] = [],
  signal?: AbortSignal,
): Promise<LeakageAudit[]> {
  const known = [...clips, ...trainedOn];
  const before = trainedOn.map((_, index) => clips.length + index);
  const groups = await rememberedGroups(known, signal);
  const breath = createBreath(signal);
  const audits: LeakageAudit[] = [];
  for (const fold of folds) {
    const whole = { ...fold, train: [...fold.train, ...before] };
    audits.push(await auditLeakage(known, whole, groups, breath));
  }
  return audits;
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

function countEmotions(clips: readonly Clip[], indices: readonly number[]): Record<Emotion, number> {
  const counts = perEmotion(() => 0);
  for (const index of indices) counts[clips[index].emotion]++;
  return counts;
}
