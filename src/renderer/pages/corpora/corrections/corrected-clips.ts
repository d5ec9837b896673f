/** The clips of the list together with what the user says about them. */
import {
  type CorrectionValue,
  correctionKey,
  isNoCorrection,
  type ListedCorrection,
} from '#shared/corrections.ts';
import type { ClipRow, LibraryFolder } from '#shared/library.ts';

/** A clip with its correction; without one if nothing is said about it. */
export interface ListedClip extends ClipRow {
  correction?: CorrectionValue;
}

export const keyOfClip = ({ fingerprint, emotion: own }: ClipRow): string =>
  correctionKey({ fingerprint, own });

/** The clips with their corrections. Clips without one stay the same objects, so that lists do not draw them again. */
export function listedClips(
  clips: readonly ClipRow[],
  corrections: readonly ListedCorrection[],
): readonly ListedClip[] {
  if (corrections.length === 0) return clips;
  const byKey = new Map(corrections.map((one) => [correctionKey(one), one]));
  return clips.map((clip) => {
    const correction = byKey.get(keyOfClip(clip));
    return correction === undefined ? clip : { ...clip, correction };
  });
}

/** The label that counts. */
export const labelOf = ({ emotion, correction }: ListedClip): string => correction?.label ?? emotion;

/** The clips as a run has them: with corrected labels, without excluded clips. */
export const effectiveClips = (clips: readonly ListedClip[]): readonly ClipRow[] =>
  clips.flatMap((clip) => {
    if (clip.correction === undefined) return [clip];
    return clip.correction.excluded ? [] : [{ ...clip, emotion: labelOf(clip) }];
  });

/** What is said about a clip, as choices of a filter. */
export function correctionWords({ correction }: ListedClip): string[] {
  if (correction === undefined || isNoCorrection(correction)) return [];
  const words = [
    ...(correction.label === null ? [] : ['relabelled']),
    ...(correction.excluded ? ['excluded'] : []),
    ...(correction.marked ? ['marked'] : []),
  ];
  return words.length === 0 ? ['noted'] : words;
}

export interface FolderCorrections {
  relabelled: number;
  excluded: number;
  marked: number;
}

/** The corrections of the clips in each folder, by the folder's path. */
export function correctionsInFolders(
  folders: readonly Pick<LibraryFolder, 'folder'>[],
  clips: readonly ListedClip[],
): ReadonlyMap<string, FolderCorrections> {
  const corrected = clips.filter(({ correction }) => correction !== undefined);
  return new Map(
    folders.map(({ folder }) => {
      const inside = corrected.filter(({ path }) => isBelow(path, folder));
      const number = (is: (value: CorrectionValue) => boolean) =>
        inside.filter(({ correction }) => correction !== undefined && is(correction)).length;
      return [
        folder,
        {
          relabelled: number(({ label, excluded }) => label !== null && !excluded),
          excluded: number(({ excluded }) => excluded),
          marked: number(({ marked }) => marked),
        },
      ];
    }),
  );
}

const isBelow = (path: string, folder: string): boolean => {
  const rest = path.startsWith(folder) ? path.slice(folder.length) : '';
  return rest.startsWith('/') || rest.startsWith('\\') || /[/\\]$/.test(folder);
};

/** `3 relabelled, 1 excluded, 2 marked`; empty without corrections. */
export function folderCorrectionsText({ relabelled, excluded, marked }: FolderCorrections): string {
  const parts: [number, string][] = [
    [relabelled, 'relabelled'],
    [excluded, 'excluded'],
    [marked, 'marked'],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number.toLocaleString('en')} ${word}`)
    .join(', ');
}

/** Whether something is said about all of these clips. */
export const isAll = (clips: readonly ListedClip[], is: (value: CorrectionValue) => boolean): boolean =>
  clips.every(({ correction }) => correction !== undefined && is(correction));
