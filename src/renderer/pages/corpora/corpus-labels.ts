/** Labels and numbers of corpora as text. */

import type { EmotionCounts, Layout, Problem } from '#shared/corpora.ts';
import { count } from '#shared/format.ts';
import { emotionNames, type LabelUse, mergedLabels, SEVEN } from '#shared/label-sets.ts';
import { labelUseText } from '#shared/label-use-text.ts';
import { compareLabels } from '#shared/labels.ts';
import { LAYOUTS } from '#shared/layouts.ts';
import type { ClipRow, LibraryFolder, Overlap } from '#shared/library.ts';

export const PROBLEM_LABELS: Record<Problem['code'], string> = {
  unreadable: 'unreadable',
  empty: 'empty',
  silent: 'silent',
  'too-short': 'too short',
  'lfs-pointer': 'not downloaded',
  duplicate: 'duplicate',
  contradiction: 'name conflict',
  'unknown-emotion': 'no emotion',
  'left-out': 'not in the label set',
  excluded: 'excluded by you',
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

/** The title of a folder: its corpora, or the folder's name if it has none. */
export function folderName({ folder, corpora }: Pick<LibraryFolder, 'folder' | 'corpora'>): string {
  return corpora.map(({ name }) => name).join(', ') || lastName(folder);
}

/** The last part of a path of any system. */
export const lastName = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== '') ?? path;

/** Sample rates as text: `16 kHz`, `24.414 and 48 kHz`, `16 to 48 kHz`. */
export function ratesText(ratesHz: readonly number[]): string {
  if (ratesHz.length === 0) return '–';
  const kilohertz = ratesHz.map((rate) => String(rate / 1000));
  if (kilohertz.length > 2) return `${kilohertz[0]} to ${kilohertz[kilohertz.length - 1]} kHz`;
  return `${kilohertz.join(' and ')} kHz`;
}

/** The number of speakers, and their sexes as far as known: `24`, `12 female, 12 male`. */
export function speakersText({ female, male, unknown }: LibraryFolder['voices']): {
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

/** The number of clips of each label in all corpora of a folder, in the order of labels. */
export function folderEmotions({ corpora }: Pick<LibraryFolder, 'corpora'>): EmotionCounts {
  const sums: EmotionCounts = {};
  for (const { emotions } of corpora) {
    for (const [label, clips] of Object.entries(emotions)) sums[label] = (sums[label] ?? 0) + clips;
  }
  return Object.fromEntries(Object.entries(sums).toSorted(([a], [b]) => compareLabels(a, b)));
}

/** What the default label set does with the labels: `192 clips labelled calm count as neutral.` */
export function labelNote(counts: EmotionCounts): string {
  const merged = mergedLabels(SEVEN);
  const own = new Set(emotionNames(SEVEN));
  const use: LabelUse = { merged: [], leftOut: [] };
  for (const [label, clips] of Object.entries(counts)) {
    const emotion = merged.get(label);
    if (clips === 0 || own.has(label)) continue;
    if (emotion === undefined) use.leftOut.push({ label, clips });
    else use.merged.push({ label, emotion, clips });
  }
  return labelUseText(use, SEVEN);
}

/** `angry 96, disgust 96, …`, without emotions that have no clips. */
export const emotionsText = (counts: EmotionCounts): string =>
  Object.entries(counts)
    .filter(([, clips]) => clips > 0)
    .map(([emotion, clips]) => `${emotion} ${count(clips)}`)
    .join(', ');

/** The added folder that contains a folder, or null: clips that are in both count once. */
export function addedParent(folder: string, folders: readonly { folder: string }[]): string | null {
  const parts = (path: string) => path.split(/[\\/]+/).filter((part) => part !== '');
  const own = parts(folder);
  const parent = folders.find((other) => {
    const outer = parts(other.folder);
    return outer.length < own.length && outer.every((part, index) => part === own[index]);
  });
  return parent?.folder ?? null;
}

const isInFolder = (path: string, folder: string): boolean =>
  path.startsWith(folder) && /[\\/]/.test(path.charAt(folder.length));

/**
 * By folder, the names of its corpora that differ from those in the folder alone: of two corpora with one name the second
 * is called `RAVDESS 2` in tables and charts.
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
        if (!own.has(corpus) && isInFolder(path, folder)) others.add(corpus);
      }
      return [folder, [...others]];
    }),
  );
}

/** The clips that a folder has in common with another one, which is called `title`. */
export function overlapText({ clips, same, nearIdentical, title }: Overlap & { title: string }): string {
  const both = same + nearIdentical;
  const how =
    nearIdentical === 0
      ? 'the same sound'
      : same === 0
        ? 'nearly identical'
        : `${count(same)} the same sound, ${count(nearIdentical)} nearly identical`;
  const all = clips === 1 ? 'The only clip' : `All ${count(clips)} clips`;
  const which = both === clips ? all : `${count(both)} of ${many(clips, 'clip')}`;
  const are = both === 1 ? 'is' : 'are';
  return `${which} ${are} also in ${title} (${how}). Train with only one of the two.`;
}

/** The layout of a corpus, or null if its name says the same: RAVDESS has the layout RAVDESS. */
export function layoutLabel({ name, layout }: { name: string; layout: Layout }): string | null {
  const { label } = LAYOUTS[layout];
  return name.startsWith(label) ? null : label;
}
