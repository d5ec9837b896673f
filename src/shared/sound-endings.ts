/** The endings of the names of sound files. They only say which files may be sounds: what a file is, its content says. */

/**
 * In lower case, by kind of file. The order is that of quality: of two files of one recording, that of the earlier kind is
 * the better one, so uncompressed and lossless formats come before others.
 */
const ENDINGS: readonly (readonly string[])[] = [
  ['wav', 'wave', 'rf64', 'bwf'],
  ['flac'],
  ['aif', 'aiff', 'aifc'],
  ['au', 'snd'],
  ['caf'],
  ['w64'],
  // NIST SPHERE, of which most files are named .wav.
  ['sph', 'nist'],
  ['ogg', 'oga', 'opus'],
  ['webm', 'mka', 'mkv'],
  ['m4a', 'aac', 'mp4', 'm4v', 'mov', 'wma', 'amr', 'avi', 'flv'],
  ['mp3', 'mp2'],
];

export const SOUND_ENDINGS: readonly string[] = ENDINGS.flat();

/** Endings of videos, whose sound is read too. */
const VIDEO_ENDINGS: readonly string[] = ['mkv', 'mp4', 'm4v', 'mov', 'avi', 'flv'];

/** For files with these, desktops offer the program under “Open with”; not for videos, which few want to open with it. */
export const OFFERED_ENDINGS: readonly string[] = SOUND_ENDINGS.filter(
  (ending) => !VIDEO_ENDINGS.includes(ending),
);

const RANKS = new Map(ENDINGS.flatMap((endings, rank) => endings.map((ending) => [ending, rank])));

/** Of two files of one recording, that of the lower rank is the better one. Infinity for other names. */
export function soundFileRank(name: string): number {
  const ending = /\.([^./\\]+)$/.exec(name)?.[1].toLowerCase() ?? '';
  return RANKS.get(ending) ?? Infinity;
}

/** Whether a file's name is that of a sound file, in any format that may be read. */
export const isSoundFileName = (name: string): boolean => soundFileRank(name) !== Infinity;

/** A name without the ending of a sound file. */
export const withoutSoundEnding = (name: string): string =>
  isSoundFileName(name) ? name.slice(0, name.lastIndexOf('.')) : name;
