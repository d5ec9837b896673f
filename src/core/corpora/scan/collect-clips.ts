import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { corpusFolderOf } from '#core/corpora/layouts/emotion-folders.ts';
import { noteOwnWord, skippedReason } from '#core/corpora/layouts/emotion-words.ts';
import { LAYOUT_READERS } from '#core/corpora/layouts/registry.ts';
import { clipsByRule } from '#core/corpora/rules/clips-by-rule.ts';
import { collectTable } from '#core/corpora/tables/collect-table.ts';
import { fileReason } from '#core/system/file-errors.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { NamedLayoutKey, Problem } from '#shared/corpora.ts';
import type { CorpusRule } from '#shared/corpus-rules.ts';
import { TABLE_NAME } from '#shared/corpus-tables.ts';
import { SKIPPED } from '#shared/emotion-words.ts';
import { UserError } from '#shared/failure.ts';
import { isSoundFileName } from '#shared/sound-endings.ts';
import {
  type Candidate,
  type CollectOptions,
  draftCorpus,
  type FileProblem,
  type Findings,
  identify,
} from './candidate-clips.ts';
import { detect, isPartOfCorpus, type NamedFile } from './detect-layout.ts';
import { folderName } from './folder-name.ts';
import { type FoundFile, listFiles } from './list-files.ts';
import { readCompanions } from './read-companions.ts';
import { readTablesBeside } from './tables-beside-clips.ts';

/**
 * Collects all possible clips in one argument of a scan: a folder, a table of clips or one sound file.
 * Decodes nothing. Files that cannot be used become problems. Throws only {@link UserError} `cancelled`.
 */
export async function collect(argument: string, options: CollectOptions): Promise<Findings> {
  const given = path.resolve(argument);
  try {
    const stats = await stat(given);
    const rule = (await options.ruleOf?.(given)) ?? null;
    if (stats.isDirectory()) return await collectFolder(given, rule, options);
    if (stats.isFile() && isSoundFileName(given)) {
      const file = { path: given, realPath: await realpath(given), linked: false };
      return await findingsIn(path.dirname(given), [file], options);
    }
    if (stats.isFile() && TABLE_NAME.test(given)) {
      const own = rule?.read.by === 'table' ? { columns: rule.read.columns, words: rule.words } : {};
      return await collectTable(given, { ...options, ...own });
    }
    return onlyProblem(
      given,
      'unreadable',
      'Not a folder, a table of clips (CSV, TSV, JSON, JSON Lines, db.yaml) or a sound file.',
    );
  } catch (error) {
    if (error instanceof UserError && error.code !== 'cancelled')
      return onlyProblem(given, error.code === 'lfs-pointer' ? 'lfs-pointer' : 'unreadable', error.message);
    const reason = fileReason(error);
    if (reason === null) throw error;
    return onlyProblem(given, reason.code, reason.reason);
  }
}

function onlyProblem(file: string, code: Problem['code'], reason: string): Findings {
  return { candidates: [], problems: [{ path: file, realPath: file, code, reason }] };
}

async function collectFolder(
  root: string,
  rule: CorpusRule | null,
  options: CollectOptions,
): Promise<Findings> {
  const { files, problems } = await listFiles(root, options);
  const findings =
    rule === null ? await findingsIn(root, files, options) : await clipsByRule(root, files, rule, options);
  findings.problems.push(...problems);
  return findings;
}

async function findingsIn(
  root: string,
  files: readonly FoundFile[],
  options: CollectOptions,
): Promise<Findings> {
  const yieldNow = createYielder(options.signal);
  const { clips: named, unknown } = await detect(root, files, options.isSynthetic, yieldNow);
  const emotionFolder = path.join(
    path.dirname(root),
    ...corpusFolderOf(
      named.filter(({ naming }) => naming.layout === 'folders').map(({ folders }) => folders),
    ),
  );
  const candidates: Candidate[] = [];
  const problems: FileProblem[] = [];
  const { clips, unlisted } = await readCompanions(root, files, named, problems, options, yieldNow);
  for (const clip of clips) {
    await yieldNow();
    const problem = problemOf(clip);
    if (problem !== null) {
      problems.push({ path: clip.path, realPath: clip.realPath, ...problem });
      continue;
    }
    const synthetic = await options.isSynthetic(path.dirname(clip.path));
    candidates.push(candidateOf(clip, root, emotionFolder, synthetic));
  }
  const withoutEmotion = (file: FoundFile) =>
    `No emotion in the file name or in the folder name “${path.basename(path.dirname(file.path))}”.`;
  const unlabelled = new Map([...unknown.map((file) => [file, withoutEmotion(file)] as const), ...unlisted]);
  const isOfLayout = tablesOfLayouts(named);
  const beside = await readTablesBeside(root, files, { named: candidates, unlabelled, isOfLayout }, options);
  return {
    candidates: [...candidates.filter((clip) => !beside.replaced.has(clip)), ...beside.candidates],
    problems: [...problems, ...beside.problems],
  };
}

/** Whether a file is a table of the published corpora that the clips are of. */
function tablesOfLayouts(named: readonly NamedFile[]): (file: string) => boolean {
  const companions = [...new Set(named.map(({ naming }) => naming.layout))].flatMap((layout) => {
    const companion =
      layout in LAYOUT_READERS ? LAYOUT_READERS[layout as NamedLayoutKey].companion : undefined;
    return companion === undefined ? [] : [companion];
  });
  return (file) =>
    companions.some(({ isTable }) => isTable(path.basename(file), path.basename(path.dirname(file))));
}

function problemOf({ naming }: NamedFile): Omit<Problem, 'path'> | null {
  if (naming.contradiction !== null) return { code: 'contradiction', reason: naming.contradiction };
  if (naming.label === SKIPPED) {
    noteOwnWord(naming.code, SKIPPED);
    return { code: 'unknown-emotion', reason: skippedReason(naming.code) };
  }
  if (naming.label !== null) return null;
  const unknown =
    naming.code === ''
      ? `The table of ${naming.corpus} has no emotion for this clip.`
      : `Unknown emotion code ${naming.code}: not defined by ${naming.corpus}.`;
  const reason = naming.unlabelled ?? unknown;
  return { code: 'unknown-emotion', reason };
}

function candidateOf(clip: NamedFile, root: string, emotionFolder: string, synthetic: boolean): Candidate {
  const { naming } = clip;
  const layout = naming.layout as NamedLayoutKey;
  let folder = isPartOfCorpus(layout, path.basename(root)) ? path.dirname(root) : root;
  if (layout === 'folders') folder = emotionFolder;
  const name = naming.corpus ?? folderName(folder);
  noteOwnWord(naming.code, naming.label);
  return {
    path: clip.path,
    realPath: clip.realPath,
    corpus: draftCorpus(layout, name, folder, root, synthetic),
    emotion: naming.label!,
    code: naming.code,
    votes: naming.votes,
    sex: naming.sex,
    age: naming.age,
    intensity: naming.intensity,
    namedSplit: naming.split,
    warning: naming.warning,
    speaker: identify(naming.family, naming.speaker, synthetic),
    sentence: identify(naming.family, naming.sentence, synthetic),
    group: identify(naming.family, naming.group ?? null, synthetic),
  };
}
