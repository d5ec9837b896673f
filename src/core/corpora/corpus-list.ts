import type { Clip, Corpus, SplitPart } from '../../shared/corpora.ts';
import { perEmotion } from '../../shared/emotions.ts';
import type { Candidate, CorpusDraft, Identity } from './candidates.ts';
import { joinWarnings } from './duplicates.ts';
import type { Measurements, SoundFacts } from './scan-memory.ts';
import { isInside } from './walk.ts';

/** A candidate that could be read. */
export interface MeasuredCandidate<S extends SoundFacts = Measurements> {
  candidate: Candidate;
  sound: S;
}

/** A clip with as much of its sound as was kept; a whole {@link Clip} where that is all. */
export type MeasuredClip<S> = Omit<Clip, keyof Measurements> & S;

/**
 * The corpora in the order of `drafts` (without those that have no clip left) and their clips in the order given.
 * Two corpora never have one name, whatever the case of its letters: the second is `RAVDESS 2`.
 */
export function listCorpora<S extends SoundFacts>(
  drafts: readonly CorpusDraft[],
  measured: readonly MeasuredCandidate<S>[],
): { corpora: Corpus[]; clips: MeasuredClip<S>[] } {
  const byKey = Map.groupBy(measured, ({ candidate }) => candidate.corpus.key);
  const taken = new Set<string>();
  const named = new Map<string, { draft: CorpusDraft; name: string; folder: string; splits: boolean }>();
  for (const draft of drafts) {
    const members = byKey.get(draft.key);
    if (members === undefined || named.has(draft.key)) continue;
    const name = freeName(draft.name, taken);
    const given = new Set(members.map(({ candidate }) => candidate.corpus.given));
    named.set(draft.key, {
      draft,
      name,
      folder: folderOf(draft, given),
      splits: draft.layout !== 'folders' || areParts(members),
    });
  }
  const clips = measured.map(({ candidate, sound }) => {
    const { draft, name, splits } = named.get(candidate.corpus.key)!;
    return {
      path: candidate.path,
      corpus: name,
      layout: draft.layout,
      speaker: fullName(candidate.speaker, name),
      sex: candidate.sex,
      sentence: fullName(candidate.sentence, name),
      intensity: candidate.intensity,
      code: candidate.code,
      emotion: candidate.emotion,
      ...sound,
      namedSplit: splits ? candidate.namedSplit : null,
      synthetic: draft.synthetic,
      warning: joinWarnings(candidate.warning, sound.warning),
    };
  });
  const clipsOf = Map.groupBy(clips, ({ corpus }) => corpus);
  const corpora = [...named.values()].map(({ draft, name, folder }) =>
    summarise(draft, name, folder, clipsOf.get(name) ?? []),
  );
  return { corpora, clips };
}

function summarise(
  draft: CorpusDraft,
  name: string,
  folder: string,
  clips: readonly Pick<Clip, 'emotion' | 'speaker'>[],
): Corpus {
  const emotions = perEmotion(() => 0);
  const speakers = new Set<string>();
  for (const { emotion, speaker } of clips) {
    emotions[emotion]++;
    if (speaker !== null) speakers.add(speaker);
  }
  return {
    name,
    layout: draft.layout,
    folder,
    clips: clips.length,
    speakers: speakers.size,
    emotions,
    synthetic: draft.synthetic,
  };
}

/**
 * What to scan to find a corpus again: never more than was asked for, unless it was asked for in parts. Somebody who
 * points at `Downloads/angry` must not find all of `Downloads` scanned the next time.
 */
function folderOf(draft: CorpusDraft, given: ReadonlySet<string>): string {
  const [only, ...others] = given;
  return others.length > 0 || isInside(draft.folder, only) ? draft.folder : only;
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${wanted} ${number}`;
  taken.add(name.toLowerCase());
  return name;
}

function fullName(identity: Identity | null, corpus: string): string | null {
  return identity === null ? null : `${identity.family ?? corpus}/${identity.id}`;
}

/** Folders called `test` or `dev` may mean anything; with a `train` and a `test` beside each other they are a split. */
function areParts(members: readonly Pick<MeasuredCandidate, 'candidate'>[]): boolean {
  const parts = new Set<SplitPart | null>(members.map(({ candidate }) => candidate.namedSplit));
  return parts.has('train') && parts.has('test');
}
