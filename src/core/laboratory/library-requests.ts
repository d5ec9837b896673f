import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../../shared/failure.ts';
import type { ClipRow, LibraryFolder } from '../../shared/library.ts';
import { type ConcludedScan, concludeScan } from '../corpora/conclude-scan.ts';
import type { MeasuredClip } from '../corpora/corpus-list.ts';
import { errorCode } from '../corpora/file-reasons.ts';
import { lookAtFolder } from '../corpora/look-at-folder.ts';
import { readFolders } from '../corpora/scan.ts';
import type { LibraryEntry } from '../runs/library-table.ts';
import type { KeptSound } from '../runs/scanned-rows.ts';
import { listFolder } from './folder-listing.ts';
import { isThere, keepReading, noteWhereClipsLie, recallScan } from './library.ts';
import type { CallContext, Handlers, Parts } from './parts.ts';

type Names =
  | 'library.list'
  | 'library.detect'
  | 'library.add'
  | 'library.remove'
  | 'library.clips'
  | 'folders.list';

/** The corpora that the user has added, which the laboratory remembers. */
export function libraryRequests(parts: Parts): Handlers<Names> {
  const { log, emit } = parts;
  const changed = () => emit({ name: 'library.changed', data: {} });
  /** The last answer to `library.clips`: the next stretch of it is most often what is asked for next. */
  let recalled: { key: string; scan: ConcludedScan<KeptSound> } | null = null;
  const recall = async (entries: readonly LibraryEntry[], signal: AbortSignal | undefined) => {
    const key = entries.map(({ scan }) => scan).join();
    if (recalled?.key !== key) recalled = { key, scan: await recallScan(log, entries, signal) };
    return recalled.scan;
  };
  return {
    'library.list': () => libraryFolders(parts),
    'library.detect': async ({ folder }, { signal }) => {
      const place = placeOf(folder);
      if (!(await isThere(place))) throw new UserError('folder-missing', missingSentence(place, undefined));
      await refuseSound(place);
      return lookAtFolder(place, signal);
    },
    'library.add': async ({ folders }, context) => {
      for (const folder of await distinctFolders(parts, folders)) {
        await addFolder(parts, folder, context);
        changed();
      }
      return libraryFolders(parts);
    },
    'library.remove': async ({ folder }) => {
      if (!log.removeFromLibrary(folder)) throw notAdded(folder);
      changed();
      return {};
    },
    'library.clips': async ({ folders, offset, limit }, { signal }) => {
      const wanted = new Set(folders);
      const entries = log.listLibrary().filter(({ folder }) => wanted.delete(folder));
      for (const folder of wanted) throw notAdded(folder);
      const { clips, problems } = await recall(entries, signal);
      return {
        clips: clips.slice(offset, offset + limit).map(clipRow),
        problems: problems.slice(offset, offset + limit),
        total: { clips: clips.length, problems: problems.length },
      };
    },
    'folders.list': ({ folder }) => listFolder(folder === null ? null : placeOf(folder)),
  };
}

/** An absolute path for what somebody wrote; `~` is the home folder, as in a shell. */
const placeOf = (written: string) =>
  resolve(/^~(?=$|[\\/])/.test(written) ? join(homedir(), written.slice(1)) : written);

const notAdded = (folder: string) =>
  new UserError('folder-not-added', `${folder} is not among the added corpora. Add it first.`);

async function libraryFolders({ log }: Parts): Promise<LibraryFolder[]> {
  return Promise.all(
    log
      .listLibrary()
      .map(async ({ scan: _, ...entry }) => ({ ...entry, there: await isThere(entry.folder) })),
  );
}

/** The folders by the names under which they were added already, links and spellings aside; each once. */
async function distinctFolders({ log }: Parts, folders: readonly string[]): Promise<string[]> {
  const known = new Map<string, string>();
  for (const { folder } of log.listLibrary()) known.set(await realName(folder), folder);
  const distinct = new Set<string>();
  for (const folder of folders.map(placeOf)) {
    const real = await realName(folder);
    if (!known.has(real)) known.set(real, folder);
    distinct.add(known.get(real)!);
  }
  return [...distinct];
}

async function realName(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return folder;
  }
}

/**
 * Scans a folder and makes it one of the library's; what was known of it stays until the scan is whole.
 * @throws UserError `folder-missing`, `not-a-corpus`, `no-clips`, `folder-empty`, `cancelled`.
 */
async function addFolder(parts: Parts, folder: string, context: CallContext): Promise<void> {
  const { log } = parts;
  const { signal, progress } = context;
  const before = log.listLibrary().find((entry) => entry.folder === folder);
  if (!(await isThere(folder))) {
    // Taking a removal back must not depend on a disk that is plugged in.
    if (before === undefined && log.restoreToLibrary(folder)) return;
    throw new UserError('folder-missing', missingSentence(folder, before));
  }
  await refuseSound(folder);
  const reading = await readFolders([folder], {
    memory: log.scanMemory,
    signal,
    onProgress: ({ phase, done, total }) => progress(phase, done, phase === 'searching' ? null : total),
  }).finally(() => log.scanMemory.flush());
  const scan = await concludeScan([reading], signal);
  if (scan.clips.length === 0 && scan.problems.length === 0) throw nothingFound(folder, before);
  await keepReading(log, folder, reading, scan, signal);
  await noteWhereClipsLie(log, scan.clips, signal);
}

function missingSentence(folder: string, before: LibraryEntry | undefined): string {
  return before === undefined
    ? `There is no such folder: ${folder}. Check the path.`
    : `${folder} cannot be found now. If it lies on a disk that is unplugged, plug it in and scan again; what was ` +
        'found there before still stands.';
}

function nothingFound(folder: string, before: LibraryEntry | undefined): UserError {
  return before === undefined || before.clips === 0
    ? new UserError(
        'no-clips',
        `There are no sound files in ${folder}. Choose the folder that the clips lie in.`,
      )
    : new UserError(
        'folder-empty',
        `${folder} is empty now, and held ${before.clips} clips before. If it should not be, mount its disk and scan ` +
          'again; what was found there before still stands.',
      );
}

/** One sound is no corpus; a table of clips is. */
async function refuseSound(file: string): Promise<void> {
  const stats = await stat(file);
  if (stats.isDirectory() || /\.(?:csv|tsv|txt)$/i.test(file)) return;
  throw new UserError(
    'not-a-corpus',
    `${file} is a single file. Add the folder that it lies in, or a table of clips (.csv).`,
  );
}

function clipRow(clip: MeasuredClip<KeptSound>): ClipRow {
  const { fingerprint: _f, namedSplit: _n, ...row } = clip;
  return row;
}
