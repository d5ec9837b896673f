import { labelOfWord } from './emotion-words.ts';

/** The folders that were found in a scan, to see what is beside one of them. */
export interface FolderPeers {
  /** The names of the folders with the same parent as the one at `index` of `folders`, itself included. */
  beside(folders: readonly string[], index: number): ReadonlySet<string>;
  /** The names of all folders so many levels below the scanned one. */
  atLevel(index: number): ReadonlySet<string>;
}

/** The peers among these folders. Each is given by the names of all folders from the scanned one on. */
export function folderPeers(all: Iterable<readonly string[]>): FolderPeers {
  const children = new Map<string, Set<string>>();
  const levels: Set<string>[] = [];
  const none: ReadonlySet<string> = new Set();
  const parentOf = (folders: readonly string[], index: number) => folders.slice(0, index).join('/');
  for (const folders of all) {
    for (const [index, folder] of folders.entries()) {
      const parent = parentOf(folders, index);
      const known = children.get(parent) ?? new Set();
      children.set(parent, known.add(folder));
      levels[index] = (levels[index] ?? new Set()).add(folder);
    }
  }
  return {
    beside: (folders, index) => children.get(parentOf(folders, index)) ?? none,
    atLevel: (index) => levels[index] ?? none,
  };
}

/** The folder that names a clip's emotion. */
export type EmotionLevel =
  | { index: number; conflict: null }
  /** Two folders name different emotions, and nothing tells which one counts. */
  | { index: number; conflict: [outer: string, inner: string] };

/**
 * Finds the folder that names the emotion; null if there is none. The scanned folder counts only if no other does: a
 * project called “Sad” is not a corpus of sad clips. If folders name different emotions (`angry/Joy`, where Joy is a person),
 * the one counts that is beside other emotions.
 */
export function emotionLevel(folders: readonly string[], peers: FolderPeers | null): EmotionLevel | null {
  const naming = [...folders.keys()].filter((index) => labelOfWord(folders[index]) !== null);
  if (naming.length === 0) return null;
  const inside = naming.filter((index) => index > 0);
  if (inside.length === 0) return { index: 0, conflict: null };
  const last = inside[inside.length - 1];
  const labels = new Set(inside.map((index) => labelOfWord(folders[index])));
  if (labels.size === 1 || peers === null) return { index: last, conflict: null };
  for (const near of [
    (index: number) => peers.beside(folders, index),
    (index: number) => peers.atLevel(index),
  ]) {
    const amongEmotions = inside.filter((index) => countLabels(near(index)) > 1);
    if (new Set(amongEmotions.map((index) => labelOfWord(folders[index]))).size === 1)
      return { index: amongEmotions[amongEmotions.length - 1], conflict: null };
  }
  const outer = inside.findLast((index) => labelOfWord(folders[index]) !== labelOfWord(folders[last]))!;
  return { index: last, conflict: [folders[outer], folders[last]] };
}

/** How many different labels the folders name. */
export function countLabels(folders: Iterable<string>): number {
  const labels = new Set([...folders].map(labelOfWord));
  labels.delete(null);
  return labels.size;
}
