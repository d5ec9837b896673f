import { isFlac, readFlac } from '#core/audio/encodings/flac/flac.ts';
import { isAiff, readAiff } from './aiff.ts';
import { isAu, readAu } from './au.ts';
import { isCaf, readCaf } from './caf.ts';
import { isForeign, readForeign } from './foreign.ts';
import { isMatroska, readMatroska } from './matroska.ts';
import { isMp3, readMp3 } from './mp3.ts';
import { isOgg, readOgg } from './ogg.ts';
import { isRiff, isW64, readRiff, readW64 } from './riff.ts';
import type { StoredSound } from './stored-sound.ts';

/** A kind of sound file. A new one is a file beside this and a line in {@link CONTAINERS}, in the order of quality. */
interface Container {
  /** Endings of the names of such files, in lower case. They only say which files may be sounds. */
  endings: readonly string[];
  /** Whether a file is of this kind, by its first bytes. */
  matches(bytes: Uint8Array): boolean;
  /** @throws UserError `wav-unreadable`, `wav-empty`. */
  read(bytes: Uint8Array): StoredSound;
}

export const CONTAINERS: readonly Container[] = [
  { endings: ['wav', 'wave', 'rf64', 'bwf'], matches: isRiff, read: readRiff },
  { endings: ['flac'], matches: isFlac, read: readFlac },
  { endings: ['aif', 'aiff', 'aifc'], matches: isAiff, read: readAiff },
  { endings: ['au', 'snd'], matches: isAu, read: readAu },
  { endings: ['caf'], matches: isCaf, read: readCaf },
  { endings: ['w64'], matches: isW64, read: readW64 },
  { endings: ['ogg', 'oga', 'opus'], matches: isOgg, read: readOgg },
  { endings: ['webm', 'mka', 'mkv'], matches: isMatroska, read: readMatroska },
  {
    endings: ['m4a', 'aac', 'mp4', 'm4v', 'mov', 'wma', 'amr', 'avi', 'flv'],
    matches: isForeign,
    read: readForeign,
  },
  // Last, because its frames have no name and are searched for.
  { endings: ['mp3', 'mp2'], matches: isMp3, read: readMp3 },
];
