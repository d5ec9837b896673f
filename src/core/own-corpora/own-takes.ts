import { readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCode } from '#core/system/file-errors.ts';
import { makeFolder } from '#core/system/make-folder.ts';
import { type OwnTake, promptKey } from '#shared/own-corpora.ts';
import type { CorpusPaths } from './corpus-paths.ts';
import { readTakeFileName } from './take-files.ts';

/** The names of files or folders in a folder; none if it does not exist. */
export async function namesIn(folder: string, kind: 'files' | 'folders'): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => (kind === 'files' ? entry.isFile() : entry.isDirectory()))
      .map(({ name }) => name)
      .toSorted();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * All takes of a speaker, by the names of their files: nothing else records which takes there are. Those in the corpus are
 * `used`.
 */
export async function takesOf(paths: CorpusPaths, code: string): Promise<OwnTake[]> {
  const read = async (folder: string, used: boolean) =>
    (await namesIn(folder, 'files')).flatMap((file): OwnTake[] => {
      const read = readTakeFileName(code, file);
      return read === null ? [] : [{ ...read, used, path: join(folder, file) }];
    });
  const all = [...(await read(paths.clips(code), true)), ...(await read(paths.otherTakes(code), false))];
  return all.sort(
    (a, b) =>
      a.sentence - b.sentence || a.emotion - b.emotion || a.repetition - b.repetition || a.take - b.take,
  );
}

/**
 * Makes exactly one take of each prompt the used one: `chosen`, if it is among them, else the newest used one, else the
 * newest. Repairs what a killed process left. Returns all takes.
 */
export async function chooseTakes(
  paths: CorpusPaths,
  code: string,
  chosen: Pick<OwnTake, 'sentence' | 'emotion' | 'repetition' | 'take'> | null,
): Promise<OwnTake[]> {
  const all = await takesOf(paths, code);
  const result: OwnTake[] = [];
  for (const takes of Map.groupBy(all, promptKey).values()) {
    const isChosen = ({ take }: OwnTake) =>
      chosen !== null && promptKey(chosen) === promptKey(takes[0]) && take === chosen.take;
    const used = takes.find(isChosen) ?? takes.findLast((take) => take.used) ?? takes[takes.length - 1];
    // The used one first: there is always one in the corpus.
    for (const take of [used, ...takes.filter((take) => take !== used)])
      result.push(await moved(paths, code, take, take === used));
  }
  return result.sort((a, b) => a.take - b.take);
}

/** Moves a take into the corpus or out of it. */
async function moved(paths: CorpusPaths, code: string, take: OwnTake, used: boolean): Promise<OwnTake> {
  if (take.used === used) return take;
  const folder = used ? paths.clips(code) : paths.otherTakes(code);
  makeFolder(folder);
  const path = join(folder, basename(take.path));
  await rename(take.path, path);
  return { ...take, used, path };
}
