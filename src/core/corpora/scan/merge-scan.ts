import { fileOfPath } from '#core/audio/sound-part.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { Corpus, Problem } from '#shared/corpora.ts';
import type { OwnWord } from '#shared/emotion-words.ts';
import type { Candidate, FileProblem, Findings } from './candidate-clips.ts';
import { type CorpusNames, listCorpora, type MeasuredCandidate, type MeasuredClip } from './corpus-list.ts';
import { withoutDuplicates } from './duplicates.ts';
import { comparePaths } from './list-files.ts';
import type { SoundFacts } from './scan-memory.ts';

/** The files that were found in a folder and read, each real file once, in the order in which they were found. */
export interface FolderReading<S extends SoundFacts> {
  measured: MeasuredCandidate<S>[];
  problems: FileProblem[];
  /** The user's words that were used; absent in what is read from the log. */
  words?: readonly OwnWord[];
}

/** A scan whose clips have only the measurements `S`. */
export interface MergedScan<S> {
  corpora: Corpus[];
  clips: MeasuredClip<S>[];
  problems: Problem[];
  /** As in `Scan`. */
  words: OwnWord[];
}

/**
 * Merges readings of folders into one scan. The result is the same whether folders are read together or one by one. A
 * file in several folders counts once, under the first; equal sounds are one clip; names of corpora are unique. Clips
 * and problems are sorted by path. Yields to other tasks between the steps. Throws {@link UserError} `cancelled`.
 */
export async function mergeScan<S extends SoundFacts>(
  readings: readonly FolderReading<S>[],
  signal?: AbortSignal,
  names?: CorpusNames,
): Promise<MergedScan<S>> {
  const yieldNow = createYielder(signal);
  const sounds = new Map<Candidate, S>();
  for (const { measured } of readings)
    for (const { candidate, sound } of measured) sounds.set(candidate, sound);
  const { candidates, problems } = withoutRepeats(
    readings.map(({ measured, problems }) => ({
      candidates: measured.map(({ candidate }) => candidate),
      problems,
    })),
  );
  await yieldNow();
  const inOrder = candidates
    .toSorted((a, b) => comparePaths(a.path, b.path))
    .map((candidate) => {
      const sound = sounds.get(candidate)!;
      const { path, emotion, warning } = candidate;
      return { path, emotion, fingerprint: sound.fingerprint, warning, measured: { candidate, sound } };
    });
  await yieldNow();
  const unique = withoutDuplicates(inOrder);
  const kept = unique.kept.map(({ measured: { candidate, sound }, warning }) => ({
    candidate: { ...candidate, warning },
    sound,
  }));
  await yieldNow();
  const drafts = candidates.map(({ corpus }) => corpus);
  const all = [...problems.map(({ path, code, reason }) => ({ path, code, reason })), ...unique.problems];
  const words = new Map(readings.flatMap((reading) => reading.words ?? []).map((own) => [own.word, own]));
  return {
    ...listCorpora(drafts, kept, names),
    problems: all.sort(compareProblems),
    words: [...words.values()],
  };
}

/**
 * Counts each real file once, under the first argument that explains it: as a whole, or by its parts. Drops the problems of
 * a file that another argument explains.
 */
export function withoutRepeats(found: readonly Findings[]): Findings {
  const claimed = new Map<string, Candidate>();
  /** The first clip of each file. */
  const firstOf = new Map<string, Candidate>();
  const problems: FileProblem[] = [];
  for (const candidate of found.flatMap(({ candidates }) => candidates)) {
    const { path, realPath } = candidate;
    const { file } = fileOfPath(realPath);
    const first = claimed.get(realPath);
    const other = firstOf.get(file);
    let reason: string | null = null;
    if (first !== undefined) {
      if (first.emotion !== candidate.emotion)
        reason = `Duplicate: the same file is already ${first.emotion} in ${first.corpus.name}, but ${candidate.emotion} here.`;
    } else if (other !== undefined && isWhole(other) !== isWhole(candidate)) {
      const known = isWhole(other) ? 'the whole file is' : 'parts of the file are';
      reason = `Duplicate: ${known} already in ${other.corpus.name}. Add either the file or its parts.`;
    } else {
      claimed.set(realPath, candidate);
      if (other === undefined) firstOf.set(file, candidate);
    }
    if (reason !== null) problems.push({ path, realPath, code: 'duplicate', reason });
  }
  const reported = new Set<string>();
  for (const { path: file, realPath, code, reason } of found.flatMap(({ problems }) => problems)) {
    if (firstOf.has(realPath) && code !== 'duplicate') continue;
    const key = JSON.stringify([realPath, code]);
    if (reported.has(key)) continue;
    reported.add(key);
    problems.push({ path: file, realPath, code, reason });
  }
  return { candidates: [...claimed.values()], problems };
}

const isWhole = ({ realPath }: Candidate): boolean => fileOfPath(realPath).part === null;

function compareProblems(a: Problem, b: Problem): number {
  return comparePaths(a.path, b.path) || comparePaths(a.code, b.code) || comparePaths(a.reason, b.reason);
}
