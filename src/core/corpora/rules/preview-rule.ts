import type { Candidate, CollectOptions, FileProblem } from '#core/corpora/scan/candidate-clips.ts';
import { comparePaths, type FoundFile, listFiles } from '#core/corpora/scan/list-files.ts';
import type { ScanOptions } from '#core/corpora/scan/scan-folders.ts';
import { withOwnWords } from '#core/corpora/words/own-words.ts';
import { wordOfCode } from '#core/corpora/words/word-labels.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { CorpusRule, PathPart, RulePreview, RuleRole } from '#shared/corpus-rules.ts';
import { UserError } from '#shared/failure.ts';
import { compareLabels } from '#shared/labels.ts';
import { applyRule } from './apply-rule.ts';
import { clipsByRule, soundsAmong } from './clips-by-rule.ts';
import { tablesAmong } from './folder-tables.ts';
import { guessReadings, partsOfPaths, sampleOf } from './guess-rule.ts';
import { pathInFolder } from './path-in-folder.ts';
import type { Piece } from './path-parts.ts';

/** A preview ends at these limits, so that the user does not wait. */
const MAX_FILES = 20_000;
const MAX_MILLISECONDS = 1500;
const MAX_SAMPLE = 60;
const MAX_WORDS = 300;
const MAX_SPEAKERS = 300;
const MAX_REASONS = 100;
const MAX_VALUES = 6;

/** One file of a preview. */
interface Previewed {
  path: string;
  spans: RulePreview['sample'][number]['spans'];
  code: string | null;
  label: string | null;
  speaker: string | null;
  reason: string | null;
}

/**
 * What `rule` would make of a folder, from names and tables only: reads no sound. Null: the first guess. A rule that cannot
 * be used is answered with `failure`, so that the user can go on writing it.
 *
 * Throws only {@link UserError} `cancelled`, and the file system's error if the folder does not exist.
 */
export const previewRule = (
  root: string,
  given: CorpusRule | null,
  { ownWords = [], ...options }: Pick<CollectOptions, 'reader' | 'signal'> & Pick<ScanOptions, 'ownWords'>,
): Promise<Omit<RulePreview, 'saved'>> => withOwnWords(ownWords, () => previewWith(root, given, options));

async function previewWith(
  root: string,
  given: CorpusRule | null,
  options: Pick<CollectOptions, 'reader' | 'signal'>,
): Promise<Omit<RulePreview, 'saved'>> {
  const endsAt = performance.now() + MAX_MILLISECONDS;
  let complete = true;
  const enough = (found: number) => {
    if (found >= MAX_FILES || performance.now() > endsAt) complete = false;
    return !complete;
  };
  const { files } = await listFiles(root, { signal: options.signal, enough });
  const sounds = soundsAmong(files);
  const paths = sounds.map((file) => pathInFolder(root, file.path));
  const tables = await tablesAmong(root, files, options);
  const guesses = [
    ...tables.filter(({ fits }) => fits).map((table) => ({ ...table, share: 1 })),
    ...guessReadings(paths),
  ].map(({ about, read }) => ({ about, read }));
  const rule =
    given ?? (guesses.length > 0 ? { version: 1 as const, read: guesses[0].read, words: {} } : null);
  const { previewed, failure } = await readAll(root, files, sounds, rule, options);
  return {
    rule,
    guesses,
    parts: partsOfPaths(sampleOf(paths)).map(({ part, values }) => partSummary(part, values)),
    tables: tables.map(({ table, header, columns }) => ({ table, header, columns })),
    files: sounds.length,
    complete,
    clips: previewed.filter(({ label }) => label !== null).length,
    sample: spread(previewed, MAX_SAMPLE).map(({ code: _, ...shown }) => shown),
    words: wordsOf(previewed),
    labels: counts(previewed.flatMap(({ label }) => (label === null ? [] : [label])))
      .map(([label, count]) => ({ label, count }))
      .sort((a, b) => compareLabels(a.label, b.label)),
    speakers: speakersOf(previewed),
    leftOut: leftOut(previewed),
    failure,
  };
}

