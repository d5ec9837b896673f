import type { Clip } from '../../shared/corpora.ts';
import type { Fold, Leakage } from '../../shared/protocols.ts';
import {
  findNearDuplicates,
  GREATEST_ERROR_RATE,
  nearDuplicateGroups,
  signatureErrorRate,
} from './near-duplicates.ts';

/** A clip and what stands for it on the other side; indices into the clips. */
export interface LeakingPair {
  clip: number;
  /** One of its copies, and how many bits of their signatures differ (0 … 0.18; 0 for the very same sound). */
  copy: number;
  errorRate: number;
}

/** What one part of a split shares with what was trained or chosen on. */
export interface SideAudit {
  leakage: Leakage;
  /** For each clip counted in `leakage.clips`: the same sound on the other side. */
  sameSound: LeakingPair[];
  /** For each clip counted in `leakage.nearDuplicates`: a near-identical recording on the other side. */
  nearDuplicates: LeakingPair[];
  /** Names, sorted. */
  speakers: string[];
  sentences: string[];
}

export interface LeakageAudit {
  /** The test set against train and validation together: what a figure's honesty hangs on. */
  test: SideAudit;
  /** The validation set against train: early stopping is blind to overfitting where these are not zero. */
  validation: SideAudit;
}

/**
 * For each clip the smallest index among the copies of its recording, its own where it has none: the part of an
 * audit that no fold changes. One computation serves all folds of a protocol. Linear in the number of clips: 12,000
 * take one or two seconds.
 */
export function copyGroups(clips: readonly Clip[]): Int32Array {
  const pairs = findNearDuplicates(clips.map(({ signature }) => signature));
  return nearDuplicateGroups(clips.length, pairs);
}

/**
 * What stands on both sides of a fold. A clip whose very sound is on the other side counts in `clips`, and in
 * `nearDuplicates` only one that has a near-identical recording there and not the very same. Clips whose speaker or
 * sentence is unknown say nothing of either. `groups` is {@link copyGroups} of the same clips.
 */
export function auditLeakage(
  clips: readonly Clip[],
  fold: Fold,
  groups: Int32Array = copyGroups(clips),
): LeakageAudit {
  return {
    test: auditSide(clips, fold.test, [...fold.train, ...fold.validation], groups),
    validation: auditSide(clips, fold.validation, fold.train, groups),
  };
}

/**
 * The leakage of a whole run: clips and copies summed over its folds' test sets, speakers and sentences counted once
 * however many folds share them.
 */
export function pooledLeakage(audits: readonly LeakageAudit[]): Leakage {
  const tests = audits.map(({ test }) => test);
  return {
    clips: tests.reduce((sum, { leakage }) => sum + leakage.clips, 0),
    nearDuplicates: tests.reduce((sum, { leakage }) => sum + leakage.nearDuplicates, 0),
    speakers: new Set(tests.flatMap(({ speakers }) => speakers)).size,
    sentences: new Set(tests.flatMap(({ sentences }) => sentences)).size,
  };
}

function auditSide(
  clips: readonly Clip[],
  part: readonly number[],
  others: readonly number[],
  groups: Int32Array,
): SideAudit {
  const bySound = new Map(others.map((index) => [clips[index].fingerprint, index]));
  const byGroup = Map.groupBy(others, (index) => groups[index]);
  const sameSound: LeakingPair[] = [];
  const nearDuplicates: LeakingPair[] = [];
  for (const clip of part) {
    const same = bySound.get(clips[clip].fingerprint);
    if (same !== undefined) {
      sameSound.push({ clip, copy: same, errorRate: 0 });
      continue;
    }
    const near = nearestCopy(clips, clip, byGroup.get(groups[clip]) ?? []);
    if (near !== undefined) nearDuplicates.push(near);
  }
  const speakers = shared(clips, part, others, ({ speaker }) => speaker);
  const sentences = shared(clips, part, others, ({ sentence }) => sentence);
  return {
    leakage: {
      clips: sameSound.length,
      nearDuplicates: nearDuplicates.length,
      speakers: speakers.length,
      sentences: sentences.length,
    },
    sameSound,
    nearDuplicates,
    speakers,
    sentences,
  };
}

/** Enough of a group to look at: so many copies of one recording are a corpus's defect, not a split's. */
const MOST_COMPARED = 64;

/**
 * The one of `candidates` that is likest `clip`. A group may be a chain, such as two halves of a recording that both
 * overlap a third: so its members are compared, not believed.
 */
function nearestCopy(
  clips: readonly Clip[],
  clip: number,
  candidates: readonly number[],
): LeakingPair | undefined {
  let nearest: LeakingPair | undefined;
  for (const copy of candidates.slice(0, MOST_COMPARED)) {
    const errorRate = signatureErrorRate(clips[clip].signature, clips[copy].signature);
    if (errorRate <= GREATEST_ERROR_RATE && errorRate < (nearest?.errorRate ?? 1)) {
      nearest = { clip, copy, errorRate };
      if (errorRate === 0) break;
    }
  }
  return nearest;
}

/** Names that occur on both sides, sorted. */
function shared(
  clips: readonly Clip[],
  part: readonly number[],
  others: readonly number[],
  nameOf: (clip: Clip) => string | null,
): string[] {
  const there = new Set(others.map((index) => nameOf(clips[index])));
  const here = new Set(part.map((index) => nameOf(clips[index])));
  return [...here].filter((name): name is string => name !== null && there.has(name)).sort();
}
