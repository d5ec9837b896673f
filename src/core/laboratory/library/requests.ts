import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { previewRule } from '#core/corpora/rules/preview-rule.ts';
import type { MeasuredClip } from '#core/corpora/scan/corpus-list.ts';
import { mergeScan } from '#core/corpora/scan/merge-scan.ts';
import { previewFolder } from '#core/corpora/scan/preview-folder.ts';
import { readFolders } from '#core/corpora/scan/scan-folders.ts';
import { isDamagedRecord } from '#core/database/stored-values.ts';
import type { LibraryEntry } from '#core/database/tables/library-table.ts';
import type { StoredSound } from '#core/database/tables/scanned-rows.ts';
import { followCorrections } from '#core/laboratory/corrections/correct-scan.ts';
import { whileBusy } from '#core/laboratory/log-waits.ts';
import type { CallContext, Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { realPathOrSame } from '#core/system/real-path.ts';
import type { CorpusRule } from '#shared/corpus-rules.ts';
import { TABLE_NAME } from '#shared/corpus-tables.ts';
import { UserError } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import type { ClipRow, LibraryFolder } from '#shared/library.ts';
import { renameCorpus, withNames } from './corpus-names.ts';
import { ruleOf, saveRule, storedRule } from './corpus-rule.ts';
import { listFolder } from './folder-listing.ts';
import { pathExists, saveReading, updateClipPaths } from './library.ts';
import type { LibraryScan } from './library-scan.ts';
import { createOverlaps } from './overlaps.ts';

/** The corpora that the user has added. */
export function libraryRequests(
  services: Services,
  libraryScan: LibraryScan,
): Handlers<RequestsOf<'library' | 'folders'>> {
  const { log, reader } = services;
  const overlaps = createOverlaps(services);
  return {
    'library.list': () => libraryFolders(services),
    'library.detect': async ({ folder }, { signal }) => {
      const path = pathOf(folder);
      if (!(await pathExists(path))) throw new UserError('folder-missing', missingMessage(path, undefined));
      await rejectSound(path);
      return previewFolder(path, { signal, reader, ruleOf: ruleOf(log), ownWords: log.ownWords() });
    },
    'library.add': async ({ folders }, context) => {
      const damaged: unknown[] = [];
      for (const [index, folder] of (await distinctFolders(services, folders)).entries()) {
        // Pages show each folder while the next one is scanned.
        if (index > 0) context.changed();
        await addFolder(services, folder, context).catch((error: unknown) => {
          if (!isDamagedRecord(error)) throw error;
          damaged.push(error);
        });
      }
      if (damaged.length > 0) throw damaged[0];
      return libraryFolders(services);
    },
    'library.rule': ({ folder }) => storedRule(log, pathOf(folder)),
    'library.previewRule': async ({ folder, rule }, { signal }) => {
      const path = await folderOf(folder, null);
      const saved = rule === null ? (await storedRule(log, path)).rule : null;
      const preview = await previewRule(path, rule ?? saved, { signal, reader, ownWords: log.ownWords() });
      return { ...preview, saved: saved !== null };
    },
    'library.setRule': async ({ folder, rule }) => {
      await saveRule(log, await folderOf(folder, rule), rule);
      return {};
    },
    'library.remove': async ({ folder }) => {
      if (!(await whileBusy(() => log.removeFromLibrary(folder)))) throw notAdded(folder);
      return {};
    },
    'library.rename': async ({ key, name }) => {
      renameCorpus(log, key, name);
      return {};
    },
    'library.overlaps': (_, { signal }) => overlaps(signal),
    'library.clips': async ({ folders, offset, limit }, { signal }) => {
      const wanted = new Set(folders);
      const entries = log.listLibrary().filter(({ folder }) => wanted.delete(folder));
      for (const folder of wanted) throw notAdded(folder);
      const { clips, problems } = await libraryScan(signal, entries);
      return {
        clips: clips.slice(offset, offset + limit).map(clipRow),
        problems: problems.slice(offset, offset + limit),
        total: { clips: clips.length, problems: problems.length },
      };
    },
    'folders.list': ({ folder }) => listFolder(folder === null ? null : pathOf(folder)),
  };
}

/** The absolute path of a typed path; `~` is the home folder, as in a shell. */
const pathOf = (written: string) =>
  resolve(/^~(?=$|[\\/])/.test(written) ? join(homedir(), written.slice(1)) : written);

/** The absolute path of a folder that exists, or of a table if the rule names its columns. */
async function folderOf(written: string, rule: CorpusRule | null): Promise<string> {
  const path = pathOf(written);
  if (!(await pathExists(path))) throw new UserError('folder-missing', missingMessage(path, undefined));
  if (
    (await stat(path)).isDirectory() ||
    (TABLE_NAME.test(path) && (rule === null || rule.read.by === 'table'))
  )
    return path;
  throw new UserError('not-a-folder', `${path} is not a folder. A rule is for the clips of a folder.`);
}

const notAdded = (folder: string) =>
  new UserError('folder-not-added', `${folder} is not among the added corpora. Add it first.`);

async function libraryFolders({ log }: Services): Promise<LibraryFolder[]> {
  const names = log.corpusNames();
  const current = log.ownWordsKey();
  return Promise.all(
    log.listLibrary().map(async ({ scan: _, words = '', ...entry }) => ({
      ...entry,
      otherWords: words !== current,
      corpora: withNames(entry.corpora, names),
      there: await pathExists(entry.folder),
    })),
  );
}

/** The folders without duplicates. Folders that were added before keep their names, also through links. */
async function distinctFolders({ log }: Services, folders: readonly string[]): Promise<string[]> {
  const known = new Map<string, string>();
  for (const { folder } of log.listLibrary()) known.set(await realPathOrSame(folder), folder);
  const distinct = new Set<string>();
  for (const folder of folders.map(pathOf)) {
    const real = await realPathOrSame(folder);
    if (!known.has(real)) known.set(real, folder);
    distinct.add(known.get(real)!);
  }
  return [...distinct];
}

/**
 * Scans a folder and adds it to the library. Its previous scan stays until the new one is complete.
 * @throws UserError `folder-missing`, `not-a-corpus`, `no-clips`, `folder-empty`, `cancelled`, and `record-damaged` for its rule.
 */
async function addFolder(services: Services, folder: string, context: CallContext): Promise<void> {
  const { log, reader, sounds } = services;
  const { signal, progress } = context;
  const before = log.listLibrary().find((entry) => entry.folder === folder);
  if (!(await pathExists(folder))) {
    // A removal can be undone while the disk is not connected.
    if (before === undefined && log.restoreToLibrary(folder)) return;
    throw new UserError('folder-missing', missingMessage(folder, before));
  }
  await rejectSound(folder);
  // A scan without the rule would replace the earlier scan with another reading, or with nothing.
  await ruleOf(log)(folder);
  const ownWords = log.ownWords();
  const words = log.ownWordsKey();
  const reading = await readFolders([folder], {
    sounds,
    memory: log.scanMemory,
    signal,
    reader,
    ruleOf: ruleOf(log),
    ownWords,
    onProgress: ({ phase, done, total }) => progress(phase, done, phase === 'searching' ? null : total),
  }).finally(() => whileBusy(() => log.scanMemory.flush()));
  const scan = await mergeScan([reading], signal);
  if (scan.clips.length === 0 && scan.problems.length === 0) throw nothingFound(folder, before);
  await saveReading(log, folder, { reading, scan, words }, signal);
  await updateClipPaths(log, scan.clips, signal);
  await followCorrections(log, scan.clips);
}

function missingMessage(folder: string, before: LibraryEntry | undefined): string {
  return before === undefined
    ? `The folder does not exist: ${folder}. Check the path.`
    : `${folder} cannot be found. If it is on an external disk, connect the disk and scan again. ` +
        'The earlier scan is still available.';
}

function nothingFound(folder: string, before: LibraryEntry | undefined): UserError {
  return before === undefined || before.clips === 0
    ? new UserError('no-clips', `There are no sound files in ${folder}. Choose the folder with the clips.`)
    : new UserError(
        'folder-empty',
        `${folder} is empty, but had ${counted(before.clips, 'clip')} before. Connect its disk if necessary and scan again. ` +
          'The earlier scan is still available.',
      );
}

/** Rejects a single sound, which is not a corpus. A table of clips is accepted. */
async function rejectSound(file: string): Promise<void> {
  const stats = await stat(file);
  if (stats.isDirectory() || TABLE_NAME.test(file)) return;
  throw new UserError(
    'not-a-corpus',
    `${file} is a single file. Add its folder, or a table of clips (.csv).`,
  );
}

function clipRow(clip: MeasuredClip<StoredSound>): ClipRow {
  const { namedSplit: _n, ...row } = clip;
  return row;
}
