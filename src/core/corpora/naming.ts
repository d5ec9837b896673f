import type { Layout, SplitPart } from '../../shared/corpora.ts';
import type { Emotion } from '../../shared/emotions.ts';

/** What a path alone tells about a recording. Nothing has been read yet. */
export interface Naming {
  layout: Layout;
  /** The published name of its corpus (`RAVDESS`, `RAVDESS song`); null: the folder's or the table's name. */
  corpus: string | null;
  /**
   * Stands before speaker and sentence (`RAVDESS`), also where the corpus is shown under another name, so that one
   * person is one speaker however many copies of the corpus there are. Null: the corpus's name.
   */
  family: string | null;
  /** Within the family (`03`); null when the path does not tell. */
  speaker: string | null;
  sex: 'female' | 'male' | null;
  /** Within the family (`02`, `back`); null when the path does not tell. */
  sentence: string | null;
  intensity: string | null;
  /** The emotion code as published. */
  code: string;
  /** Null: the code is none that the corpus documents. */
  emotion: Emotion | null;
  split: SplitPart | null;
  /** Equal for two files of the same recording in different containers, as `.wav` and `.mp3`. */
  recording: string;
  /** Why the name cannot be believed; null when nothing speaks against it. */
  contradiction: string | null;
  /** What was mended in the name; null when it is as published. */
  warning: string | null;
}

/** One corpus layout: how its files and folders are called. */
export interface NamedLayout {
  /**
   * Reads a file's name. `folders` are the names of the folders it lies in, outermost first, the scanned folder's own
   * name included; `stem` is the file's name without its extension. Null: not of this layout.
   */
  readName(folders: readonly string[], stem: string): Naming | null;
  /** Whether a folder of this name is one part of the corpus (`Actor_05`) and not the whole of it. */
  isPart(folder: string): boolean;
}

/** Takes off what file managers add to a second copy: `x (1)`, `x - Copy`, `x copy 2`, `Copy of x`. */
export function stripCopyMark(stem: string): string {
  return stem.replace(/^copy of /i, '').replace(/(?: \(\d+\)|(?: -)? copy(?: \d+| \(\d+\))?)$/i, '');
}

/** The part of a split that a folder or a table calls `word` (`Train`, `dev`, `testing`); null for other words. */
export function splitPartOf(word: string): SplitPart | null {
  const plain = word.toLowerCase().replace(/[^a-z]/g, '');
  if (['train', 'training', 'trainset', 'trainingset', 'tr'].includes(plain)) return 'train';
  if (['test', 'testing', 'testset', 'te', 'heldout'].includes(plain)) return 'test';
  const validation = ['validation', 'valid', 'val', 'dev', 'devel', 'development', 'evaluation', 'eval'];
  return validation.includes(plain.replace(/set$/, '')) ? 'validation' : null;
}

/** The sex that a table's cell names (`F`, `Female`, `man`); null for anything else, numbers included. */
export function sexOf(word: string): 'female' | 'male' | null {
  const plain = word.trim().toLowerCase();
  if (['f', 'female', 'w', 'woman', 'women', 'girl'].includes(plain)) return 'female';
  return ['m', 'male', 'man', 'men', 'boy'].includes(plain) ? 'male' : null;
}
