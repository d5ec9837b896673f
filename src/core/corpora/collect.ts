import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Problem } from '../../shared/corpora.ts';
import { UserError } from '../../shared/failure.ts';
import { createBreath } from '../turns/breath.ts';
import {
  type Candidate,
  type CollectOptions,
  draftCorpus,
  type FileProblem,
  type Findings,
  identify,
} from './candidates.ts';
import { collectTable } from './collect-table.ts';
import { DEMOGRAPHICS_FILE, readDemographics } from './crema-d.ts';
import { detect, isPartOfCorpus, type NamedFile, WAV_FILE } from './detect.ts';
import { corpusFolderOf } from './emotion-folders.ts';
import { fileReason } from './file-reasons.ts';
import { type FoundFile, walkFolder } from './walk.ts';

const TABLE_FILE = /\.(?:csv|tsv|txt)$/i;

/**
 * Everything that could be a clip in one argument of a scan: a folder, a table (`.csv`, `.tsv`, `.txt`) or one WAV
 * file. Nothing is decoded yet. What cannot be used becomes a problem; only {@link UserError} `cancelled` is thrown.
 */
export async function collect(argument: string, options: CollectOptions): Promise<Findings> {
  const given = path.resolve(argument);
  try {
    const stats = await stat(given);
    if (stats.isDirectory()) return await collectFolder(given, options);
    if (stats.isFile() && WAV_FILE.test(given)) {
      const file = { path: given, realPath: await realpath(given), linked: false };
      return await findingsIn(path.dirname(given), [file], options);
    }
    if (stats.isFile() && TABLE_FILE.test(given)) return await collectTable(given, options);
    return onlyProblem(given, 'unreadable', 'It is neither a folder, nor a table (.csv), nor a WAV file.');
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

async function collectFolder(root: string, options: CollectOptions): Promise<Findings> {
  const { files, problems } = await walkFolder(root, options);
  const findings = await findingsIn(root, files, options);
  findings.problems.push(...problems);
  return findings;
}

async function findingsIn(
  root: string,
  files: readonly FoundFile[],
  options: CollectOptions,
): Promise<Findings> {
  const breath = createBreath(options.signal);
  const { clips, unknown, otherFormats } = await detect(root, files, breath);
  const emotionFolder = path.join(
    path.dirname(root),
    ...corpusFolderOf(
      clips.filter(({ naming }) => naming.layout === 'folders').map(({ folders }) => folders),
    ),
  );
  const candidates: Candidate[] = [];
  const problems: FileProblem[] = [];
  for (const clip of clips) {
    await breath();
    const problem = problemOf(clip);
    if (problem !== null) {
      problems.push({ path: clip.path, realPath: clip.realPath, ...problem });
      continue;
    }
    const synthetic = await options.isSynthetic(path.dirname(clip.path));
    candidates.push(candidateOf(clip, root, emotionFolder, synthetic));
  }
  for (const file of otherFormats) {
    const format = path.extname(file.path).slice(1).toUpperCase();
    const reason = `It is ${format}, and only WAV is read: convert it, for instance with ffmpeg.`;
    problems.push({ path: file.path, realPath: file.realPath, code: 'unreadable', reason });
  }
  await addSexes(root, files, candidates, problems);
  const explained = await explainByTables(root, files, unknown, options);
  candidates.push(...explained.candidates);
  problems.push(...explained.problems);
  const known = new Set([...explained.candidates, ...explained.problems].map(({ realPath }) => realPath));
  for (const file of unknown) {
    if (known.has(file.realPath)) continue;
    const reason = `Neither its name nor its folder “${path.basename(path.dirname(file.path))}” tells an emotion.`;
    problems.push({ path: file.path, realPath: file.realPath, code: 'unknown-emotion', reason });
  }
  return { candidates, problems };
}

function problemOf({ naming }: NamedFile): Omit<Problem, 'path'> | null {
  if (naming.contradiction !== null) return { code: 'contradiction', reason: naming.contradiction };
  if (naming.emotion !== null) return null;
  const reason = `Its emotion code is ${naming.code}, and ${naming.corpus} has no such.`;
  return { code: 'unknown-emotion', reason };
}

function candidateOf(clip: NamedFile, root: string, emotionFolder: string, synthetic: boolean): Candidate {
  const { naming } = clip;
  const layout = naming.layout as Exclude<typeof naming.layout, 'csv'>;
  let folder = isPartOfCorpus(layout, path.basename(root)) ? path.dirname(root) : root;
  if (layout === 'folders') folder = emotionFolder;
  const name = naming.corpus ?? (path.basename(folder) || 'Clips');
  return {
    path: clip.path,
    realPath: clip.realPath,
    corpus: draftCorpus(layout, name, folder, root, synthetic),
    emotion: naming.emotion!,
    code: naming.code,
    sex: naming.sex,
    intensity: naming.intensity,
    namedSplit: naming.split,
    warning: naming.warning,
    speaker: identify(naming.family, naming.speaker, synthetic),
    sentence: identify(naming.family, naming.sentence, synthetic),
  };
}

/** CREMA-D's names do not tell the sex; its table does, in the scanned folder or beside it. */
async function addSexes(
  root: string,
  files: readonly FoundFile[],
  candidates: Candidate[],
  problems: FileProblem[],
): Promise<void> {
  const lacking = candidates.filter(({ corpus }) => corpus.layout === 'crema-d');
  if (lacking.length === 0) return;
  const isTable = ({ path: file }: { path: string }) =>
    path.basename(file).toLowerCase() === DEMOGRAPHICS_FILE.toLowerCase();
  const beside = path.join(path.dirname(root), DEMOGRAPHICS_FILE);
  const table = files.find(isTable)?.path ?? beside;
  try {
    const sexes = await readDemographics(table);
    for (const candidate of lacking) candidate.sex = sexes.get(candidate.speaker?.id ?? '') ?? null;
  } catch (error) {
    const reason = error instanceof UserError ? error.message : fileReason(error)?.reason;
    if (reason === undefined) throw error;
    if (table === beside) return;
    problems.push({
      path: table,
      realPath: table,
      code: 'unreadable',
      reason: `Sexes stay unknown. ${reason}`,
    });
  }
}

/** Clips whose paths tell nothing may be explained by a table that lies with them. */
async function explainByTables(
  root: string,
  files: readonly FoundFile[],
  unknown: readonly FoundFile[],
  options: CollectOptions,
): Promise<Findings> {
  const findings: Findings = { candidates: [], problems: [] };
  const open = new Set(unknown.map(({ realPath }) => realPath));
  for (const { path: file } of files) {
    if (open.size === 0) break;
    if (!/\.(?:csv|tsv)$/i.test(file)) continue;
    try {
      const found = await collectTable(file, options, { name: path.basename(root) || 'Clips', folder: root });
      const fitting = found.candidates.filter(({ realPath }) => open.has(realPath));
      // A table that knows none of them is about something else, and so are its complaints.
      if (fitting.length === 0) continue;
      findings.candidates.push(...fitting);
      findings.problems.push(...found.problems);
      for (const { realPath } of fitting) open.delete(realPath);
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
    }
  }
  return findings;
}
