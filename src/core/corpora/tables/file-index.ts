import path from 'node:path';
import { isSoundFileName, withoutSoundEnding } from '#shared/sound-endings.ts';

/** Finds files by the end of a path that another machine or system wrote. */
export interface FileIndex {
  readonly size: number;
  /**
   * The one file whose path has the most parts at its end in common with `parts`, at least its name. Compares without
   * case, Unicode form and the ending of sound files. Of several, one whose path below `base` is all in common is
   * preferred, then one with exactly the name. Null if there is none, or no single one.
   */
  find(parts: readonly string[]): { path: string; folders: number } | null;
}

/** A name as all systems compare it: macOS decomposes accents, Windows and macOS ignore case. */
export const foldedName = (name: string): string => name.normalize('NFC').toLowerCase();

const stemOf = (name: string) => foldedName(withoutSoundEnding(name));

/** An index of the sound files among `paths`, which are absolute and below `base`. */
export function createFileIndex(base: string, paths: Iterable<string>): FileIndex {
  const byStem = new Map<string, string[]>();
  let size = 0;
  for (const file of paths) {
    if (!isSoundFileName(file)) continue;
    size++;
    const stem = stemOf(path.basename(file));
    const same = byStem.get(stem);
    if (same === undefined) byStem.set(stem, [file]);
    else same.push(file);
  }
  return {
    size,
    find(parts) {
      const name = parts.at(-1) ?? '';
      const wanted = parts.slice(0, -1).map(foldedName);
      const scored = (byStem.get(stemOf(name)) ?? []).map((file) => {
        const { dir, base: own } = path.parse(file);
        const folders = commonEnd(wanted, dir.split(path.sep));
        const isWhole = folders > 0 && path.relative(base, dir).split(path.sep).length === folders;
        // The exact name is preferred to one in other letters or another format.
        const likeness = own === name ? 2 : foldedName(own) === foldedName(name) ? 1 : 0;
        return { path: file, folders, whole: isWhole ? 1 : 0, likeness };
      });
      const rank = (a: (typeof scored)[number], b: (typeof scored)[number]) =>
        b.folders - a.folders || b.whole - a.whole || b.likeness - a.likeness;
      const [best, next] = scored.sort(rank);
      return best === undefined || (next !== undefined && rank(best, next) === 0) ? null : best;
    },
  };
}

function commonEnd(wanted: readonly string[], folders: readonly string[]): number {
  let same = 0;
  while (same < wanted.length && wanted.at(-1 - same) === foldedName(folders.at(-1 - same) ?? '')) same++;
  return same;
}
