import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Problem } from '../../shared/corpora.ts';
import { forEachBounded } from './bounded.ts';
import {
  type Candidate,
  type CollectOptions,
  draftCorpus,
  type FileProblem,
  type Findings,
  identify,
} from './candidates.ts';
import { readPublishedName, WAV_FILE } from './detect.ts';
import { errorCode } from './file-reasons.ts';
import { readTable } from './table.ts';

/**
 * The clips of a table. The table's own columns count; what it does not tell (the thesis's tables have no speakers)
 * is taken from the names of files of the published corpora. `as`: the corpus to put them in, instead of one named
 * after the table.
 *
 * Throws what {@link readTable} throws.
 */
export async function collectTable(
  file: string,
  options: CollectOptions,
  as: { name: string; folder: string } = { name: path.parse(file).name, folder: file },
): Promise<Findings> {
  const table = await readTable(file, options);
  const candidates: Candidate[] = [];
  const problems: FileProblem[] = [];
  const refuse = async (clipPath: string, code: Problem['code'], reason: string) => {
    problems.push({ path: clipPath, realPath: await realPathOf(clipPath), code, reason });
  };
  for (const problem of table.problems) await refuse(problem.path, problem.code, problem.reason);
  await forEachBounded(table.clips, 16, options.signal, async (clip) => {
    if (!WAV_FILE.test(clip.path)) {
      await refuse(clip.path, 'unreadable', 'It is not a WAV file: convert it, for instance with ffmpeg.');
      return;
    }
    const published = readPublishedName(path.dirname(clip.path).split(path.sep), path.parse(clip.path).name);
    // With its speaker and its emotion from the table, the name is not needed and may say what it likes.
    if (published !== null && published.contradiction !== null && clip.speaker === null) {
      await refuse(clip.path, 'contradiction', published.contradiction);
      return;
    }
    const synthetic = await options.isSynthetic(path.dirname(clip.path));
    candidates.push({
      path: clip.path,
      realPath: await realPathOf(clip.path),
      corpus: draftCorpus('csv', as.name, as.folder, as.folder, synthetic),
      emotion: clip.emotion,
      code: clip.code,
      sex: clip.sex ?? published?.sex ?? null,
      intensity: clip.intensity ?? published?.intensity ?? null,
      namedSplit: clip.split,
      warning: clip.speaker === null ? (published?.warning ?? null) : null,
      speaker:
        identify(null, clip.speaker, synthetic) ??
        identify(published?.family ?? null, published?.speaker ?? null, synthetic),
      sentence:
        identify(null, clip.sentence, synthetic) ??
        identify(published?.family ?? null, published?.sentence ?? null, synthetic),
    });
  });
  return { candidates, problems };
}

/** `file` without links; itself where it is not there. */
async function realPathOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return file;
  }
}
