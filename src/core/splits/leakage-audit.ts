import {
  findNearDuplicates,
  nearDuplicateGroups,
  signatureErrorRate,
} from '#core/fingerprints/near-duplicates.ts';
import { createYielder, type Yielder } from '#core/system/yielder.ts';
import type { Clip } from '#shared/corpora.ts';
import type { Fold, Leakage } from '#shared/protocols.ts';

/** A clip and its copy in the other part; indices into the clips. */
interface LeakingPair {
  clip: number;
  copy: number;
  /** Share of differing bits of their signatures: 0 … 0.4; 0 for the identical sound. */
  errorRate: number;
}

/** The overlap of one part of a split with the parts used for training or model selection. */
interface PartAudit {
  leakage: Leakage;
  /** For each clip counted in `leakage.clips`: the identical sound in the other part. */
  sameSound: LeakingPair[];
  /** For each clip counted in `leakage.nearDuplicates`: a near-identical recording in the other part. */
  nearDuplicates: LeakingPair[];
  /** Names, sorted. */
  speakers: string[];
  sentences: string[];
  groups: string[];
}

export interface LeakageAudit {
  /** The test set against training and validation together. Leakage here makes results invalid. */
  test: PartAudit;
  /** The validation set against training. With leakage here, early stopping cannot detect overfitting. */
  validation: PartAudit;
}

/**
 * For each clip, the smallest index among the copies of its recording; its own index if it has no copies. It does not
 * depend on the fold, so one result serves all folds of a protocol. See {@link findNearDuplicates} for its duration and
 * for `yieldNow`.
 */
export async function copyGroups(clips: readonly Clip[], yieldNow?: Yielder): Promise<Int32Array> {
  const signatures = clips.map(({ signature }) => signature);
  return nearDuplicateGroups(clips.length, await findNearDuplicates(signatures, yieldNow));
}

/**
 * Finds clips, copies, speakers and sentences that occur in several parts of a fold. A clip whose identical sound is in
 * the other part counts in `clips`; a clip with only a near-identical recording there counts in `nearDuplicates`.
 * Unknown speakers, sentences and groups are ignored. `groups` is {@link copyGroups} of the same clips. Yields during the
 * search, which takes long if many clips have copies. Throws what `yieldNow` throws.
 */
export async function auditLeakage(
  clips: readonly Clip[],
  fold: Fold,
  groups: Int32Array,
  yieldNow: Yielder = createYielder(),
): Promise<LeakageAudit> {
  return {
    test: await auditPart(clips, fold.test, [...fold.train, ...fold.validation], groups, yieldNow),
    validation: await auditPart(clips, fold.validation, fold.train, groups, yieldNow),
  };
}

/**
 * The leakage of a whole run: clips and copies are summed over the test sets of its folds; speakers and sentences are
 * counted once, also if several folds share them.
 */
export function pooledLeakage(audits: readonly LeakageAudit[]): Leakage {
  const tests = audits.map(({ test }) => test);
  return {
    clips: tests.reduce((sum, { leakage }) => sum + leakage.clips, 0),
    nearDuplicates: tests.reduce((sum, { leakage }) => sum + leakage.nearDuplicates, 0),
    speakers: new Set(tests.flatMap(({ speakers }) => speakers)).size,
    sentences: new Set(tests.flatMap(({ sentences }) => sentences)).size,
    ...(tests.some(({ leakage }) => leakage.groups !== undefined) && {
      groups: new Set(tests.flatMap(({ groups }) => groups)).size,
    }),
  };
}

async function auditPart(
  clips: readonly Clip[],
  part: readonly number[],
  others: readonly number[],
  groups: Int32Array,
  yieldNow: Yielder,
): Promise<PartAudit> {
  await yieldNow();
  const bySound = lastOfEachSound(clips, part, others);
  const byGroup = membersOfGroups(groups, part, others);
  const sameSound: LeakingPair[] = [];
  const nearDuplicates: LeakingPair[] = [];
  for (const clip of part) {
    const same = bySound.get(clips[clip].fingerprint);
    if (same !== undefined) {
      sameSound.push({ clip, copy: same, errorRate: 0 });
      continue;
    }
    const candidates = byGroup.get(groups[clip]);
    if (candidates === undefined) continue;
    const near = nearestCopy(clips, clip, candidates);
    if (near !== undefined) nearDuplicates.push(near);
    await yieldNow();
  }
  const speakers = shared(clips, part, others, ({ speaker }) => speaker);
  const sentences = shared(clips, part, others, ({ sentence }) => sentence);
  const shares = shared(clips, part, others, ({ group }) => group);
  const grouped = part.some((index) => clips[index].group !== null);
  return {
    leakage: {
      clips: sameSound.length,
      nearDuplicates: nearDuplicates.length,
      speakers: speakers.length,
      sentences: sentences.length,
      ...(grouped && { groups: shares.length }),
    },
    sameSound,
    nearDuplicates,
    speakers,
    sentences,
    groups: shares,
  };
}

/** For each sound of `part` that also occurs in `others`: the last clip of `others` with it. */
function lastOfEachSound(
  clips: readonly Clip[],
  part: readonly number[],
  others: readonly number[],
): Map<string, number> {
  // With a hundred folds, each tests a few clips, so only the sounds of `part` are stored.
  const wanted = new Set(part.map((index) => clips[index].fingerprint));
  const last = new Map<string, number>();
  for (const index of others) {
    const { fingerprint } = clips[index];
    if (wanted.has(fingerprint)) last.set(fingerprint, index);
  }
  return last;
}

/** For each group with a clip in `part`: its members in `others`, in their order. */
function membersOfGroups(
  groups: Int32Array,
  part: readonly number[],
  others: readonly number[],
): Map<number, number[]> {
  const wanted = new Uint8Array(groups.length);
  for (const index of part) wanted[groups[index]] = 1;
  const members = new Map<number, number[]>();
  for (const index of others) {
    const group = groups[index];
    if (wanted[group] === 0) continue;
    const known = members.get(group);
    if (known) known.push(index);
    else members.set(group, [index]);
  }
  return members;
}

/** Maximum number of copies to compare. More copies of one recording are a defect of the corpus, not of the split. */
const MAX_COMPARED = 64;

/**
 * The candidate that is most similar to `clip`. It compares the signatures, because members of a group can be linked
 * only through a third clip, such as two halves of one recording.
 */
function nearestCopy(
  clips: readonly Clip[],
  clip: number,
  candidates: readonly number[],
): LeakingPair | undefined {
  let nearest: LeakingPair | undefined;
  for (const copy of candidates.slice(0, MAX_COMPARED)) {
    const errorRate = signatureErrorRate(clips[clip].signature, clips[copy].signature);
    if (errorRate < (nearest?.errorRate ?? 1)) {
      nearest = { clip, copy, errorRate };
      if (errorRate === 0) break;
    }
  }
  return nearest;
}

/** Names that occur in both parts, sorted. */
function shared(
  clips: readonly Clip[],
  part: readonly number[],
  others: readonly number[],
  nameOf: (clip: Clip) => string | null,
): string[] {
  const otherNames = namesOf(clips, others, nameOf);
  return [...namesOf(clips, part, nameOf)].filter((name) => otherNames.has(name)).sort();
}

function namesOf(
  clips: readonly Clip[],
  indices: readonly number[],
  nameOf: (clip: Clip) => string | null,
): Set<string> {
  const names = new Set<string>();
  for (const index of indices) {
    const name = nameOf(clips[index]);
    if (name !== null) names.add(name);
  }
  return names;
}
