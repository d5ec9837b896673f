import type { Corpus, Problem } from '../../shared/corpora.ts';
import { createBreath } from '../turns/breath.ts';
import type { Candidate, FileProblem, Findings } from './candidates.ts';
import { listCorpora, type MeasuredCandidate, type MeasuredClip } from './corpus-list.ts';
import { withoutDuplicates } from './duplicates.ts';
import type { SoundFacts } from './scan-memory.ts';
import { comparePaths } from './walk.ts';

/** What was found in a folder and read, each real file once; in the order of finding. */
export interface FolderReading<S extends SoundFacts> {
  measured: MeasuredCandidate<S>[];
  problems: FileProblem[];
}

/** A scan whose clips carry no more than was kept of their sounds. */
export interface ConcludedScan<S> {
  corpora: Corpus[];
  clips: MeasuredClip<S>[];
  problems: Problem[];
}

/**
 * The scan of folders that were read together or one by one: whichever, it is the same. What lies in several counts
 * once, under the first; equal sounds are one clip; no two corpora have one name. Clips and problems by path. Others
 * have their turn in between. Throws {@link UserError} `cancelled`.
 */
export async function concludeScan<S extends SoundFacts>(
  readings: readonly FolderReading<S>[],
  signal?: AbortSignal,
): Promise<ConcludedScan<S>> {
  const breath = createBreath(signal);
  const sounds = new Map<Candidate, S>();
  for (const { measured } of readings)
    for (const { candidate, sound } of measured) sounds.set(candidate, sound);
  const { candidates, problems } = withoutRepeats(
    readings.map(({ measured, problems }) => ({
      candidates: measured.map(({ candidate }) => candidate),
      problems,
    })),
  );
  await breath();
  const inOrder = candidates
    .toSorted((a, b) => comparePaths(a.path, b.path))
    .map((candidate) => {
      const sound = sounds.get(candidate)!;
      const { path, emotion, warning } = candidate;
      return { path, emotion, fingerprint: sound.fingerprint, warning, measured: { candidate, sound } };
    });
  await breath();
  const unique = withoutDuplicates(inOrder);
  const kept = unique.kept.map(({ measured: { candidate, sound }, warning }) => ({
    candidate: { ...candidate, warning },
    sound,
  }));
  await breath();
  const drafts = candidates.map(({ corpus }) => corpus);
  const all = [...problems.map(({ path, code, reason }) => ({ path, code, reason })), ...unique.problems];
  return { ...listCorpora(drafts, kept), problems: all.sort(compareProblems) };
}

/**
 * Counts each real file once, under the first argument that explains it. A file that one argument cannot explain and
 * another can is no problem.
 */
export function withoutRepeats(found: readonly Findings[]): Findings {
  const claimed = new Map<string, Candidate>();
  const problems: FileProblem[] = [];
  for (const candidate of found.flatMap(({ candidates }) => candidates)) {
    const first = claimed.get(candidate.realPath);
    if (first === undefined) claimed.set(candidate.realPath, candidate);
    else if (first.emotion !== candidate.emotion) {
      const reason = `The same file counts already as ${first.emotion} in ${first.corpus.name}, not as ${candidate.emotion}.`;
      problems.push({ path: candidate.path, realPath: candidate.realPath, code: 'duplicate', reason });
    }
  }
  const complained = new Set<string>();
  for (const { path: file, realPath, code, reason } of found.flatMap(({ problems }) => problems)) {
    if (claimed.has(realPath) && code !== 'duplicate') continue;
    const key = JSON.stringify([realPath, code]);
    if (complained.has(key)) continue;
    complained.add(key);
    problems.push({ path: file, realPath, code, reason });
  }
  return { candidates: [...claimed.values()], problems };
}

function compareProblems(a: Problem, b: Problem): number {
  return comparePaths(a.path, b.path) || comparePaths(a.code, b.code) || comparePaths(a.reason, b.reason);
}
