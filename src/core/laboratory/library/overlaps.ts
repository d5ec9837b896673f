import type { MeasuredCandidate } from '#core/corpora/scan/corpus-list.ts';
import { readFolders } from '#core/corpora/scan/scan-folders.ts';
import type { LibraryEntry } from '#core/database/tables/library-table.ts';
import { findNearDuplicates, nearDuplicateGroups } from '#core/fingerprints/near-duplicates.ts';
import type { Services } from '#core/laboratory/services.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { Overlap } from '#shared/library.ts';
import { ruleOf } from './corpus-rule.ts';
import { pathExists } from './library.ts';

/** The clips of one folder, each real file once. */
interface FolderClips {
  folder: string;
  clips: MeasuredCandidate[];
}

/**
 * Returns a function that counts the clips that folders of the library have in common. A corpus that repeats another one
 * would leak into the test or count twice. It takes a few seconds for 12,000 clips, in pieces of a few milliseconds, so
 * the result is remembered until a folder is added, removed or scanned again.
 */
export function createOverlaps(services: Services): (signal?: AbortSignal) => Promise<Overlap[]> {
  let remembered: { key: string; overlaps: Overlap[] } | null = null;
  return async (signal) => {
    const entries: LibraryEntry[] = [];
    for (const entry of services.log.listLibrary()) if (await pathExists(entry.folder)) entries.push(entry);
    const key = JSON.stringify(entries.map(({ scan }) => scan));
    if (remembered?.key !== key) remembered = { key, overlaps: await compute(services, entries, signal) };
    return remembered.overlaps;
  };
}

async function compute(
  { log, reader, sounds }: Services,
  entries: readonly LibraryEntry[],
  signal: AbortSignal | undefined,
): Promise<Overlap[]> {
  if (entries.length < 2) return [];
  const folders: FolderClips[] = [];
  for (const { folder } of entries) {
    // Known files are not read again.
    const { measured } = await readFolders([folder], {
      memory: log.scanMemory,
      signal,
      reader,
      sounds,
      ruleOf: ruleOf(log),
      ownWords: log.ownWords(),
    });
    folders.push({ folder, clips: measured });
  }
  log.scanMemory.flush();
  return countOverlaps(folders, signal);
}

async function countOverlaps(folders: readonly FolderClips[], signal?: AbortSignal): Promise<Overlap[]> {
  const yieldNow = createYielder(signal);
  const all = folders.flatMap(({ clips }) => clips);
  const pairs = await findNearDuplicates(
    all.map(({ sound }) => sound.signature),
    yieldNow,
  );
  const groups = nearDuplicateGroups(all.length, pairs);
  await yieldNow();
  // By sound and by group: the real files with it, by folder.
  const bySound = new Map<string, Map<number, Set<string>>>();
  const byGroup = new Map<number, Map<number, Set<string>>>();
  const add = <K>(index: Map<K, Map<number, Set<string>>>, key: K, folder: number, path: string) => {
    const files = index.get(key) ?? new Map<number, Set<string>>();
    index.set(key, files.set(folder, (files.get(folder) ?? new Set()).add(path)));
  };
  let at = 0;
  const numbered = folders.map(({ folder, clips }, number) => ({
    folder,
    clips: clips.map(({ candidate: { realPath }, sound: { fingerprint } }) => {
      const group = groups[at++];
      add(bySound, fingerprint, number, realPath);
      add(byGroup, group, number, realPath);
      return { realPath, fingerprint, group };
    }),
  }));
  await yieldNow();

  const overlaps: Overlap[] = [];
  for (const { folder, clips } of numbered) {
    for (const [other, { folder: otherFolder }] of numbered.entries()) {
      if (otherFolder === folder) continue;
      /** Another file there: a folder inside another one has the same files, which count once. */
      const isThere = (files: Map<number, Set<string>> | undefined, realPath: string) => {
        const paths = files?.get(other);
        return paths !== undefined && !paths.has(realPath);
      };
      let same = 0;
      let nearIdentical = 0;
      for (const { realPath, fingerprint, group } of clips) {
        if (isThere(bySound.get(fingerprint), realPath)) same++;
        else if (!bySound.get(fingerprint)?.has(other) && isThere(byGroup.get(group), realPath))
          nearIdentical++;
      }
      await yieldNow();
      if (same + nearIdentical > 0)
        overlaps.push({ folder, other: otherFolder, clips: clips.length, same, nearIdentical });
    }
  }
  return overlaps;
}
