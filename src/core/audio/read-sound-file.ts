import { readRegularFile } from '#core/system/open-regular-file.ts';
import { openForPart } from './open-for-part.ts';
import { type DecodeOptions, type FingerprintedSound, openSoundFile } from './sound-file.ts';
import { fileOfPath } from './sound-part.ts';
import type { SoundReader } from './sound-reader.ts';

export interface ReadOptions extends DecodeOptions {
  maxBytes: number;
  /** The error for a file of more bytes. */
  tooLarge(): Error;
  /** Decodes what is not quick; without it, everything is decoded in this thread. */
  reader?: SoundReader;
  signal?: AbortSignal;
}

/**
 * Reads and decodes a sound file of any kind, or the part of one that `path` names (see `sound-part.ts`).
 * @throws UserError as `openSoundFile` and `SoundReader`; the errors of `readRegularFile`.
 */
export async function readSoundFile(path: string, options: ReadOptions): Promise<FingerprintedSound> {
  const { maxBytes, tooLarge, reader, signal, channel = 'mean', maxFrames = Infinity } = options;
  const { file: filePath, part } = fileOfPath(path);
  const file =
    part === null
      ? openSoundFile(await readRegularFile(filePath, maxBytes, tooLarge))
      : await openForPart(filePath, maxBytes, tooLarge);
  if (file.quick || reader === undefined) return file.decode({ channel, maxFrames, path: filePath, part });
  return reader.run({ kind: 'decode', path, maxBytes, channel, maxFrames }, file.bytes.length, signal);
}