async function readAll(
  root: string,
  files: readonly FoundFile[],
  sounds: readonly FoundFile[],
  rule: CorpusRule | null,
  { reader, signal }: Pick<CollectOptions, 'reader' | 'signal'>,
): Promise<{ previewed: Previewed[]; failure: string | null }> {
  const paths = sounds.map((file) => pathInFolder(root, file.path));
  const nothing = (reason: string): Previewed[] =>
    paths.map((own) => ({ path: own, spans: [], code: null, label: null, speaker: null, reason }));
  if (rule === null)
    return { previewed: nothing('No part of the path is a known word for an emotion.'), failure: null };
  const { read, words } = rule;
  try {
    if (read.by === 'table') {
      const options = { reader, signal, isSynthetic: async () => false };
      const { candidates, problems } = await clipsByRule(root, files, rule, options);
      return { previewed: ofTable(root, candidates, problems), failure: null };
    }
    const readings = await applyRule({ read, words }, paths, createYielder(signal));
    const previewed = readings.map(({ path: own, pieces, code, label, speaker, reason }) => {
      return { path: own, spans: spansOf(pieces), code, label, speaker, reason };
    });
    return { previewed, failure: null };
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
    return { previewed: nothing('The rule cannot be used.'), failure: error.message };
  }
}

function ofTable(
  root: string,
  candidates: readonly Candidate[],
  problems: readonly FileProblem[],
): Previewed[] {
  const all = [
    ...candidates.map((clip) => ({
      path: pathInFolder(root, clip.path),
      spans: [],
      code: clip.code,
      label: clip.emotion,
      speaker: clip.speaker?.id ?? null,
      reason: null,
    })),
    ...problems.map((problem) => ({
      path: pathInFolder(root, problem.path),
      spans: [],
      code: null,
      label: null,
      speaker: null,
      reason: problem.reason,
    })),
  ];
  return all.sort((a, b) => comparePaths(a.path, b.path));
}

const spansOf = (pieces: ReadonlyMap<RuleRole, readonly Piece[]>): Previewed['spans'] =>
  [...pieces]
    .flatMap(([role, own]) => own.map(({ text, start }) => ({ start, end: start + text.length, role })))
    .sort((a, b) => a.start - b.start);

function partSummary(part: PathPart, values: readonly (string | null)[]): RulePreview['parts'][number] {
  const all = counts(values.filter((value) => value !== null));
  return { part, values: all.slice(0, MAX_VALUES).map(([value]) => value), distinct: all.length };
}

function wordsOf(previewed: readonly Previewed[]): RulePreview['words'] {
  const labels = new Map<string, string | null>();
  const words = previewed.flatMap(({ code, label }) => {
    if (code === null) return [];
    const word = wordOfCode(code);
    labels.set(word, label);
    return [word];
  });
  return counts(words)
    .slice(0, MAX_WORDS)
    .map(([word, count]) => ({ word, label: labels.get(word) ?? null, count }));
}

function speakersOf(previewed: readonly Previewed[]): RulePreview['speakers'] {
  const clips = previewed.filter(({ label }) => label !== null);
  const known = Map.groupBy(
    clips.filter(({ speaker }) => speaker !== null),
    ({ speaker }) => speaker!,
  );
  const all = [...known].map(([speaker, own]) => ({
    speaker,
    labels: new Set(own.map(({ label }) => label)).size,
    count: own.length,
  }));
  return {
    total: known.size,
    unknown: clips.filter(({ speaker }) => speaker === null).length,
    most: all.sort((a, b) => b.count - a.count || comparePaths(a.speaker, b.speaker)).slice(0, MAX_SPEAKERS),
  };
}

function leftOut(previewed: readonly Previewed[]): RulePreview['leftOut'] {
  const without = previewed.filter(({ reason }) => reason !== null);
  return [...Map.groupBy(without, ({ reason }) => reason!)]
    .map(([reason, own]) => ({ reason, example: own[0].path, count: own.length }))
    .sort((a, b) => b.count - a.count)
    .slice(0, MAX_REASONS);
}

/** Values with their counts, most frequent first, then in the order in which they occur. */
const counts = (values: readonly string[]): [string, number][] =>
  [...Map.groupBy(values, (value) => value)]
    .map(([value, own]): [string, number] => [value, own.length])
    .sort(([, a], [, b]) => b - a);

/** At most `most` items at equal distances. */
const spread = <T>(items: readonly T[], most: number): T[] =>
  items.length <= most
    ? [...items]
    : Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]);
