import type { Clip } from '../../shared/corpora.ts';
import type { Fold, Leakage } from '../../shared/protocols.ts';
import { type Breath, createBreath } from '../turns/breath.ts';
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
 * audit that no fold changes. One computation serves all folds of a protocol. See {@link findNearDuplicates} for what
 * it takes, and for `breath`.
 */
export async function copyGroups(clips: readonly Clip[], breath?: Breath): Promise<Int32Array> {
  const signatures = clips.map(({ signature }) => signature);
  return nearDuplicateGroups(clips.length, await findNearDuplicates(signatures, breath));
}

/**
 * What stands on both sides of a fold. A clip whose very sound is on the other side counts in `clips`, and in
 * `nearDuplicates` only one that has a near-identical recording there and not the very same. Clips whose speaker or
 * sentence is unknown say nothing of either. `groups` is {@link copyGroups} of the same clips. Others have their turn
 * meanwhile, of which there is need where very many clips have copies. Throws what `breath` does.
 */
export async function auditLeakage(
  clips: readonly Clip[],
  fold: Fold,
  groups: Int32Array,
  breath: Breath = createBreath(),
): Promise<LeakageAudit> {
  return {
    test: await auditSide(clips, fold.test, [...fold.train, ...fold.validation], groups, breath),
    validation: await auditSide(clips, fold.validation, fold.train, groups, breath),
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

async function auditSide(
  clips: readonly Clip[],
  part: readonly number[],
  others: readonly number[],
  groups: Int32Array,
  breath: Breath,
): Promise<SideAudit> {
  await breath();
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
    await breath();
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

/** For each sound of `part` that is among `others` too: the last of them that holds it. */
function lastOfEachSound(
  clips: readonly Clip[],
  part: readonly number[],
  others: readonly number[],
): Map<string, number> {
  // Of a hundred folds each tests a few clips: only what they ask for is kept of the many others.
  const wanted = new Set(part.map((index) => clips[index].fingerprint));
  const last = new Map<string, number>();
  for (const index of others) {
    const { fingerprint } = clips[index];
    if (wanted.has(fingerprint)) last.set(fingerprint, index);
  }
  return last;
}

/** For each group that `part` has to do with: its members among `others`, in their order. */
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
    const errorRate = signatureErrorRate(clips[clip].signature, clips[copy].signature, GREATEST_ERROR_RATE);
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
  const there = namesOf(clips, others, nameOf);
  return [...namesOf(clips, part, nameOf)].filter((name) => there.has(name)).sort();
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
