import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { listFiles } from '#core/corpora/scan/list-files.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { createFileIndex, type FileIndex, foldedName } from './file-index.ts';

/** Folders above the table that a relative path may start from: `meta/labels.csv` often names `wav/x.wav`. */
const FOLDERS_ABOVE = 2;
/** Folders above these, of which the nearest counts that has the first folder of the path: EmoBox's lists are three below. */
const FAR_ABOVE = 4;
/** More files beside a table are not its corpus. */
const MAX_FILES_BESIDE = 50_000;
/** A shorter name, such as `001.wav`, is too common to find a file without a folder. */
const MIN_NAME_CHARACTERS = 5;

export interface PathFinderOptions {
  /** Files in which the table's files are, if they are known. Otherwise the table's folder is listed when needed. */
  files?: readonly { path: string }[];
  signal?: AbortSignal;
}

/**
 * Creates a function that finds the files of a table. `written` holds every path of the table, `folder` is the folder
 * of the table. The function resolves to the absolute path of an existing file, or null.
 *
 * A path is absolute, or relative to the table's folder, to one of two folders above it, or to the nearest one further above
 * that has the first folder of the path (`data/emodb/fold_1/list.jsonl` names `downloads/emodb/wav/x.wav`); with `/` or `\`, as
 * `file://` address with `%20`, or after a placeholder (`{data_root}/x.wav`). For a table from another machine
 * (`/kaggle/input/tess/OAF_Fear/x.wav`, `C:\\data\\x.wav`, other case or Unicode form, another format), it takes the
 * file with the longest common end of the path below the table's folder, or beside it if the folder has no clips. A
 * file name alone is accepted only if no other row and no other file has the same name, because many corpora repeat
 * names in each speaker's folder.
 */
export function createPathFinder(
  folder: string,
  written: readonly string[],
  { files, signal }: PathFinderOptions = {},
): (written: string) => Promise<string | null> {
  const rowsOf = new Map<string, Set<string>>();
  for (const text of written) {
    const name = foldedName(partsOf(text).at(-1) ?? '');
    rowsOf.set(name, (rowsOf.get(name) ?? new Set()).add(text));
  }
  const above = foldersAbove(folder, FOLDERS_ABOVE + FAR_ABOVE);
  const near = [folder, ...above.slice(0, FOLDERS_ABOVE)];
  const far = above.slice(FOLDERS_ABOVE);
  const exists = existenceCheck();
  /** The folders that a relative path may start from. Most that lack its first folder are left out for all rows at once. */
  const basesOf = async (form: string): Promise<string[]> => {
    const [first, ...others] = form.split('/');
    if (others.length === 0 || first === '.' || first === '..') return near;
    const has = await Promise.all(above.concat(folder).map((base) => exists(path.join(base, first))));
    const holds = new Map(above.concat(folder).map((base, at) => [base, has[at]]));
    const furthest = far.find((base) => holds.get(base));
    return [...near, ...(furthest === undefined ? [] : [furthest])].filter((base) => holds.get(base));
  };
  let index: Promise<FileIndex> | null = null;

  return async (text) => {
    for (const form of spellings(text))
      for (const base of path.isAbsolute(form) ? [''] : await basesOf(form)) {
        const plain = await existingFile(path.resolve(base, form));
        if (plain !== null) return plain;
      }
    const parts = partsOf(text);
    const name = parts.at(-1);
    if (name === undefined) return null;
    index ??=
      files === undefined
        ? indexOf(folder, signal)
        : Promise.resolve(createFileIndex(folder, pathsOf(files)));
    const found = (await index).find(parts);
    if (found === null || found.folders > 0) return found?.path ?? null;
    const isOnly = (rowsOf.get(foldedName(name))?.size ?? 0) <= 1;
    const isBare = parts.length === 1 || path.dirname(found.path) === folder;
    return isOnly && (isBare || path.parse(name).name.length >= MIN_NAME_CHARACTERS) ? found.path : null;
  };
}

const pathsOf = (files: readonly { path: string }[]) => files.map((file) => file.path);

/** The sound files below the table's folder; if there are none, those below the folder above it. */
async function indexOf(folder: string, signal: AbortSignal | undefined): Promise<FileIndex> {
  const own = createFileIndex(folder, pathsOf((await listFiles(folder, { signal })).files));
  const [above] = foldersAbove(folder, 1);
  if (own.size > 0 || above === undefined) return own;
  let tooMany = false;
  const enough = (found: number) => {
    tooMany ||= found > MAX_FILES_BESIDE;
    return tooMany;
  };
  const beside = await listFiles(above, { signal, enough });
  return tooMany ? own : createFileIndex(above, pathsOf(beside.files));
}

/** Tells whether a file or folder exists, and remembers it. */
function existenceCheck(): (file: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (file) => {
    const answer = known.get(file) ?? matches(file, () => true);
    known.set(file, answer);
    return answer;
  };
}

/** The folders above one that may belong to the same corpus: not a disk, a home folder or the temporary folder. */
function foldersAbove(folder: string, most: number): string[] {
  const ends = new Set([path.parse(folder).root, homedir(), path.dirname(homedir()), tmpdir()]);
  const above: string[] = [];
  for (let at = folder; above.length < most && !ends.has(path.dirname(at)); at = path.dirname(at))
    above.push(path.dirname(at));
  return above;
}

/** The ways to read a written path: as it is, with other separators, without a placeholder, and decoded. */
function spellings(text: string): string[] {
  const plain = withoutPlaceholder(text);
  const slashed = plain.replaceAll('\\', '/');
  const forms = new Set([plain, slashed, decoded(slashed)]);
  forms.delete('');
  return [...forms];
}

const withoutPlaceholder = (text: string) => text.replace(/^(?:\{\w+\}|\$\{?\w+\}?|<\w+>|%\w+%)[\\/]+/, '');

/** The path of a `file:` address, and a path with `%20` for spaces, as text. */
function decoded(text: string): string {
  const plain = text.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/i, '').replace(/^\/(?=[a-z]:\/)/i, '');
  try {
    return decodeURIComponent(plain);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return plain;
  }
}

function partsOf(text: string): string[] {
  return decoded(withoutPlaceholder(text).replaceAll('\\', '/'))
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
}

/** `file`, or `file.wav` if the table omits the extension; null if neither is a file. */
async function existingFile(file: string): Promise<string | null> {
  const isFile = (stats: Stats) => stats.isFile();
  if (await matches(file, isFile)) return file;
  return path.extname(file) === '' && (await matches(`${file}.wav`, isFile)) ? `${file}.wav` : null;
}

async function matches(candidate: string, test: (stats: Stats) => boolean): Promise<boolean> {
  try {
    return test(await stat(candidate));
  } catch (error) {
    // A cell can hold any text: names that are too long, contain NUL or cannot be accessed are not files.
    if (errorCode(error) === null) throw error;
    return false;
  }
}
