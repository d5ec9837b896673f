import { labelOfWord } from './emotion-words.ts';
import type { FolderPeers } from './folder-peers.ts';

/** The folder that names a clip's emotion. */
export type EmotionLevel =
  | { index: number; conflict: null }
  /** Two folders name different emotions, and nothing tells which one counts. */
  | { index: number; conflict: [outer: string, inner: string] };

/**
 * Finds the folder that names the emotion; null if there is none. If folders name different emotions (`angry/Joy`, where Joy is
 * a person), the one counts that is among other emotions. For the scanned folder see {@link meaningOfRoot}.
 */
export function emotionLevel(folders: readonly string[], peers: FolderPeers | null): EmotionLevel | null {
  if (peers === null) return levelOf(folders, null);
  // Many clips are in one folder.
  const known = levels.get(peers) ?? new WeakMap<readonly string[], EmotionLevel | null>();
  levels.set(peers, known);
  let level = known.get(folders);
  if (level === undefined) {
    level = levelOf(folders, peers);
    known.set(folders, level);
  }
  return level;
}

const levels = new WeakMap<FolderPeers, WeakMap<readonly string[], EmotionLevel | null>>();

function levelOf(folders: readonly string[], peers: FolderPeers | null): EmotionLevel | null {
  const naming = [...folders.keys()].filter((index) => labelOfWord(folders[index]) !== null);
  if (naming.length === 0) return null;
  const inside = naming.filter((index) => index > 0);
  const root: RootMeaning =
    naming[0] === 0 && peers !== null ? meaningOfRoot(folders[0], peers) : 'counts if alone';
  if (root === 'counts') return { index: 0, conflict: null };
  if (typeof root === 'object')
    return { index: inside.at(-1) ?? 0, conflict: [folders[0], root.contradicting] };
  if (inside.length === 0) return root === 'is a project' ? null : { index: 0, conflict: null };
  const last = inside[inside.length - 1];
  const labels = new Set(inside.map((index) => labelOfWord(folders[index])));
  if (labels.size === 1 || peers === null) return { index: last, conflict: null };
  for (const near of [
    (index: number) => peers.under(folders, inside[0], index),
    (index: number) => peers.atLevel(index),
  ]) {
    const scored = inside.map((index) => ({ index, score: emotionScore(near(index)) }));
    const best = Math.max(...scored.map(({ score }) => score));
    const among = best === 0 ? [] : scored.filter(({ score }) => score === best).map(({ index }) => index);
    if (new Set(among.map((index) => labelOfWord(folders[index]))).size === 1)
      return { index: among[among.length - 1], conflict: null };
  }
  const outer = inside.findLast((index) => labelOfWord(folders[index]) !== labelOfWord(folders[last]))!;
  return { index: last, conflict: [folders[outer], folders[last]] };
}

/** 2: all folders are emotions, several of them; 1: some are, beside persons; 0: at most one. */
function emotionScore(folders: ReadonlySet<string>): number {
  if (countLabels(folders) < 2) return 0;
  return [...folders].every((folder) => labelOfWord(folder) !== null) ? 2 : 1;
}

/** What the scanned folder is, if its name is an emotion's. */
type RootMeaning = 'counts' | 'counts if alone' | 'is a project' | { contradicting: string };

/**
 * A project called “Sad” with folders of several emotions is not a corpus of sad clips. The scanned folder counts if no folder
 * below names another emotion, or few do (Joy, among other persons). It contradicts a single other emotion that has half
 * of the folders below, unless some clips are in no folder below.
 */
function meaningOfRoot(root: string, peers: FolderPeers): RootMeaning {
  const known = meanings.get(peers);
  if (known !== undefined) return known;
  const names = new Set(peers.all.flatMap((folders) => folders.slice(1)));
  const naming = [...names].filter((name) => labelOfWord(name) !== null);
  const labels = new Set(naming.map(labelOfWord));
  const areFew =
    2 * naming.length < names.size || (labels.size < 2 && peers.all.some(({ length }) => length === 1));
  let meaning: RootMeaning = 'counts';
  if (labels.size > 1 && !areFew) meaning = 'is a project';
  else if (labels.size === 1 && !labels.has(labelOfWord(root)) && !areFew)
    meaning = { contradicting: naming[0] };
  meanings.set(peers, meaning);
  return meaning;
}

const meanings = new WeakMap<FolderPeers, RootMeaning>();

/** How many different labels the folders name. */
export function countLabels(folders: Iterable<string>): number {
  const labels = new Set([...folders].map(labelOfWord));
  labels.delete(null);
  return labels.size;
}
