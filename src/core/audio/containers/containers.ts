import { isFlac, readFlac } from '#core/audio/encodings/flac/flac.ts';
import { isAiff, readAiff } from './aiff.ts';
import { isAu, readAu } from './au.ts';
import { isCaf, readCaf } from './caf.ts';
import { isForeign, readForeign } from './foreign.ts';
import { isMatroska, readMatroska } from './matroska.ts';
import { isMp3, readMp3 } from './mp3.ts';
import { isNist, readNist } from './nist.ts';
import { isOgg, readOgg } from './ogg.ts';
import { isRiff, isW64, readRiff, readW64 } from './riff.ts';
import type { StoredSound } from './stored-sound.ts';

/** A kind of sound file. A new one is a file beside this, a line in {@link CONTAINERS}, and its endings in `shared/sound-endings.ts`. */
export interface Container {
  /** Whether a file is of this kind, by its first bytes. */
  matches(bytes: Uint8Array): boolean;
  /** @throws UserError `wav-unreadable`, `wav-empty`. */
  read(bytes: Uint8Array): StoredSound;
}

export const CONTAINERS: readonly Container[] = [
  { matches: isRiff, read: readRiff },
  { matches: isFlac, read: readFlac },
  { matches: isAiff, read: readAiff },
  { matches: isAu, read: readAu },
  { matches: isCaf, read: readCaf },
  { matches: isW64, read: readW64 },
  { matches: isNist, read: readNist },
  { matches: isOgg, read: readOgg },
  { matches: isMatroska, read: readMatroska },
  { matches: isForeign, read: readForeign },
  // Last, because its frames have no name and are searched for.
  { matches: isMp3, read: readMp3 },
];
