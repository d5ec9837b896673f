import path from 'node:path';
import { isSpeakerFolder } from '#core/corpora/layouts/speaker-folders.ts';
import type { Clip, Corpus, EmotionCounts, NamedSplit } from '#shared/corpora.ts';
import type { UsedTable } from '#shared/corpus-tables.ts';
import { type Candidate, type CorpusDraft, type Identity, keyWithoutName } from './candidate-clips.ts';
import { joinWarnings } from './duplicates.ts';
import { isInside } from './list-files.ts';
import type { Measurements, SoundFacts } from './scan-memory.ts';

/** Names that the user gave to corpora, by {@link keyWithoutName} of their drafts. */
export type CorpusNames = ReadonlyMap<string, string>;

/** A candidate that could be read. */
export interface MeasuredCandidate<S extends SoundFacts = Measurements> {
  candidate: Candidate;
  sound: S;
}

/** A clip with the measurements `S`; a complete {@link Clip} where `S` is {@link Measurements}. */
export type MeasuredClip<S> = Omit<Clip, keyof Measurements> & S;

/**
 * The corpora in the order of `drafts`, without those that have no clips, and their clips in the given order. Names
 * are unique regardless of case: the second `RAVDESS` is `RAVDESS 2`. `names`: names by the user.
 */
export function listCorpora<S extends SoundFacts>(
  drafts: readonly CorpusDraft[],
  measured: readonly MeasuredCandidate<S>[],
  names: CorpusNames = new Map(),
): { corpora: Corpus[]; clips: MeasuredClip<S>[] } {
  const byKey = Map.groupBy(measured, ({ candidate }) => candidate.corpus.key);
  const taken = new Set<string>();
  const named = new Map<string, NamedDraft>();
  for (const draft of drafts) {
    const members = byKey.get(draft.key);
    if (members === undefined || named.has(draft.key)) continue;
    const name = freeName(names.get(keyWithoutName(draft.key)) ?? draft.name, taken);
    const given = new Set(members.map(({ candidate }) => candidate.corpus.given));
    named.set(draft.key, {
      draft,
      name,
      folder: folderOf(draft, given),
      splits: draft.layout !== 'folders' || isSplit(members),
      scannedInParts: given.size > 1,
      tables: [...new Set(members.map(({ candidate }) => candidate.corpus.table))].filter(
        (table) => table !== undefined,
      ),
    });
  }
  const clips = measured.map(({ candidate, sound }) => {
    const { draft, name, splits, scannedInParts } = named.get(candidate.corpus.key)!;
    const speaker = candidate.speaker ?? (scannedInParts ? speakerOfPart(draft, candidate) : null);
    return {
      path: candidate.path,
      corpus: name,
      layout: draft.layout,
      speaker: fullName(speaker, name),
      sex: candidate.sex,
      ...(candidate.age === undefined ? {} : { age: candidate.age }),
      sentence: fullName(candidate.sentence, name),
      intensity: candidate.intensity,
      group: fullName(candidate.group, name),
      code: candidate.code,
      emotion: candidate.emotion,
      ...(candidate.votes === undefined ? {} : { votes: candidate.votes }),
      ...sound,
      namedSplit: splits ? candidate.namedSplit : null,
      synthetic: draft.synthetic,
      warning: joinWarnings(candidate.warning, sound.warning),
    };
  });
  const clipsOf = Map.groupBy(clips, ({ corpus }) => corpus);
  const corpora = [...named.values()].map((corpus) => summarise(corpus, clipsOf.get(corpus.name) ?? []));
  return { corpora, clips };
}

/** A corpus with its unique name. */
interface NamedDraft {
  draft: CorpusDraft;
  name: string;
  folder: string;
  /** Whether the names of folders are parts of a split. */
  splits: boolean;
  /** The corpus is above the scanned folders, of which there are several. */
  scannedInParts: boolean;
  tables: UsedTable[];
}

/** The speaker of `speaker_1`, if it is scanned beside `speaker_2`. Alone, a scanned folder is no speaker. */
function speakerOfPart({ layout }: CorpusDraft, { corpus }: Candidate): Identity | null {
  const part = path.basename(corpus.given);
  return layout === 'folders' && isSpeakerFolder(part) ? { family: null, id: part } : null;
}

function summarise(
  { draft, name, folder, tables }: NamedDraft,
  clips: readonly Pick<Clip, 'emotion' | 'speaker' | 'layout' | 'code'>[],
): Corpus {
  const emotions: EmotionCounts = {};
  const speakers = new Set<string>();
  for (const { emotion, speaker } of clips) {
    emotions[emotion] = (emotions[emotion] ?? 0) + 1;
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
    ...(tables.length > 0 ? { tables } : {}),
    key: draft.key,
  };
}

/**
 * The folder to scan the corpus again. It is never larger than the scanned folder, unless several parts of the corpus
 * were scanned: scanning `Downloads/angry` must not lead to a scan of all of `Downloads` later.
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

/**
 * Whether folder names are a split. A single folder `test` or `dev` is ambiguous; `train` and `test` together are not, and
 * folds are from a table.
 */
function isSplit(members: readonly Pick<MeasuredCandidate, 'candidate'>[]): boolean {
  const parts = new Set<NamedSplit | null>(members.map(({ candidate }) => candidate.namedSplit));
  return (parts.has('train') && parts.has('test')) || [...parts].some((part) => part?.startsWith('fold '));
}
