import { labelOfWord } from './emotion-words.ts';
import type { FolderPeers } from './folder-peers.ts';

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
