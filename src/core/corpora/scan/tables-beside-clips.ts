import path from 'node:path';
import { fileOfPath } from '#core/audio/sound-part.ts';
import { agreesWithWord } from '#core/corpora/layouts/emotion-words.ts';
import { collectTable } from '#core/corpora/tables/collect-table.ts';
import { splitsOfFoldLists } from '#core/corpora/tables/list-split.ts';
import { isDatabaseHeader, isTableAmongClips } from '#shared/corpus-tables.ts';
import { UserError } from '#shared/failure.ts';
import { LABELS, labelsAgree } from '#shared/labels.ts';
import type { Candidate, CollectOptions, FileProblem, Findings } from './candidate-clips.ts';
import { joinWarnings } from './duplicates.ts';
import { folderName } from './folder-name.ts';
import type { FoundFile } from './list-files.ts';
import { createNameCheck } from './other-names.ts';

/** More tables describe a clip each; they are read only while clips have no emotion. */
const MAX_COMPARED = 40;

/** What is known about the clips of a folder before its tables are read. */
interface KnownClips {
  /** Clips with an emotion in their path. A table that contradicts them adds a warning, one with a split adds it. */
  named: readonly Candidate[];
  /** Sound files without, and why. */
  unlabelled: ReadonlyMap<FoundFile, string>;
  /** Whether a file is a table that the layout of a published corpus reads in its own way. */
  isOfLayout: (file: string) => boolean;
}

interface FindingsBeside extends Findings {
  /** Clips of `named` that count as those of a table instead. */
  replaced: Set<Candidate>;
}

/**
 * Reads the tables in a folder: clips without an emotion in their path have that of the first table that lists them, and
 * every other says whether it agrees. A file that no table explains has the reason of a table that names it, else its own reason
 * with what is wrong with a table that names none of the files. Names that only look like
 * those of a published corpus give way to a table. Changes the candidates in `named`.
 */
export async function readTablesBeside(
  root: string,
  files: readonly FoundFile[],
  { named, unlabelled, isOfLayout }: KnownClips,
  options: CollectOptions,
): Promise<FindingsBeside> {
  const tables = files
    .map((file) => file.path)
    .filter((file) => isTableAmongClips(file) && !isOfLayout(file));
  tables.sort((a, b) => Number(isDatabaseHeader(b)) - Number(isDatabaseHeader(a)));
  const isCompared = tables.length <= MAX_COMPARED;
  const waiting = new Map<string, { file: Pick<FoundFile, 'path' | 'realPath'>; reason: string }>(
    [...unlabelled].map(([file, reason]) => [file.realPath, { file, reason }]),
  );
  const byPath = new Map(named.map((clip) => [clip.realPath, clip]));
  const findings: FindingsBeside = { candidates: [], problems: [], replaced: new Set() };
  const reasons = new Map<string, FileProblem>();
  let unusable: string | null = null;
  const splits = splitsOfFoldLists(tables);

  for (const table of tables) {
    if (!isCompared && waiting.size === 0) break;
    const split = splits?.get(table);
    const read = await readBeside(table, root, files, split === undefined ? options : { ...options, split });
    if (read === null) continue;
    if (read.found === null) {
      unusable ??= read.reason;
      continue;
    }
    const { candidates, problems } = read.found;
    for (const known of onlyLikePublished(candidates, byPath)) {
      findings.replaced.add(known);
      byPath.delete(known.realPath);
      waiting.set(known.realPath, { file: known, reason: '' });
    }
    const own = candidates.filter(({ realPath }) => waiting.has(fileOfPath(realPath).file));
    for (const clip of candidates) compare(byPath.get(clip.realPath), clip, path.basename(table));
    for (const clip of own) {
      if (!byPath.has(clip.realPath)) {
        byPath.set(clip.realPath, clip);
        findings.candidates.push(clip);
      }
    }
    for (const { realPath } of own) waiting.delete(fileOfPath(realPath).file);
    const said = problems.filter(({ realPath }) => waiting.has(fileOfPath(realPath).file));
    for (const problem of said) {
      const { file } = fileOfPath(problem.realPath);
      if (!reasons.has(file)) reasons.set(file, problem);
    }
    // The problems of a table that names none of these clips are not those of the folder.
    if (own.length > 0) findings.problems.push(...problems.filter((problem) => !said.includes(problem)));
    else if (candidates.length === 0 && said.length === 0) unusable ??= notFound(table, problems);
  }
  for (const [realPath, { file, reason }] of waiting) {
    const ofTable = reasons.get(realPath);
    const own = unusable === null ? reason : `${reason} ${unusable}`;
    findings.problems.push(
      ofTable ?? { path: file.path, realPath: file.realPath, code: 'unknown-emotion', reason: own },
    );
  }
  return findings;
}

/** The clips whose names have the form of a published corpus, but another meaning, as the table says. */
function onlyLikePublished(listed: readonly Candidate[], known: ReadonlyMap<string, Candidate>): Candidate[] {
  const pairs = listed.flatMap((clip) => {
    const named = known.get(clip.realPath);
    if (named === undefined || !Object.hasOwn(LABELS, clip.emotion)) return [];
    const { emotion: label, code } = named;
    return [{ named, user: agreesWithWord({ label, code }, clip.code) ? label : clip.emotion }];
  });
  const isMeant = createNameCheck(
    pairs.map(({ named, user }) => {
      const { emotion: name, corpus } = named;
      return { layout: corpus.layout, place: '', name, user, isNear: true, isOpinion: true };
    }),
  );
  return pairs.filter(({ named }) => !isMeant(named.corpus.layout, '')).map(({ named }) => named);
}

/** What a table says about the clips; the reason if its columns are not found; null if it is no table of clips. */
async function readBeside(
  table: string,
  root: string,
  files: readonly FoundFile[],
  options: CollectOptions,
): Promise<{ found: Findings } | { found: null; reason: string } | null> {
  try {
    const as = { name: folderName(root), folder: root };
    return { found: await collectTable(table, options, { as, files }) };
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
    const isTable = error.code === 'table-columns' || error.code === 'lfs-pointer';
    return isTable
      ? { found: null, reason: `The table ${path.basename(table)} cannot be used: ${error.message}` }
      : null;
  }
}

function notFound(table: string, problems: readonly FileProblem[]): string | null {
  const missing = problems.find(({ code }) => code === 'missing');
  if (missing === undefined) return null;
  return `The table ${path.basename(table)} names no file of this folder. ${missing.reason}`;
}

/** Adds to a known clip what a table says about it: a split, or that it disagrees. Unknown words of the table are no emotions. */
function compare(known: Candidate | undefined, clip: Candidate, table: string): void {
  if (known === undefined) return;
  known.namedSplit ??= clip.namedSplit;
  if (!Object.hasOwn(LABELS, clip.emotion) || labelsAgree(known.emotion, clip.emotion)) return;
  if (agreesWithWord({ label: known.emotion, code: known.code }, clip.code)) return;
  const used =
    known.corpus.table === undefined ? 'the name or the folder' : path.basename(known.corpus.table.path);
  const warning = `Label conflict: the table ${table} says ${clip.emotion}, but ${used} says ${known.emotion}, which is used. To use the table, scan it instead of the folder.`;
  if (known.warning?.includes('Label conflict') !== true)
    known.warning = joinWarnings(known.warning, warning);
}
