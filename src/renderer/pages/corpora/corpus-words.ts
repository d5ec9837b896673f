/** Words and figures of corpora, the same all over the page. */
import type { Layout, Problem } from '../../../shared/corpora.ts';
import { EMOTIONS, type PerEmotion, perEmotion } from '../../../shared/emotions.ts';
import type { ClipRow, LibraryFolder } from '../../../shared/library.ts';
import { count } from '../../parts/figures.ts';

export const LAYOUT_WORDS: Record<Layout, string> = {
  tess: 'TESS',
  savee: 'SAVEE',
  ravdess: 'RAVDESS',
  'crema-d': 'CREMA-D',
  folders: 'a folder per emotion',
  csv: 'a table of clips',
};

export const PROBLEM_WORDS: Record<Problem['code'], string> = {
  unreadable: 'cannot be read',
  empty: 'empty',
  silent: 'silent',
  'lfs-pointer': 'not downloaded',
  duplicate: 'counted already',
  contradiction: 'contradiction',
  'unknown-emotion': 'no emotion',
  missing: 'missing',
  outside: 'outside the folder',
};

/** `1 clip`, `2,800 clips`. */
export const many = (number: number, one: string, more = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : more}`;

/** Hours with one decimal, minutes below one hour, seconds below one minute. */
export function soundDuration(seconds: number): string {
  if (seconds >= 3600) return `${(seconds / 3600).toFixed(1)} h`;
  return seconds >= 60 ? `${(seconds / 60).toFixed(1)} min` : `${seconds.toFixed(1)} s`;
}

/** What a folder is called: its corpora, or its own name where it has none. */
export function folderName({ folder, corpora }: Pick<LibraryFolder, 'folder' | 'corpora'>): string {
  return corpora.map(({ name }) => name).join(', ') || lastName(folder);
}

/** The last part of a path, of any system. */
export const lastName = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== '') ?? path;

/** Sampling rates as they are said: `16 kHz`, `24.414 and 48 kHz`, `16 to 48 kHz`. */
export function ratesText(ratesHz: readonly number[]): string {
  if (ratesHz.length === 0) return '–';
  const kilohertz = ratesHz.map((rate) => String(rate / 1000));
  if (kilohertz.length > 2) return `${kilohertz[0]} to ${kilohertz[kilohertz.length - 1]} kHz`;
  return `${kilohertz.join(' and ')} kHz`;
}

/** How many speakers, and their sexes as far as they are known: `24`, `12 female, 12 male`. */
export function voicesText({ female, male, unknown }: LibraryFolder['voices']): {
  all: string;
  sexes: string;
} {
  const all = female + male + unknown;
  if (all === 0) return { all: 'unknown', sexes: '' };
  const sexes = [
    female > 0 ? `${count(female)} female` : null,
    male > 0 ? `${count(male)} male` : null,
    unknown > 0 && female + male > 0 ? `${count(unknown)} unknown` : null,
  ].filter((part) => part !== null);
  return { all: count(all), sexes: sexes.join(', ') };
}

/** The clips of each emotion in all corpora of a folder. */
export function folderEmotions({ corpora }: Pick<LibraryFolder, 'corpora'>): PerEmotion<number> {
  return perEmotion((emotion) => corpora.reduce((sum, { emotions }) => sum + emotions[emotion], 0));
}

/** `angry 96, disgust 96, …`, without emotions that do not occur. */
export const emotionsText = (counts: PerEmotion<number>): string =>
  EMOTIONS.filter((emotion) => counts[emotion] > 0)
    .map((emotion) => `${emotion} ${count(counts[emotion])}`)
    .join(', ');

/** The added folder that a folder lies in, if there is one: its clips count once where both are taken. */
export function folderAround(folder: string, folders: readonly { folder: string }[]): string | null {
  const parts = (path: string) => path.split(/[\\/]+/).filter((part) => part !== '');
  const own = parts(folder);
  const around = folders.find((other) => {
    const outer = parts(other.folder);
    return outer.length < own.length && outer.every((part, index) => part === own[index]);
  });
  return around?.folder ?? null;
}

/**
 * By folder, what its corpora are called among all: of two by one name the second is `RAVDESS 2` in tables and figures.
 * Only names that the folder alone would not have.
 */
export function namesInFolders(
  folders: readonly Pick<LibraryFolder, 'folder' | 'corpora'>[],
  clips: readonly Pick<ClipRow, 'path' | 'corpus'>[],
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    folders.map(({ folder, corpora }) => {
      const own = new Set(corpora.map(({ name }) => name));
      const others = new Set<string>();
      for (const { path, corpus } of clips) {
        if (!own.has(corpus) && path.startsWith(folder) && /[\\/]/.test(path.charAt(folder.length)))
          others.add(corpus);
      }
      return [folder, [...others]];
    }),
  );
}

/** How a corpus lies on disk, where its name does not say so already: RAVDESS lies as RAVDESS does. */
export function layoutToSay({ name, layout }: { name: string; layout: Layout }): string | null {
  return name.startsWith(LAYOUT_WORDS[layout]) ? null : LAYOUT_WORDS[layout];
}
